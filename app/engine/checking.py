"""Whether a bundle can be run: what neither the parser nor the engine would notice before it is too late.

Each rule is a function of the bundle that yields faults. A fault names the file and the element and says, in the
designer's words, what to mend.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.core.errors import N_
from app.engine import expressions, formulas
from app.engine.cycles import in_cycles
from app.engine.nodes import BPMN, EVENTS, SPIFF, Found, local
from app.engine.spiff_timers import BadTimer, check_constant

Said = str | tuple[str, dict[str, Any]]
Fault = tuple[str, str, Said]  # file, element id, what is wrong and how to mend it


@dataclass(frozen=True)
class Subject:
    """What is checked: the parsed files, the nodes in them, the keys of the forms, the actions a service may call."""

    process_id: str
    trees: Mapping[str, etree._Element]
    found: list[Found]
    forms: Container[str]
    actions: Container[str] | None


def faults(subject: Subject) -> dict[str, Said]:
    """All faults by `file#element_id`, the first one of each element."""
    said: dict[str, Said] = {}
    for rule in RULES:
        for file, element_id, text in rule(subject):
            said.setdefault(f"{file}#{element_id}" if element_id else file, text)
    return said


def _ids_are_unique(subject: Subject) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for one in subject.found:
        if not one.node.id:
            yield one.file, "", N_("Có phần tử thiếu mã (id). Đặt mã cho mọi phần tử.")
        elif one.node.id in seen:
            text = N_("Mã %(id)s trùng với một phần tử trong tệp %(file)s. Đổi một trong hai mã.")
            yield one.file, one.node.id, (text, {"id": one.node.id, "file": seen[one.node.id]})
        seen.setdefault(one.node.id, one.file)
    for file, root in subject.trees.items():  # the stock parser takes whatever has the id, a parameter too
        ids = Counter(element.get("id") for element in root.iter("*") if element.get("id"))
        for one in subject.found:
            if one.file == file and ids[one.node.id] > 1:
                text = N_("Mã %(id)s còn được dùng cho một phần tử hay tham số khác trong tệp. Đổi mã của nhiệm vụ.")
                yield file, one.node.id, (text, {"id": one.node.id})


_LONGEST = {"id": 80, "name": 200, "role": 30, "form_key": 80}  # characters that the tables hold


def _names_fit(subject: Subject) -> Iterator[Fault]:
    for one in subject.found:
        for what, longest in _LONGEST.items():
            if len(getattr(one.node, what) or "") > longest:
                text = N_("Mã, tên, vai trò hoặc biểu mẫu dài quá: %(what)s có tối đa %(longest)s ký tự.")
                yield one.file, one.node.id[:80], (text, {"what": what, "longest": longest})


def _user_tasks_have_roles(subject: Subject) -> Iterator[Fault]:
    for one in subject.found:
        if one.node.kind == "userTask" and not one.node.role:
            text = N_("Nhiệm vụ không nằm trong làn nào có vai trò. Đặt nó vào làn có thuộc tính `role`.")
            yield one.file, one.node.id, text


def _forms_are_there(subject: Subject) -> Iterator[Fault]:
    for one in subject.found:
        if one.node.kind == "userTask" and one.node.form_key not in subject.forms:
            text = N_("Không có biểu mẫu %(form)s. Thêm tệp biểu mẫu hoặc sửa thuộc tính `form` của nhiệm vụ.")
            yield one.file, one.node.id, (text, {"form": one.node.form_key})


_REFUSED = {
    "adHocSubProcess": N_("Không dùng được quy trình con tùy ý (ad-hoc). Vẽ lại bằng các luồng nối."),
    "complexGateway": N_("Không dùng được cổng phức hợp. Thay bằng cổng XOR, OR hoặc AND."),
    "dataStoreReference": N_("Không dùng được kho dữ liệu trong sơ đồ. Xóa phần tử này."),
    "dataInputAssociation": N_("Không dùng được liên kết dữ liệu. Xóa mũi tên dữ liệu này."),
    "dataOutputAssociation": N_("Không dùng được liên kết dữ liệu. Xóa mũi tên dữ liệu này."),
    "conditionalEventDefinition": N_("Không dùng được sự kiện theo điều kiện. Thay bằng cổng XOR."),
}


def _nothing_unusable(subject: Subject) -> Iterator[Fault]:
    for file, root in subject.trees.items():
        for element in root.iter(f"{BPMN}*"):
            kind = local(element)
            if kind == "subProcess" and element.get("triggeredByEvent") == "true":
                text = N_("Không dùng được quy trình con theo sự kiện. Thay bằng sự kiện gắn trên biên.")
                yield file, element.get("id", ""), text
            elif kind in _REFUSED:
                yield file, _id_near(element), _REFUSED[kind]
            elif element.get("parallelMultiple") == "true":
                text = N_("Không dùng được sự kiện nhiều tín hiệu song song. Tách thành nhiều sự kiện.")
                yield file, _id_near(element), text


def _id_near(element: etree._Element | None) -> str:
    while element is not None and not element.get("id"):
        element = element.getparent()
    return "" if element is None else element.get("id", "")


def _calls_lead_somewhere(subject: Subject) -> Iterator[Fault]:
    known = {process.get("id") for root in subject.trees.values() for process in root.iter(f"{BPMN}process")}
    for one in subject.found:
        called = one.element.get("calledElement")
        if one.node.kind == "callActivity" and called not in known:
            text = N_("Quy trình được gọi %(called)s không có trong bộ sơ đồ. Thêm tệp của nó hoặc sửa mã được gọi.")
            yield one.file, one.node.id, (text, {"called": called or "?"})


def _calls_do_not_return_to_themselves(subject: Subject) -> Iterator[Fault]:
    calls: dict[str, set[str]] = {}
    for one in subject.found:
        if one.node.kind == "callActivity":
            calls.setdefault(one.node.process_id, set()).add(one.element.get("calledElement", ""))
    endless = in_cycles(calls)
    for one in subject.found:
        if one.node.kind == "callActivity" and {one.node.process_id, one.element.get("calledElement")} <= endless:
            yield one.file, one.node.id, N_("Quy trình gọi lại chính nó, sẽ không bao giờ kết thúc. Bỏ lời gọi này.")


def _splits_have_defaults(subject: Subject) -> Iterator[Fault]:
    out_of = _flows_by_source(subject)
    for one in subject.found:
        out = out_of.get(one.node.id, [])
        if one.node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(out) < 2:
            continue
        default = one.element.get("default")
        if default not in {flow.get("id") for flow in out}:
            yield one.file, one.node.id, N_("Cổng rẽ nhánh chưa có luồng mặc định. Chọn một luồng ra làm mặc định.")
        for flow in out:
            if flow.get("id") != default and flow.find(f"{BPMN}conditionExpression") is None:
                text = N_("Luồng ra của cổng rẽ nhánh chưa có điều kiện. Ghi điều kiện hoặc chọn nó làm mặc định.")
                yield one.file, flow.get("id", ""), text


def _only_gateways_split(subject: Subject) -> Iterator[Fault]:
    out_of = _flows_by_source(subject)
    for one in subject.found:
        if len(out_of.get(one.node.id, [])) > 1 and not one.node.kind.endswith("Gateway"):
            yield one.file, one.node.id, N_("Chỉ cổng mới được có nhiều luồng ra. Thêm một cổng sau phần tử này.")


def _flows_by_source(subject: Subject) -> dict[str, list[etree._Element]]:
    by_source: dict[str, list[etree._Element]] = {}
    for root in subject.trees.values():
        for flow in root.iter(f"{BPMN}sequenceFlow"):
            by_source.setdefault(flow.get("sourceRef", ""), []).append(flow)
    return by_source


def _flows_join_nodes(subject: Subject) -> Iterator[Fault]:
    scope_of = {one.node.id: one.scope for one in subject.found}
    for file, root in subject.trees.items():
        for flow in root.iter(f"{BPMN}sequenceFlow"):
            ends = [scope_of.get(flow.get(end, "")) for end in ("sourceRef", "targetRef")]
            if None in ends or ends[0] is not ends[1]:
                text = N_("Luồng nối không nối hai phần tử của cùng một quy trình. Nối lại.")
                yield file, flow.get("id", ""), text


def _no_parallel_inside_a_loop(subject: Subject) -> Iterator[Fault]:
    edges = {source: {flow.get("targetRef", "") for flow in out} for source, out in _flows_by_source(subject).items()}
    for one in subject.found:
        if one.node.kind == "boundaryEvent":
            edges.setdefault(one.element.get("attachedToRef", ""), set()).add(one.node.id)
    looping = in_cycles(edges)
    for one in subject.found:
        if one.node.id in looping and one.node.kind in ("parallelGateway", "inclusiveGateway"):
            text = N_("Cổng song song nằm trong vòng lặp sẽ chạy sai ở lượt sau. Gói khối đó vào một quy trình con.")
            yield one.file, one.node.id, text


def _expressions_are_allowed(subject: Subject) -> Iterator[Fault]:
    for formula in formulas.formulas(subject.trees):
        try:
            if formula.kind == formulas.SCRIPT:
                expressions.check_script(formula.text)
            else:
                expressions.check(formula.text)
                _check_constant_timer(formula)
        except expressions.BadExpression as error:
            text = N_("Biểu thức không được phép: %(text)s (%(reason)s). Chỉ dùng so sánh, phép tính và biến.")
            yield formula.file, formula.element_id, (text, {"text": formula.text[:80], "reason": str(error)})
        except BadTimer:
            text = N_('Thời hạn %(text)s không đọc được. Ghi theo ISO 8601 và đặt trong dấu nháy, ví dụ "P5D".')
            yield formula.file, formula.element_id, (text, {"text": formula.text[:80]})


_UNQUOTED = re.compile(r"\s*(PT?|R)\d\S*\s*")  # P5D is a variable's name to the engine; "P5D" was meant


def _check_constant_timer(formula: formulas.Formula) -> None:
    if formula.kind in formulas.TIMERS and _UNQUOTED.fullmatch(formula.text):
        raise BadTimer(formula.text)
    if formula.kind in formulas.TIMERS and not expressions.names_in(formula.text):
        try:
            value = expressions.evaluate(formula.text, {})
        except expressions.ExpressionFault as error:
            raise BadTimer(str(error)) from error
        check_constant(formula.kind, value)


def _decisions_are_understood(subject: Subject) -> Iterator[Fault]:
    for file, root in subject.trees.items():
        if not file.endswith(".dmn"):
            continue
        decisions = [one for one in root.iter() if local(one) == "decision"]
        if len(decisions) != 1 or sum(local(one) == "decisionTable" for one in root.iter()) != 1:
            yield file, "", N_("Mỗi tệp DMN phải có đúng một bảng quyết định. Tách thành nhiều tệp.")
        for table in (one for one in root.iter() if local(one) == "decisionTable"):
            if table.get("aggregation") or table.get("hitPolicy", "UNIQUE") not in (
                "UNIQUE",
                "FIRST",
                "ANY",
                "COLLECT",
            ):
                text = N_("Chỉ dùng được bảng UNIQUE, FIRST, ANY hoặc COLLECT không có phép gộp.")
                yield file, table.get("id", ""), text
    for formula in formulas.formulas(subject.trees):
        if formula.kind == formulas.CELL and _looks_like_feel(formula.text):
            text = N_("Ô %(text)s viết theo FEEL sẽ không bao giờ khớp. Ghi theo Python, ví dụ `? in (1, 2, 3)`.")
            yield formula.file, formula.element_id, (text, {"text": formula.text[:80]})


def _looks_like_feel(cell: str) -> bool:
    bare = cell.strip()
    return bare.startswith(("not(", "not (")) or ".." in bare or expressions.is_bare_tuple(bare)


def _services_are_known(subject: Subject) -> Iterator[Fault]:
    for one in subject.found:
        if one.node.kind != "serviceTask":
            continue
        operator = one.element.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        name = None if operator is None else operator.get("id")
        if not name:
            yield one.file, one.node.id, N_("Nhiệm vụ hệ thống chưa ghi việc phải làm. Chọn một việc cho nó.")
        elif subject.actions is not None and name not in subject.actions:
            text = N_("Hệ thống không có việc %(name)s. Chọn một việc có trong danh sách.")
            yield one.file, one.node.id, (text, {"name": name})


def _process_has_one_start(subject: Subject) -> Iterator[Fault]:
    for file, root in subject.trees.items():
        for process in root.iter(f"{BPMN}process"):
            starts = [one for one in process if local(one) == "startEvent"]
            if len(starts) != 1:
                yield file, process.get("id", ""), N_("Mỗi quy trình phải có đúng một sự kiện bắt đầu.")


def _messages_have_names(subject: Subject) -> Iterator[Fault]:
    for file, root in subject.trees.items():
        names = {one.get("id"): one.get("name") for one in root.iter(f"{BPMN}message")}
        for event in (one for kind in EVENTS for one in root.iter(f"{BPMN}{kind}")):
            definition = event.find(f"{BPMN}messageEventDefinition")
            if definition is not None and not names.get(definition.get("messageRef")):
                text = N_("Sự kiện tin nhắn chưa chọn tin nhắn. Chọn hoặc tạo một tin nhắn có tên.")
                yield file, event.get("id", ""), text


RULES: tuple[Callable[[Subject], Iterator[Fault]], ...] = (
    _ids_are_unique,
    _names_fit,
    _nothing_unusable,
    _process_has_one_start,
    _flows_join_nodes,
    _calls_lead_somewhere,
    _calls_do_not_return_to_themselves,
    _only_gateways_split,
    _splits_have_defaults,
    _no_parallel_inside_a_loop,
    _messages_have_names,
    _expressions_are_allowed,
    _decisions_are_understood,
    _services_are_known,
    _user_tasks_have_roles,
    _forms_are_there,
)

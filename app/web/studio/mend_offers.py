"""Offered mends of lanes, forms, flows and gateways."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from flask_babel import gettext as _

from app.engine.outline import wrapping
from app.engine.outline.edits import NotPossible
from app.engine.outline.reading import Flow, Process, Step
from app.engine.outline.source import Source
from app.identity.permissions import LANES
from app.web.layout.role_words import role_words
from app.web.studio.mend_kinds import Choice, Look, Mend, Options
from app.web.studio.words import step_kind

ForStep = Callable[[Look, Process, Step], Iterator[Mend]]


def setting(step_id: str, box: str, text: str, choice: Choice | None = None, value: str | None = None) -> Mend:
    """Sets one thing of a step, or asks for it."""
    fields = {"act": "set", "id": step_id, "box": box} | ({} if value is None else {"value": value})
    return Mend("set", text, fields, choice)


def named_steps(look: Look, found: Sequence[Step]) -> Options:
    """Steps to choose from."""
    return [(step.id, look.spoken(step.id)) for step in found if step.id]


def no_lane(_look: Look, process: Process, step: Step) -> Iterator[Mend]:
    """A lane that is there, or a new one."""
    roles = [(role, role_words(role)) for role in LANES]
    if process.lanes and not step.depth:
        known = [(lane.id, lane.name or lane.id) for lane in process.lanes]
        yield setting(step.id, "lane", _("Chuyển vào làn"), Choice("value", _("Làn"), known))
    beside = process.lanes[-1].id if process.lanes else process.id
    yield Mend(
        "add_lane", _("Thêm làn"), {"act": "add_lane", "id": beside}, Choice("role", _("Vai trò của làn mới"), roles)
    )


def no_role(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A role for the lane."""
    if step.lane:
        yield choose_role(step.lane)


def choose_role(lane_id: str) -> Mend:
    """A role for a lane."""
    roles = [(role, role_words(role)) for role in LANES]
    return Mend("lane", _("Đặt vai trò cho làn"), {"act": "lane", "id": lane_id}, Choice("role", _("Vai trò"), roles))


def no_form(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A form that is there, or a new one."""
    if look.forms:
        known = [(one, one) for one in look.forms]
        yield setting(step.id, "form", _("Dùng biểu mẫu"), Choice("value", _("Biểu mẫu"), known))
    key = step.given.get("form") or step.id
    yield Mend("make_form", _("Tạo biểu mẫu %(key)s", key=key), {"act": "make_form", "id": step.id, "form": key})


def no_default(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """One of the flows."""
    bare = sorted(step.flows, key=lambda flow: flow.condition is not None)
    known = [(flow.id, _("tới %(name)s", name=look.spoken(flow.target))) for flow in bare if flow.id]
    yield setting(step.id, "default", _("Đặt làm mặc định"), Choice("value", _("Luồng mặc định"), known))


def no_condition(_look: Look, step: Step, flow: Flow) -> Iterator[Mend]:
    """The default, or a condition."""
    if not any(other.default for other in step.flows):
        yield setting(step.id, "default", _("Đặt luồng này làm mặc định"), None, flow.id)
    yield setting(step.id, f"condition.{flow.id}", _("Đặt điều kiện"), typed(_("Đi theo luồng này khi"), 'x == "y"'))
    if any(other.default for other in step.flows):
        yield setting(step.id, "default", _("Đặt luồng này làm mặc định"), None, flow.id)


def unreachable(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A flow from somewhere, or away with it."""
    if step.kind not in ("startEvent", "boundaryEvent"):
        open_ones = [other for other in look.beside(step) if other.kind != "endEvent"]
        able = [other for other in open_ones if not other.flows or other.kind.endswith("Gateway")]
        if able:
            fields = {"act": "add_flow", "to": step.id}
            yield Mend("add_flow", _("Nối từ bước đó"), fields, Choice("id", _("Từ bước"), named_steps(look, able)))
    yield Mend("remove", _("Bỏ bước này"), {"act": "remove", "id": step.id})


def stops(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A flow onward, or an end."""
    ends = [other for other in look.beside(step) if other.kind == "endEvent"]
    rest = [other for other in look.beside(step) if other.kind not in ("endEvent", "startEvent", "boundaryEvent")]
    if ends or rest:
        fields = {"act": "add_flow", "id": step.id}
        choice = Choice("to", _("Tới bước"), named_steps(look, [*ends, *rest]))
        yield Mend("add_flow", _("Nối tới bước đó"), fields, choice)
    fields = {"act": "add", "id": step.id, "kind": "endEvent", "name": _("Kết thúc")}
    yield Mend("add", _("Thêm điểm kết thúc"), fields)


def splits(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A gateway behind."""
    kinds = [(kind, step_kind(kind)) for kind in ("exclusiveGateway", "parallelGateway", "inclusiveGateway")]
    fields = {"act": "gate", "id": step.id, "side": "behind", "name": ""}
    yield Mend("gate", _("Thêm cổng sau bước này"), fields, Choice("kind", _("Loại cổng"), kinds))


def drop_flows(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """Without a flow out of it."""
    for flow in step.flows:
        fields = {"act": "remove_flow", "id": step.id, "flow": flow.id}
        yield Mend("remove_flow", _("Bỏ luồng tới %(name)s", name=look.spoken(flow.target)), fields)


def double(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """Without one of the two."""
    targets = [flow.target for flow in step.flows]
    for flow in step.flows:
        if targets.count(flow.target) > 1:
            fields = {"act": "remove_flow", "id": step.id, "flow": flow.id}
            name = f"{look.spoken(flow.target)} ({flow.id})"
            yield Mend("remove_flow", _("Bỏ luồng tới %(name)s", name=name), fields)


def wrap_block(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """The block between the gateway and its partner in a subprocess."""
    source = Source(look.content)
    for other in look.beside(step):
        first, last = (step, other) if len(step.flows) > 1 else (other, step)
        if other.kind != step.kind or len(first.flows) < 2 or len(last.before) < 2:
            continue
        with suppress(NotPossible):
            wrapping.between(source, first.id, last.id)
            name = _("Làm song song")
            yield Mend("wrap", _("Gói khối vào một quy trình con"), _wrapping(first, last, name))
            return


def _wrapping(first: Step, last: Step, name: str) -> dict[str, str]:
    return {"act": "wrap", "id": first.id, "to": last.id, "name": name}


def ignored(_look: Look, step: Step, flow: Flow) -> Iterator[Mend]:
    """Without the condition, or with a gateway that reads it."""
    yield setting(step.id, f"condition.{flow.id}", _("Bỏ điều kiện"), None, "")
    fields = {"act": "gate", "id": step.id, "side": "behind", "kind": "exclusiveGateway", "name": ""}
    yield Mend("gate", _("Thêm cổng chọn một nhánh trước luồng"), fields)


def crosses(look: Look, step: Step, flow: Flow) -> Iterator[Mend]:
    """Another end of the flow, or none."""
    ends = [other for other in look.beside(step) if other.kind not in ("startEvent", "boundaryEvent")]
    if ends:
        yield setting(
            step.id, f"to.{flow.id}", _("Nối lại tới bước đó"), Choice("value", _("Tới bước"), named_steps(look, ends))
        )
    fields = {"act": "remove_flow", "id": step.id, "flow": flow.id}
    yield Mend("remove_flow", _("Bỏ luồng này"), fields)


def typed(label: str, like: str, name: str = "value") -> Choice:
    """A text with an example."""
    return Choice(name, label, [(like, like)], free=True)


def typing(box: str, words: Callable[[], str], label: Callable[[], str], options: Sequence[str] = ()) -> ForStep:
    """A mend that only asks for one value of the step."""

    def offer(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
        yield setting(step.id, box, words(), Choice("value", label(), [(one, one) for one in options], free=True))

    return offer


def clearing(box: str, words: Callable[[], str]) -> ForStep:
    """A mend that takes one value away."""

    def offer(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
        yield setting(step.id, box, words(), None, "")

    return offer

"""The next step that is offered for a problem of a diagram: one press, or one choice, and the list's own edit is made.

A rule without an entry has no mend that a machine could offer; its words say what to do.
"""

from collections.abc import Callable, Iterator

from flask_babel import gettext as _

from app.engine.checking.sizes import MAX_NODES
from app.engine.outline.reading import Flow, Step
from app.engine.problems import Problem
from app.web.studio.mend_events import (
    awaits,
    choose_action,
    choose_letter,
    choose_process,
    choose_table,
    name_it,
    not_repeating,
    one_join,
    other_kind,
    plain_event,
    set_time,
    to_choice,
    uncaught,
    wait_first,
)
from app.web.studio.mend_kinds import Choice, Look, Mend
from app.web.studio.mend_offers import (
    ForStep,
    choose_role,
    clearing,
    crosses,
    double,
    drop_flows,
    ignored,
    named_steps,
    no_condition,
    no_default,
    no_form,
    no_lane,
    no_role,
    splits,
    stops,
    typing,
    unreachable,
    wrap_block,
)

_TERMS = ("4wh", "1wd", "2wd", "3wd", "5wd", "sameday")
_UNITS = ("receiving", "consulted")


def mends(problem: Problem, look: Look) -> list[Mend]:
    """What is offered for a problem, the likeliest first; nothing in a diagram that is too big to be run anyway."""
    if len(look.steps) > MAX_NODES:
        return []
    found = _FOR_STEPS.get(problem.rule)
    if found and problem.element in look.steps:
        return list(found(look, *look.steps[problem.element]))
    found_flow = _FOR_FLOWS.get(problem.rule)
    if found_flow and problem.element in look.flows:
        return list(found_flow(look, *look.flows[problem.element]))
    return list(_whole(problem, look))


def _whole(problem: Problem, look: Look) -> Iterator[Mend]:
    """Mends of what is wrong with a process, a lane or nothing that has a place of its own."""
    process = next((one for one in look.processes if one.id == problem.element), None)
    inside = look.steps.get(problem.element)
    if problem.rule == "people.unknown-role" and problem.element:
        yield choose_role(problem.element)
    if problem.rule in ("flow.dangling", "flow.crosses") and problem.element:
        fields = {"act": "remove_flow", "id": "", "flow": problem.element}
        yield Mend("remove_flow", _("Bỏ luồng này"), fields)
    if problem.rule.startswith("process.") and problem.element and (process or inside):
        around = [step for _process, step in look.steps.values() if step.scope == problem.element]
        yield from _ends_of(problem, look, around)


def _ends_of(problem: Problem, look: Look, around: list[Step]) -> Iterator[Mend]:
    if problem.rule == "process.no-start":
        heads = [step for step in around if not step.before and step.kind not in ("boundaryEvent", "startEvent")]
        fields = {"act": "first", "id": problem.element, "kind": "startEvent", "name": _("Bắt đầu")}
        choice = Choice("to", _("Bước đầu tiên"), named_steps(look, heads or around)) if around else None
        yield Mend("first", _("Thêm điểm bắt đầu"), fields, choice)
    if problem.rule == "process.no-end":
        last = [step for step in around if not step.flows and step.kind != "endEvent"]
        fields = {"act": "add", "kind": "endEvent", "name": _("Kết thúc")}
        if last:
            yield Mend("add", _("Thêm điểm kết thúc"), fields, Choice("id", _("Sau bước"), named_steps(look, last)))
        else:
            yield Mend("first", _("Thêm điểm kết thúc"), {**fields, "act": "first", "id": problem.element})
    if problem.rule == "process.starts":
        starts = named_steps(look, [step for step in around if step.kind == "startEvent"])
        yield Mend("remove", _("Bỏ điểm bắt đầu đó"), {"act": "remove"}, Choice("id", _("Điểm bắt đầu"), starts))


_FOR_STEPS: dict[str, ForStep] = {
    "people.no-lane": no_lane,
    "people.no-role": no_role,
    "people.step-term": typing("step_term", lambda: _("Đặt thời hạn"), lambda: _("Thời hạn của bước"), _TERMS),
    "people.unknown-unit": typing("unit", lambda: _("Đặt đơn vị"), lambda: _("Đơn vị"), _UNITS),
    "people.unknown-letter": choose_letter,
    "people.letter-elsewhere": clearing("letter", lambda: _("Không in giấy")),
    "people.operator-unknown": clearing("operator", lambda: _("Không cho làm thay")),
    "people.operator-elsewhere": clearing("operator", lambda: _("Không cho làm thay")),
    "people.operator-decides": clearing("operator", lambda: _("Không cho làm thay")),
    "people.operator-personal": clearing("operator", lambda: _("Không cho làm thay")),
    "people.operator-states": clearing("operator", lambda: _("Không cho làm thay")),
    "form.unknown": no_form,
    "gateway.no-default": no_default,
    "gateway.double-flow": double,
    "gateway.parallel-in-loop": wrap_block,
    "gateway.race": wait_first,
    "flow.unreachable": unreachable,
    "flow.stops": stops,
    "flow.splits": splits,
    "flow.out-of-end": drop_flows,
    "call.not-chosen": choose_process,
    "call.nowhere": choose_process,
    "call.endless": choose_process,
    "service.not-chosen": choose_action,
    "service.unknown": choose_action,
    "table.unknown": choose_table,
    "element.plain-task": other_kind,
    "element.complex-gateway": other_kind,
    "element.no-script": typing("script", lambda: _("Ghi phép tính"), lambda: _("Phép tính, ví dụ accepted = True")),
    "event.no-message": name_it,
    "event.no-name": name_it,
    "event.dangling": name_it,
    "event.nothing-awaited": awaits,
    "event.message-unheard": plain_event,
    "event.start-waits": plain_event,
    "event.uncaught": uncaught,
    "timer.unreadable": set_time,
    "timer.unquoted": set_time,
    "timer.cron": set_time,
    "timer.missing": set_time,
    "timer.repeats": not_repeating,
    "tokens.not-joined": one_join,
    "tokens.join-waits": to_choice,
    "instances.no-list": typing("repeat.over", lambda: _("Đặt danh sách"), lambda: _("Danh sách hoặc số lần")),
    "instances.no-limit": typing("repeat.most", lambda: _("Đặt số vòng"), lambda: _("Tối đa bao nhiêu vòng"), ("3",)),
    "instances.item-taken": typing("repeat.item", lambda: _("Đổi tên biến"), lambda: _("Biến của từng lần")),
}
_FOR_FLOWS: dict[str, Callable[[Look, Step, Flow], Iterator[Mend]]] = {
    "gateway.no-condition": no_condition,
    "flow.condition-ignored": ignored,
    "flow.dangling": crosses,
    "flow.crosses": crosses,
}
_WHOLE = ("people.unknown-role", "process.no-start", "process.no-end", "process.starts")
RULES_MENDED = frozenset((*_FOR_STEPS, *_FOR_FLOWS, *_WHOLE))

"""Service tasks: what they do is chosen, and the house can do it."""

from collections.abc import Iterator
from difflib import get_close_matches

from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.nodes import BPMN, SPIFF
from app.engine.problems import ERROR, Problem, rule

NOT_CHOSEN = rule(
    "service.not-chosen", ERROR,
    vi="Nhiệm vụ hệ thống chưa ghi việc phải làm.", en="The service task does not say what to do.",
    mend_vi="Chọn một việc cho nó.", mend_en="Choose an action for it.",
)  # fmt: skip
UNKNOWN = rule(
    "service.unknown", ERROR,
    vi="Hệ thống không có việc %(name)s.", en="The system has no action %(name)s.",
    mend_vi="Chọn một việc có trong danh sách%(offer)s.", mend_en="Choose one of the list%(offer)s.",
)  # fmt: skip
BROKEN = rule(
    "service.parameter", ERROR,
    vi="Một tham số của nhiệm vụ hệ thống thiếu tên hoặc kiểu.",
    en="A parameter of the service task lacks its name or type.",
    mend_vi="Đặt tên và kiểu (any) cho tham số.", mend_en="Give the parameter a name and a type (any).",
)  # fmt: skip


def services_are_known(subject: Subject) -> Iterator[Problem]:
    """Every service task names an action that there is."""
    for one in subject.found:
        if one.node.kind != "serviceTask":
            continue
        operator = one.element.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        name = None if operator is None else operator.get("id")
        if operator is None or not name:
            yield at(one, NOT_CHOSEN)
            continue
        if subject.known.actions is not None and name not in subject.known.actions:
            near = get_close_matches(name, _listed(subject.known.actions), n=1)
            yield at(one, UNKNOWN, name=name, offer=(f": {near[0]}", f": {near[0]}") if near else "")
        for parameter in operator.iter(f"{SPIFF}parameter"):
            if not parameter.get("id") or not parameter.get("type"):
                yield at(one, BROKEN)


def _listed(actions: object) -> list[str]:
    return sorted(actions) if hasattr(actions, "__iter__") else []


RULES = (services_are_known,)

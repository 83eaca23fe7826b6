"""People: every task has a role by its lane, and the role is one that somebody can hold."""

import re
from collections.abc import Iterator

from lxml import etree

from app.engine.checking.placing import at, near
from app.engine.checking.subject import Subject
from app.engine.nodes import BPMN, Found, properties
from app.engine.problems import ERROR, Problem, rule

NO_LANE = rule(
    "people.no-lane", ERROR,
    vi="Nhiệm vụ không nằm trong làn nào nên không ai được giao.", en="The task is in no lane, so nobody is given it.",
    mend_vi="Chọn một làn cho nó: kéo vào làn, hoặc vẽ làn có vai trò.",
    mend_en="Choose a lane: drag the task into one, or draw a lane that has a role.",
)  # fmt: skip
NO_ROLE = rule(
    "people.no-role", ERROR,
    vi="Nhiệm vụ nằm trong làn “%(lane)s” chưa có vai trò.",
    en="The task is in the lane “%(lane)s”, which has no role.",
    mend_vi="Chọn vai trò cho làn (thuộc tính `role`): %(roles)s.",
    mend_en="Choose the lane's role (property `role`): %(roles)s.",
)  # fmt: skip
UNKNOWN_ROLE = rule(
    "people.unknown-role", ERROR,
    vi="Làn có vai trò %(role)s mà hệ thống không có.", en="The lane has the role %(role)s, which does not exist.",
    mend_vi="Chọn một trong: %(roles)s.", mend_en="Choose one of: %(roles)s.",
)  # fmt: skip
BAD_TERM = rule(
    "people.step-term", ERROR,
    vi="Hạn của bước %(term)s không đọc được.", en="The step's term %(term)s cannot be read.",
    mend_vi="Ghi 8wh (giờ làm việc), 3wd (ngày làm việc), 5cd (ngày lịch), halfday hoặc sameday.",
    mend_en="Write 8wh (working hours), 3wd (working days), 5cd (calendar days), halfday or sameday.",
)  # fmt: skip
UNKNOWN_UNIT = rule(
    "people.unknown-unit", ERROR,
    vi="Thuộc tính unit %(unit)s không có.", en="There is no unit %(unit)s.",
    mend_vi="Ghi receiving (nơi tiếp nhận), consulted (nơi được hỏi ý kiến) hoặc để trống (nơi giải quyết).",
    mend_en="Write receiving, consulted, or nothing for the unit that decides.",
)  # fmt: skip

_TERM = re.compile(r"[1-9]\d{0,3}(wd|wh|cd)|halfday|sameday")
_UNITS = ("receiving", "consulted", "competent")


def tasks_have_roles(subject: Subject) -> Iterator[Problem]:
    """What people do stands in a lane with a role."""
    for one in subject.found:
        if one.node.kind not in ("userTask", "manualTask") or one.node.role:
            continue
        lane = _lane(one)
        if lane is None:
            yield at(one, NO_LANE)
        else:
            yield at(one, NO_ROLE, lane=lane.get("name") or lane.get("id"), roles=_listed(subject))


def _lane(one: Found) -> etree._Element | None:
    """The innermost lane that names the node or a subprocess around it."""
    process = one.element
    ids = []
    while process is not None and not process.tag.endswith("}process"):
        ids.append(process.get("id"))
        process = process.getparent()
    named = [
        lane
        for lane in (() if process is None else process.iter(f"{BPMN}lane"))
        if any((ref.text or "").strip() in ids for ref in lane.iterfind(f"{BPMN}flowNodeRef"))
    ]
    return named[-1] if named else None


def roles_exist(subject: Subject) -> Iterator[Problem]:
    """The roles of lanes are the house's."""
    if subject.known.roles is None:
        return
    for file, root in subject.diagrams.items():
        for lane in root.iter(f"{BPMN}lane"):
            role = properties(lane).get("role")
            if role and role not in subject.known.roles:
                yield near(file, lane, UNKNOWN_ROLE, role=role, roles=_listed(subject))


def properties_are_read(subject: Subject) -> Iterator[Problem]:
    """Terms and units of tasks are written as the house reads them."""
    for one in subject.found:
        if one.node.step_term and not _TERM.fullmatch(one.node.step_term):
            yield at(one, BAD_TERM, term=one.node.step_term)
        if one.node.unit and one.node.unit not in _UNITS:
            yield at(one, UNKNOWN_UNIT, unit=one.node.unit)


def _listed(subject: Subject) -> str:
    return ", ".join(sorted(subject.known.roles or ())) or "…"


RULES = (tasks_have_roles, roles_exist, properties_are_read)

"""Who may see a dossier and who may act on a task: the one place where a person is checked against a case.

Officers see dossiers of units and roles that concern them (domain: separation of duties); admins and designers read
none. Whoever may not see a thing is told that it does not exist.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.cases.models import Case
from app.cases.status import Status
from app.core.db import session
from app.core.errors import N_, Forbidden, NotFound
from app.engine.models import WorkItem, WorkItemDone
from app.identity.actor import Actor

RECEIVING_ROLES = ("one_stop", "desk_leader", "lead")
COMPETENT_ROLES = ("specialist", "leader", "clerk", "lead")


class OwnDecision(Forbidden):
    """Somebody would sign what they examined themselves."""

    message = N_("Bạn đã thẩm định hồ sơ này nên không thể tự ký duyệt. Chuyển cho lãnh đạo khác.")


class OwnDossier(Forbidden):
    """An officer would work on a dossier that they have filed themselves."""

    message = N_("Đây là hồ sơ của chính bạn nên đồng nghiệp phải xử lý.")


def _units(actor: Actor, roles: tuple[str, ...]) -> set[int]:
    return {unit for role, unit in actor.roles if role in roles and unit is not None}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition on `case` for what an officer may list. Drafts are the citizen's alone."""
    receiving, competent = _units(actor, RECEIVING_ROLES), _units(actor, COMPETENT_ROLES)
    if not receiving and not competent:
        return false()
    mine = or_(
        Case.receiving_unit_id.in_(receiving or {-1}),
        Case.competent_unit_id.in_(competent or {-1}),
    )
    return and_(Case.status != int(Status.DRAFT), mine)


def owns(actor: Actor, case: Case) -> bool:
    """Whether the dossier is this person's own."""
    return actor.account_id in (case.owner_id, case.submitter_id)


def may_see(actor: Actor, case: Case) -> bool:
    """Whether the person may open the dossier."""
    if owns(actor, case):
        return True
    if case.status == Status.DRAFT:
        return False
    if case.receiving_unit_id in _units(actor, RECEIVING_ROLES):
        return True
    return case.competent_unit_id in _units(actor, COMPETENT_ROLES) or _has_task(actor, case.id)


def must_see(actor: Actor, case: Case | None) -> Case:
    """The case itself. Raises NotFound when there is none or it is not for this person."""
    if case is None or not may_see(actor, case):
        raise NotFound()
    return case


def must_own(actor: Actor, case: Case | None) -> Case:
    """The case itself. Raises NotFound unless it is the person's own."""
    if case is None or not owns(actor, case):
        raise NotFound()
    return case


def may_hold(actor: Actor, item: WorkItem) -> bool:
    """Whether the task could be this person's by role and unit."""
    return item.role != "citizen" and item.unit_id is not None and actor.has(item.role, item.unit_id)


def must_be_others(actor: Actor, item: WorkItem, case: Case) -> None:
    """Raises OwnDossier when it is an officer's task in the person's own dossier."""
    if item.role != "citizen" and owns(actor, case):
        raise OwnDossier()


def must_act(actor: Actor, item: WorkItem, case: Case) -> None:
    """Raises NotFound when the task is not for this person, Forbidden when it is somebody else's, when the dossier is
    their own, or when their own examination waits for their signature."""
    if item.assignee_id is not None and item.assignee_id != actor.account_id:
        if not may_hold(actor, item):
            raise NotFound()
        raise Forbidden(N_("Việc này đang do người khác giữ. Đề nghị họ trả lại hoặc trưởng nhóm chuyển việc."))
    if item.assignee_id is None and not may_hold(actor, item):
        raise NotFound()
    must_be_others(actor, item, case)
    if item.role == "leader" and case.handler_id == actor.account_id:
        raise OwnDecision()


def _has_task(actor: Actor, case_id: int) -> bool:
    places = [and_(WorkItem.role == role, WorkItem.unit_id == unit) for role, unit in actor.roles if unit is not None]
    held = or_(WorkItem.assignee_id == actor.account_id, and_(WorkItem.assignee_id.is_(None), or_(*places, false())))
    if session().scalar(select(WorkItem.id).where(WorkItem.subject_id == case_id, held).limit(1)):
        return True
    done = select(WorkItemDone.id).where(WorkItemDone.subject_id == case_id, WorkItemDone.actor_id == actor.account_id)
    return session().scalar(done.limit(1)) is not None

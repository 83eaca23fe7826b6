"""Holding a task: claim, release, hand over, reassign, keep a draft, comment. None of these moves the process."""

from typing import Any

from sqlalchemy import func, insert, or_, select

from app.cases import access, answers, journal, task_forms
from app.cases.models import Case, Comment
from app.cases.progress import locked_task
from app.core.clock import now
from app.core.db import session, table_of
from app.core.errors import N_, Conflict, Forbidden, Invalid, NotFound
from app.engine.models import WorkItem, WorkItemDone
from app.identity import units
from app.identity.actor import Actor

MAX_DRAFT = 200_000


class Held(Conflict):
    """Somebody else has the task already."""

    message = N_("Việc này vừa được người khác nhận. Chọn việc khác trong hàng đợi.")


def claim(actor: Actor, item_id: int) -> WorkItem:
    """Takes a waiting task. Claiming what one holds already is harmless. Raises NotFound, Held."""
    item, case = locked_task(actor, item_id)
    if item.assignee_id == actor.account_id:
        return item
    if not access.may_hold(actor, item):
        raise NotFound()
    access.must_be_others(actor, item, case)
    if item.assignee_id is not None:
        raise Held()
    _give(item, actor.account_id)
    journal.write(case.id, "claimed", actor.account_id, item.node)
    return item


def release(actor: Actor, item_id: int) -> WorkItem:
    """Puts a task back for the colleagues. Raises NotFound, Forbidden unless it is one's own or one leads the team."""
    item, case = locked_task(actor, item_id)
    _must_dispose(actor, item)
    if item.role == "citizen":
        raise Forbidden()
    if task_forms.is_personal(item.node, case):
        raise Forbidden(
            N_("Việc này giao đích danh nên không trả về hàng đợi được. Trưởng nhóm có thể giao người khác.")
        )
    if item.assignee_id is not None:
        _give(item, None)
        journal.write(case.id, "released", actor.account_id, item.node)
    return item


def assign(actor: Actor, item_id: int, account_id: int) -> WorkItem:
    """Hands a task to a colleague who may hold it. By its holder, or by the lead of its unit.

    Raises NotFound, Forbidden, Invalid when the colleague does not hold the task's role in its unit.
    """
    item, case = locked_task(actor, item_id)
    _must_dispose(actor, item)
    if account_id not in {colleague for colleague, _name in colleagues(item)}:
        raise Invalid({"account_id": N_("Người được chọn không giữ vai trò của việc này. Chọn người khác.")})
    if account_id in (case.owner_id, case.submitter_id):
        raise Invalid({"account_id": N_("Đây là hồ sơ của chính người được chọn. Chọn người khác.")})
    if task_forms.is_personal(item.node, case) and _has_a_part(account_id, item):
        raise Invalid({"account_id": N_("Người được chọn đã có phần của mình ở bước này. Chọn người khác.")})
    if item.assignee_id != account_id:
        _give(item, account_id)
        journal.write(case.id, "assigned", actor.account_id, item.node, {"to": account_id})
    return item


def _has_a_part(account_id: int, item: WorkItem) -> bool:
    """Whether somebody holds, or in this round has done, another piece of the same step: nobody votes twice."""
    done = WorkItemDone
    held = select(WorkItem.id).where(
        WorkItem.subject_id == item.subject_id,
        WorkItem.node == item.node,
        WorkItem.id != item.id,
        WorkItem.assignee_id == account_id,
    )
    given = select(done.id).where(
        done.subject_id == item.subject_id,
        done.node == item.node,
        done.actor_id == account_id,
        done.done_at >= item.opened_at,
    )
    return session().scalar(select(or_(held.exists(), given.exists()))) is True


def colleagues(item: WorkItem) -> list[tuple[int, str]]:
    """Who may hold a task by role and unit: `(account id, name)`."""
    return units.officers(item.unit_id, item.role) if item.unit_id is not None else []


def may_dispose(actor: Actor, item: WorkItem) -> bool:
    """Whether the person may release or reassign the task."""
    leads = item.unit_id is not None and actor.has("lead", item.unit_id)
    return item.assignee_id == actor.account_id or leads


def save_draft(actor: Actor, item_id: int, data: dict[str, Any]) -> None:
    """Keeps unfinished answers of a task one may complete, faults and all. Raises NotFound, Forbidden, Invalid."""
    item, case = locked_task(actor, item_id)
    access.must_act(actor, item, case)
    if len(str(data)) > MAX_DRAFT:
        raise Invalid({"": N_("Nội dung quá dài nên chưa lưu được. Rút gọn rồi thử lại.")})
    answers.keep_draft(case.id, task_forms.draft_key(item, case), data, actor.account_id)


def comment(actor: Actor, case_id: int, body: str) -> None:
    """Adds an officers' note to a dossier. Raises NotFound, Invalid for an empty or overlong note."""
    case = access.must_see(actor, session().get(Case, case_id))
    if access.owns(actor, case):
        raise NotFound()
    text = body.strip()
    if not 1 <= len(text) <= 2000:
        raise Invalid({"body": N_("Ghi chú có từ 1 đến 2.000 ký tự.")})
    session().execute(
        insert(table_of(Comment)).values(case_id=case.id, account_id=actor.account_id, body=text, at=now())
    )
    journal.write(case.id, "comment", actor.account_id)


def comments(case_id: int, limit: int = 200) -> list[Comment]:
    """The officers' notes on a dossier, newest first."""
    return list(
        session().scalars(select(Comment).where(Comment.case_id == case_id).order_by(Comment.id.desc()).limit(limit))
    )


def held_by(account_id: int) -> int:
    """How many tasks a person holds."""
    return session().scalar(select(func.count()).where(WorkItem.assignee_id == account_id)) or 0


def _must_dispose(actor: Actor, item: WorkItem) -> None:
    if may_dispose(actor, item):
        return
    if not access.may_hold(actor, item):
        raise NotFound()
    raise Forbidden(N_("Chỉ người đang giữ việc hoặc trưởng nhóm mới chuyển được việc này."))


def _give(item: WorkItem, account_id: int | None) -> None:
    item.assignee_id = account_id
    item.claimed_at = now() if account_id is not None else None

"""What people answered: every completion keeps its answers; an open task keeps its draft."""

from typing import Any

from sqlalchemy import Insert, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.cases.models import Answer, Draft
from app.core.clock import now
from app.core.db import run, session, table_of

_ANSWER = table_of(Answer)
_DRAFT = table_of(Draft)


def _recording() -> Insert:
    before = select(func.max(_ANSWER.c.seq)).where(
        _ANSWER.c.case_id == bindparam("case_id"), _ANSWER.c.node == bindparam("node")
    )
    names = ("case_id", "node", "form_key", "data", "actor_id", "at")
    given: dict[str, Any] = {name: bindparam(name) for name in names}
    return insert(_ANSWER).inline().values(seq=func.coalesce(before.scalar_subquery(), 0) + 1, **given)


_RECORD = _recording()


def record(case_id: int, node: str, form_key: str, data: dict[str, Any], actor_id: int | None) -> None:
    """Keeps the answers of a completed task as the next of its node."""
    given = {"case_id": case_id, "node": node, "form_key": form_key, "data": data, "actor_id": actor_id, "at": now()}
    run(_RECORD, given)


def latest(case_id: int) -> dict[str, dict[str, Any]]:
    """The last answers of each node of a case: `{node: answers}`."""
    last = select(func.max(_ANSWER.c.id)).where(_ANSWER.c.case_id == case_id).group_by(_ANSWER.c.node)
    rows = session().execute(
        select(_ANSWER.c.node, _ANSWER.c.data).where(_ANSWER.c.id.in_(last)).order_by(_ANSWER.c.id)
    )
    return {node: data for node, data in rows}  # noqa: C416  # dict() takes a result for a mapping


def history(case_id: int) -> list[Answer]:
    """All answers of a case, oldest first."""
    return list(session().scalars(select(Answer).where(Answer.case_id == case_id).order_by(Answer.id)))


def keep_draft(case_id: int, node: str, data: dict[str, Any], actor_id: int) -> None:
    """Keeps what was typed so far into an open task, whatever its faults."""
    make = postgresql.insert if session().get_bind().dialect.name == "postgresql" else sqlite.insert
    kept = {"data": data, "actor_id": actor_id, "saved_at": now()}
    session().execute(
        make(_DRAFT)
        .values(case_id=case_id, node=node, **kept)
        .on_conflict_do_update(index_elements=["case_id", "node"], set_=kept)
    )


def draft(case_id: int, node: str) -> Draft | None:
    """The draft of an open task, if there is one."""
    return session().get(Draft, (case_id, node), populate_existing=True)


def drop_draft(case_id: int, node: str) -> None:
    """Forgets a draft whose task is done."""
    session().execute(delete(_DRAFT).where(_DRAFT.c.case_id == case_id, _DRAFT.c.node == node))

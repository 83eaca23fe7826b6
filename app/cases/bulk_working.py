"""Carrying out operators' acts on many dossiers: each in a transaction of its own, which keeps the outcome too, so that
whoever is killed in the middle leaves a dossier done and noted, or neither. Any number of workers share the work.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DBAPIError

from app.cases import due_work, operating
from app.cases.bulk_kinds import KINDS
from app.cases.models import BulkAct, BulkItem, Case
from app.cases.moving import Taken
from app.core.clock import now
from app.core.db import run, savepoint, session, table_of, transaction
from app.core.errors import N_, Conflict, Named, Refusal, Unavailable
from app.core.sharing import SECONDS, Worked, work_off
from app.identity import operations
from app.identity.actor import Actor
from app.identity.actors import actor_of_account
from app.identity.operations import DONE, FAILED, REFUSED, About

log = structlog.get_logger()

SET_ASIDE, WHOLE = "set aside", "whole"  # what became of the drafts of a dossier that moves
MOST_ABOUT, MOST_WHY = 120, 300

_cases, _items, _acts = table_of(Case), table_of(BulkItem), table_of(BulkAct)


class Failed(Unavailable):
    """A fault of the house in one dossier's act; the log has it."""

    message = N_("Lỗi bên trong; hồ sơ này chưa bị thay đổi gì.")


class ActorGone(Conflict):
    """Whoever began it has no account any more that could do it."""

    message = N_("Tài khoản của người ra lệnh đã bị khóa nên việc này không làm tiếp.")


class Due(NamedTuple):
    """A dossier's turn in an act."""

    act: BulkAct
    actor: Actor | None
    case_id: int


class _Enough(Exception):
    """It would go through: take it back."""


def work(going: Callable[[], bool] = lambda: True, *, act_id: int | None = None, seconds: float = SECONDS) -> Worked:
    """Carries on all acts that are under way, or one, for so long at most. Call it outside of a transaction."""
    return work_off(lambda most: _due(most, act_id), _do, _failed, going=going, seconds=seconds, pause=due_work.pause())


def _due(limit: int, act_id: int | None) -> list[Due]:
    """The next dossiers of each open act, in equal parts: a small one does not wait for a big one. An act of which
    none is left has ended."""
    with transaction(writes=False):
        open_ones = select(BulkAct).where(BulkAct.ended_at.is_(None)).order_by(BulkAct.id)
        acts = session().scalars(open_ones if act_id is None else open_ones.where(BulkAct.id == act_id)).all()
        actors = {account_id: actor_of_account(account_id) for account_id in {act.actor_id for act in acts}}
        left = {act.id: _left(act.id, -(-limit // len(acts))) for act in acts}
    for act in acts:
        if not left[act.id]:
            _end(act.id)
    return [Due(act, actors[act.actor_id], case_id) for act in acts for case_id in left[act.id]][:limit]


def _left(act_id: int, limit: int) -> list[int]:
    return [row.case_id for row in run(_LEFT, {"act": act_id, "most": limit})]


def _end(act_id: int) -> None:
    with transaction():
        run(_END, {"act": act_id, "moment": now()})


def _do(due: Due) -> bool:
    """One dossier, if nobody else has it and it is still to be done: the dossier is locked first, as by everybody."""
    with transaction():
        if not _lock(due):
            return False
        refusal, gave = _tried(due)
        _note(due, refusal, gave)
        return True


def _lock(due: Due) -> bool:
    mine = run(_LOCK_CASE, {"case": due.case_id}).first()
    if mine is None and run(_CASE, {"case": due.case_id}).first() is not None:
        return False  # somebody is at it: next round
    return run(_LOCK_ITEM, {"act": due.act.id, "case": due.case_id}).first() is not None


def _tried(due: Due) -> tuple[Refusal | None, Any]:
    gave: Any = None
    try:
        with savepoint():
            gave = _acted(due)
            if due.act.trial:
                raise _Enough
    except _Enough:
        pass
    except Refusal as refusal:
        return refusal, None
    except DBAPIError:
        raise
    except Exception as error:  # one broken dossier holds up no other
        log.exception("operator's act failed", case=due.case_id, kind=type(error).__qualname__)
        return Failed(), None
    return None, gave


def _acted(due: Due) -> Any:
    if due.actor is None:
        raise ActorGone()
    reason = operating.TRIED if due.act.trial else due.act.reason
    return KINDS[due.act.kind](due.case_id, due.act.detail, reason, due.actor)


def _failed(due: Due, error: Exception) -> None:
    """The database itself would not: nothing of the dossier is changed."""
    log.error("operator's act failed", case=due.case_id, kind=type(error).__qualname__)
    with transaction():
        if _lock(due):
            _note(due, Failed(), None)


def _note(due: Due, refusal: Refusal | None, gave: Any) -> None:
    """The outcome; one that is no trial and was not done stands in the log of operations too."""
    outcome = DONE if refusal is None else FAILED if isinstance(refusal, Failed) else REFUSED
    told = _of_drafts(gave) if refusal is None else _of_refusal(refusal)
    run(_NOTE, {"act": due.act.id, "case": due.case_id, "how": outcome, "moment": now(), **told})
    if refusal is not None and not due.act.trial:
        about = About(due.case_id)
        detail = {"why": str(refusal)[:MOST_WHY]}
        operations.write(due.act.kind, due.act.actor_id, about, due.act.reason, detail, outcome)


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    """Its text as in the code, so that everybody reads it in their language; the same text about the same is one
    reason. A text of the code within it is `named`."""
    params = {name: value if isinstance(value, str) else str(value) for name, value in refusal.params.items()}
    named = [name for name, value in refusal.params.items() if isinstance(value, Named)]
    about = getattr(refusal, "node", None) or ", ".join(params.values()) or None
    detail = {"params": params, "named": named} if params else None
    return {"said": refusal.text[:MOST_WHY], "of": about and about[:MOST_ABOUT], "more": detail}


def _of_drafts(gave: Any) -> dict[str, Any]:
    drafts = list(gave.drafts) if isinstance(gave, Taken) else []
    about = (SET_ASIDE if any(left for _, left in drafts) else WHOLE) if drafts else None
    return {"said": None, "of": about, "more": {"drafts": drafts} if drafts else None}


_ITEM = (_items.c.act_id == bindparam("act"), _items.c.case_id == bindparam("case"))
_LEFT = (
    select(_items.c.case_id)
    .where(_items.c.act_id == bindparam("act"), _items.c.outcome.is_(None))
    .order_by(_items.c.case_id)
    .limit(bindparam("most"))
)
_CASE = select(_cases.c.id).where(_cases.c.id == bindparam("case"))
_LOCK_CASE = _CASE.with_for_update(skip_locked=True)
_LOCK_ITEM = (
    select(_items.c.case_id)
    .join(_acts, _acts.c.id == _items.c.act_id)
    .where(*_ITEM, _items.c.outcome.is_(None), _acts.c.ended_at.is_(None))
    .with_for_update(of=_items)
)
_NOTE = (
    update(_items)
    .where(_items.c.act_id == bindparam("act"), _items.c.case_id == bindparam("case"))
    .values(
        outcome=bindparam("how"), why=bindparam("said"), about=bindparam("of"), detail=bindparam("more"),
        at=bindparam("moment"),
    )
)  # fmt: skip
_END = (
    update(_acts)
    .where(
        _acts.c.id == bindparam("act"),
        _acts.c.ended_at.is_(None),
        ~select(_items.c.case_id).where(_items.c.act_id == _acts.c.id, _items.c.outcome.is_(None)).exists(),
    )
    .values(ended_at=bindparam("moment"))
)

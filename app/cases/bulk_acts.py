"""Operators' acts on many dossiers, which outlive a request: first a trial of each, then the act itself, by those for
which the trial went through. Carried out by `bulk_working`, read by `bulk_reading`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, literal, select

from app.cases.bulk_kinds import KINDS, MOVE, UNMOVE, Detail
from app.cases.models import BulkAct, BulkItem, Case
from app.core.clock import now, wall
from app.core.db import run, session, table_of
from app.core.errors import N_, Conflict, Forbidden, Invalid, NotFound
from app.engine.models import WorkItem
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import DONE, FAILED, REFUSED, About

MOST_BY_HAND = 1000
TRIALS_KEPT = timedelta(days=30)
_items = table_of(BulkItem)


class NothingChosen(Invalid):
    """Not one dossier, or more than anybody ticks."""

    message = N_("Không có hồ sơ nào được chọn. Chọn ít nhất một hồ sơ rồi thử lại.")


class StillTrying(Conflict):
    """The trial has not ended, or was called off."""

    message = N_("Chưa thử xong trên bản sao nên chưa làm được. Chờ thử xong, hoặc xem trước lại từ đầu.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The dossiers meant: by id, or all running ones of a version (of those with `node` open, where given)."""

    case_ids: tuple[int, ...] = ()
    version_id: int | None = None
    node: str | None = None


def try_out(kind: str, detail: Detail, chosen: Chosen, actor: Actor) -> BulkAct:
    """Begins a trial: what would become of each. Raises NotFound for an unknown kind, Forbidden, NothingChosen."""
    if kind not in KINDS:
        raise NotFound()
    made = _begin(BulkAct(kind=kind, trial=True, detail=dict(detail), reason="", from_id=None), actor)
    _fill(made, _meant(chosen, drafts=kind == MOVE))
    return made


def carry_out(trial_id: int, reason: str, actor: Actor) -> BulkAct:
    """Begins the act itself, with the dossiers for which the trial went through; asked twice, it is the same act.

    Raises StillTrying, Invalid without a reason, NothingChosen, Forbidden, NotFound.
    """
    said, trial = operations.reason_of(reason), _locked(trial_id, actor)
    if not trial.trial:
        raise NotFound()
    begun = session().scalar(select(BulkAct).where(BulkAct.from_id == trial.id, BulkAct.trial.is_(False)))
    if begun is not None:
        return begun
    if trial.ended_at is None or trial.halted_at is not None:
        raise StillTrying()
    made = _begin(BulkAct(kind=trial.kind, trial=False, detail=trial.detail, reason=said, from_id=trial.id), actor)
    _fill(made, _of(trial, DONE))
    return made


def again(act_id: int, actor: Actor) -> BulkAct:
    """A new trial of those that an act refused or failed, or that were left when it was called off."""
    act = _locked(act_id, actor)
    made = _begin(BulkAct(kind=act.kind, trial=True, detail=act.detail, reason="", from_id=act.id), actor)
    _fill(made, _of(act, REFUSED, FAILED, None))
    return made


def take_back(act_id: int, actor: Actor) -> BulkAct:
    """A trial of taking back what an act has moved to another version. Raises NotFound for an act of another kind."""
    act = _locked(act_id, actor)
    if act.kind != MOVE or act.trial:
        raise NotFound()
    made = _begin(BulkAct(kind=UNMOVE, trial=True, detail={}, reason="", from_id=act.id), actor)
    _fill(made, _of(act, DONE))
    return made


def halt(act_id: int, actor: Actor) -> None:
    """Calls off what has not been done. Harmless when it has ended."""
    act = _locked(act_id, actor)
    if act.ended_at is None:
        act.ended_at = act.halted_at = now()
        operations.write("bulk_halt", actor.account_id, About(subject=f"#{act.id}"))


def forget_old_trials() -> None:
    """Deletes trials that ended long ago and led to nothing. A periodic duty; call it in a transaction."""
    used = select(BulkAct.from_id).where(BulkAct.from_id.is_not(None))
    old = select(BulkAct.id).where(
        BulkAct.trial, BulkAct.ended_at < wall() - TRIALS_KEPT, BulkAct.id.not_in(used.scalar_subquery())
    )
    ids = session().scalars(old).all()
    session().execute(delete(BulkItem).where(BulkItem.act_id.in_(ids)))
    session().execute(delete(BulkAct).where(BulkAct.id.in_(ids)))


def _begin(act: BulkAct, actor: Actor) -> BulkAct:
    if not actor.has("operator"):
        raise Forbidden()
    act.actor_id, act.created_at = actor.account_id, now()
    session().add(act)
    session().flush()
    return act


def _locked(act_id: int, actor: Actor) -> BulkAct:
    if not actor.has("operator"):
        raise Forbidden()
    found = session().get(BulkAct, act_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _fill(act: BulkAct, case_ids: Select[Any]) -> None:
    """One INSERT … SELECT, however many there are. Raises NothingChosen for none."""
    chosen = case_ids.subquery()
    rows = select(literal(act.id), chosen.c[0])
    filling = insert(_items).from_select(["act_id", "case_id"], rows).execution_options(preserve_rowcount=True)
    if not run(filling).rowcount:
        raise NothingChosen()


def _of(act: BulkAct, *outcomes: str | None) -> Select[Any]:
    named = _items.c.outcome.in_([one for one in outcomes if one is not None])
    which = named | _items.c.outcome.is_(None) if None in outcomes else named
    return select(_items.c.case_id).where(_items.c.act_id == act.id, which)


def _meant(chosen: Chosen, *, drafts: bool) -> Select[Any]:
    if chosen.version_id is None:
        return _by_hand(chosen.case_ids)
    running = (Case.version_id == chosen.version_id, Case.closed_at.is_(None), Case.instance_id.is_not(None))
    meant = select(Case.id).where(*running)
    if chosen.node is not None:
        here = (WorkItem.subject_id == Case.id, WorkItem.node == chosen.node)
        meant = meant.where(select(WorkItem.id).where(*here).exists())
    return meant if drafts else meant.where(Case.status > 0)


def _by_hand(case_ids: Iterable[int]) -> Select[Any]:
    wanted = set(case_ids)
    if not 1 <= len(wanted) <= MOST_BY_HAND:
        raise NothingChosen()
    return select(Case.id).where(Case.id.in_(wanted))

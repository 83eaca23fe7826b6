"""How an operators' act on many dossiers stands: numbers, reasons, each dossier's outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.cases.models import BulkAct, BulkItem, Case
from app.core.db import session
from app.core.errors import Named, NotFound, Refusal
from app.identity.operations import DONE, FAILED, REFUSED

PAGE = 50
LEFT = "LEFT"  # not done yet, or never


@dataclass(frozen=True, slots=True)
class Counts:
    """How many dossiers an act has, and of these how many went through, were refused, failed, are left."""

    done: int = 0
    refused: int = 0
    failed: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        return self.done + self.refused + self.failed + self.left

    @property
    def tried(self) -> int:
        return self.total - self.left


@dataclass(frozen=True, slots=True)
class Reason:
    """How many share an outcome. `refusal` says why they were not done, `about` at which step or what of drafts."""

    outcome: str
    refusal: Refusal | None
    about: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier's outcome (None: none yet). `drafts`: (step's name, how many answers are set aside)."""

    case_id: int
    number: str
    outcome: str | None
    refusal: Refusal | None
    about: str | None
    drafts: tuple[tuple[str, int], ...]
    at: datetime | None


def find(act_id: int) -> BulkAct:
    """An act. Raises NotFound."""
    found = session().get(BulkAct, act_id, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def following(act: BulkAct) -> Sequence[BulkAct]:
    """The acts that came of an act, oldest first."""
    return session().scalars(select(BulkAct).where(BulkAct.from_id == act.id).order_by(BulkAct.id)).all()


def newest(before: int | None = None, limit: int = PAGE) -> list[tuple[BulkAct, Counts]]:
    """The acts that were no trial, and trials under way, the newest first."""
    wanted = select(BulkAct).where(~BulkAct.trial | BulkAct.ended_at.is_(None)).order_by(BulkAct.id.desc())
    acts = session().scalars((wanted if before is None else wanted.where(BulkAct.id < before)).limit(limit)).all()
    counted = _counts([act.id for act in acts])
    return [(act, counted.get(act.id, Counts())) for act in acts]


def counts(act_id: int) -> Counts:
    """The numbers of one act."""
    return _counts([act_id]).get(act_id, Counts())


def reasons(act_id: int) -> list[Reason]:
    """The outcomes with their reasons, refusals first, the most frequent first. Three statements at most."""
    group = (BulkItem.outcome, BulkItem.why, BulkItem.about)
    many = func.count().label("many")
    counted = select(*group, many, func.min(BulkItem.case_id).label("one"))
    counted = counted.where(BulkItem.act_id == act_id, BulkItem.outcome.is_not(None)).group_by(*group)
    rows = session().execute(counted.order_by(case((BulkItem.outcome == DONE, 1), else_=0), many.desc())).all()
    of_one = select(BulkItem.case_id, BulkItem.detail)
    of_one = of_one.where(BulkItem.act_id == act_id, BulkItem.case_id.in_([row.one for row in rows]))
    details = {row.case_id: row.detail for row in session().execute(of_one)}
    return [Reason(row.outcome, _refusal(row.why, details[row.one]), row.about, row.many) for row in rows]


def page(act_id: int, outcome: str | None = None, after: int = 0, limit: int = PAGE) -> list[Line]:
    """The dossiers of an act in their order, those of one outcome (`LEFT`: none yet) where given."""
    return [
        _line(row) for row in session().execute(_lines(act_id, outcome).where(BulkItem.case_id > after).limit(limit))
    ]


def every(act_id: int) -> list[Line]:
    """All dossiers of an act, for a table of them."""
    return [_line(row) for row in session().execute(_lines(act_id, None))]


def _lines(act_id: int, outcome: str | None) -> Any:
    wanted = (
        select(BulkItem, func.coalesce(Case.code, Case.number))
        .outerjoin(Case, Case.id == BulkItem.case_id)
        .where(BulkItem.act_id == act_id)
        .order_by(BulkItem.case_id)
    )
    return wanted if outcome is None else wanted.where(_is(outcome))


def _is(outcome: str) -> ColumnElement[bool]:
    return BulkItem.outcome.is_(None) if outcome == LEFT else and_(BulkItem.outcome == outcome)


def _line(row: Any) -> Line:
    item, number = row
    detail = item.detail or {}
    drafts = tuple((name, left) for name, left in detail.get("drafts", ()))
    refusal = _refusal(item.why, detail)
    return Line(item.case_id, number or str(item.case_id), item.outcome, refusal, item.about, drafts, item.at)


def _refusal(why: str | None, detail: dict[str, Any] | None) -> Refusal | None:
    """The refusal as it was, to be told in anybody's language."""
    if why is None:
        return None
    params = dict((detail or {}).get("params", {}))
    params |= {name: Named(params[name]) for name in (detail or {}).get("named", ())}
    return Refusal(why, **params)


def _counts(act_ids: list[int]) -> dict[int, Counts]:
    many = (
        func.count().filter(BulkItem.outcome == DONE),
        func.count().filter(BulkItem.outcome == REFUSED),
        func.count().filter(BulkItem.outcome == FAILED),
        func.count().filter(BulkItem.outcome.is_(None)),
    )
    rows = select(BulkItem.act_id, *many).where(BulkItem.act_id.in_(act_ids)).group_by(BulkItem.act_id)
    return {row[0]: Counts(row[1], row[2], row[3], row[4]) for row in session().execute(rows)}

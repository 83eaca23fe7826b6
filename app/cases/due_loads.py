"""How much is late, due today and due soon, counted for all officers or all units in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.cases.models import Case
from app.core.clock import TZ, local
from app.core.db import session
from app.engine.models import WorkItem

URGENT = 5  # dossier codes named
WEEK = 7  # days, today among them


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer or unit (`subject_id`) has to do: numbers of tasks, and the most urgent dossiers."""

    subject_id: int
    overdue: int
    today: int
    week: int
    codes: tuple[str, ...]


def loads(whose: InstrumentedAttribute[Any], now: datetime) -> list[Load]:
    """Who has how much, in one statement: numbers of all, codes of the first few."""
    midnight = datetime.combine(local(now).date(), time(), TZ)
    tomorrow, week_end = midnight + timedelta(days=1), midnight + timedelta(days=WEEK)
    due = WorkItem.due_at
    numbered = func.row_number().over(partition_by=whose, order_by=(due, WorkItem.id))
    ranked = (
        select(
            whose.label("whose"),
            func.coalesce(Case.code, Case.number).label("code"),
            numbered.label("place"),
            _number(due < now, whose).label("overdue"),
            _number(and_(due >= now, due < tomorrow), whose).label("today"),
            _number(due >= now, whose).label("week"),
        )
        .join(Case, Case.id == WorkItem.subject_id)
        .where(whose.is_not(None), WorkItem.role != "citizen", due < week_end)
        .subquery()
    )
    first = select(ranked).where(ranked.c.place <= URGENT).order_by(ranked.c.whose, ranked.c.place)
    return _gathered(session().execute(first).all())


def _number(of: ColumnElement[bool], whose: InstrumentedAttribute[Any]) -> Any:
    return func.sum(case((of, 1), else_=0)).over(partition_by=whose)


def _gathered(rows: Sequence[Any]) -> list[Load]:
    found: dict[int, tuple[Any, list[str]]] = {}
    for row in rows:
        found.setdefault(row.whose, (row, []))[1].append(row.code)
    return [
        Load(whose, row.overdue, row.today, row.week, tuple(dict.fromkeys(codes)))
        for whose, (row, codes) in found.items()
    ]

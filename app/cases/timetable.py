"""What the timetable has before it, as administrators see it: timers of diagrams and watches over legal terms.

The dossier's number and the error, nothing of the dossier itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select, update

from app.cases.models import Case
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.deadlines.models import CalendarEdit, LegalClock, Watch
from app.engine.models import Timer

Source = Literal["timer", "watch"]
SOURCES: dict[Source, type[Timer] | type[Watch]] = {"timer": Timer, "watch": Watch}


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A timer or watch that waits. `kind` names a watch's act (NEAR, APOLOGY …), a timer's is empty."""

    source: Source
    id: int
    kind: str
    number: str
    due_at: datetime
    next_try_at: datetime
    tries: int
    error: str | None


def failing(limit: int = 200) -> list[Upcoming]:
    """Those whose last try failed, the next to be tried first."""
    return _both(limit, failed=True)


def next_due(limit: int = 20) -> list[Upcoming]:
    """The next ones due that have not failed."""
    return _both(limit, failed=False)


def failing_count() -> int:
    """How many timers and watches have failed and wait for another try."""
    return sum(_count(model, model.tries > 0) for model in SOURCES.values())


def due_by(moment: datetime) -> dict[str, int]:
    """How many will be due until an instant, by kind of watch; timers of diagrams under `TIMER`, none left out."""
    rows = session().execute(
        select(Watch.kind, func.count()).where(Watch.next_try_at <= moment).group_by(Watch.kind).order_by(Watch.kind)
    )
    counted = {row.kind: int(row[1]) for row in rows}
    timers = _count(Timer, Timer.next_try_at <= moment)
    return {**counted, "TIMER": timers} if timers else counted


def recounting() -> int:
    """How many open dossiers still have the due date of an earlier calendar."""
    current = session().scalar(select(func.max(CalendarEdit.version))) or 0
    return _count(LegalClock, LegalClock.state != "STOPPED", LegalClock.calendar_version < current)


def hurry(source: Source, row_id: int) -> None:
    """Lets one be tried at the next round. Raises NotFound when it is gone or was not due yet."""
    model, present = SOURCES[source], now()
    where = (model.id == row_id, model.due_at <= present)
    done = update(model).where(*where).values(next_try_at=present).returning(model.id)
    if session().execute(done).scalar() is None:
        raise NotFound()


def _both(limit: int, *, failed: bool) -> list[Upcoming]:
    found = [*_of("timer", limit, failed), *_of("watch", limit, failed)]
    return sorted(found, key=lambda one: (one.next_try_at, one.source, one.id))[:limit]


def _of(source: Source, limit: int, failed: bool) -> list[Upcoming]:
    model = SOURCES[source]
    case_id = Timer.subject_id if source == "timer" else Watch.case_id
    rows = session().execute(
        select(model, func.coalesce(Case.code, Case.number))
        .outerjoin(Case, Case.id == case_id)
        .where(model.tries > 0 if failed else model.tries == 0)
        .order_by(model.next_try_at, model.id)
        .limit(limit)
    )
    return [_line(source, row, number) for row, number in rows]


def _line(source: Source, row: Any, number: str | None) -> Upcoming:
    kind = row.kind if source == "watch" else ""
    return Upcoming(source, row.id, kind, number or "", row.due_at, row.next_try_at, row.tries, row.error)


def _count(model: type[Any], *where: Any) -> int:
    return session().scalar(select(func.count()).select_from(model).where(*where)) or 0

"""The working calendars of the agencies that handle dossiers."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from app.core.clock import TZ
from app.core.db import session
from app.deadlines.calendar import Calendar
from app.deadlines.calendars import of
from app.deadlines.models import LegalClock
from app.identity.units import lineage, with_those_below


def of_unit(unit_id: int | None) -> Calendar:
    """The calendar of this agency: what it has not set itself comes from above it. None: the country's."""
    return of(lineage(unit_id))


def open_cases_touched(unit_id: int | None, first_day: date | None, last_day: date | None) -> int:
    """How many open dossiers of a unit and those under it (None: of all) run over any of these days (None: open).

    A clock that waits or pauses has no end yet: it touches every day from its start.
    """
    found = select(func.count()).select_from(LegalClock).where(LegalClock.state != "STOPPED")
    if unit_id is not None:
        found = found.where(LegalClock.unit_id.in_(with_those_below(unit_id)))
    if last_day is not None:
        found = found.where(LegalClock.started_at < _midnight(last_day + timedelta(days=1)))
    if first_day is not None:
        found = found.where(or_(LegalClock.due_at.is_(None), LegalClock.due_at >= _midnight(first_day)))
    return session().scalar(found) or 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), TZ)

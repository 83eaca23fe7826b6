"""Clocks that an edit of the calendars cannot touch: noted to be up to date all at once, without counting them anew.

They are of other agencies than those whose calendar was edited, or due well before the first day that was.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, update

from app.core.clock import TZ
from app.core.db import session
from app.deadlines.calendars import version
from app.deadlines.models import GOING, CalendarEdit, LegalClock

REACH = timedelta(days=30)  # nothing that is watched about a due moment is so much later
_NO_SYNC: Any = {"synchronize_session": False}


def pass_over(limit: int, below: Callable[[int], set[int]]) -> int:
    """Notes it on at most so many clocks and returns on how many. `below` gives a unit with those that follow its
    calendar. A clock that somebody else changes at this moment is left."""
    current, passed = version(), 0
    older = select(LegalClock.calendar_version).where(GOING, LegalClock.calendar_version < current).distinct()
    for known in session().scalars(older).all():
        wanted = (
            select(LegalClock.case_id)
            .where(GOING, LegalClock.calendar_version == known, LegalClock.near_at.is_not(None))
            .where(or_(_due_before(known), _of_others(known, below)))
            .limit(limit - passed)
            .with_for_update(skip_locked=True)
        )
        found = session().scalars(wanted).all()
        done = update(LegalClock).where(LegalClock.case_id.in_(found)).values(calendar_version=current)
        session().execute(done, execution_options=_NO_SYNC)
        passed += len(found)
    return passed


def _due_before(known: int) -> ColumnElement[bool]:
    """Due well before the first day edited after that version; an edit without a first day is of all days."""
    first = func.min(func.coalesce(CalendarEdit.first_day, date.min))
    day = session().scalar(select(first).where(CalendarEdit.version > known))
    if day is None or day <= date.min + REACH:
        return false()
    return LegalClock.due_at < datetime.combine(day - REACH, time(0), TZ)


def _of_others(known: int, below: Callable[[int], set[int]]) -> ColumnElement[bool]:
    edited = session().scalars(select(CalendarEdit.unit_id).where(CalendarEdit.version > known).distinct()).all()
    if None in edited:
        return false()
    touched = set().union(*(below(unit_id) for unit_id in edited if unit_id is not None))
    return LegalClock.unit_id.not_in(sorted(touched))

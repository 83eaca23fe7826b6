"""The clocks of dossiers and tasks as pages ask for them: with the calendar of the agency that decides, seen now."""

from datetime import datetime

from flask import g

from app.cases import calendars
from app.core.clock import now
from app.deadlines.calendar import Calendar
from app.web.layout import words
from app.web.layout.words import Clock


def clock_of(due_at: datetime, unit_id: int | None = None, near_at: datetime | None = None) -> Clock:
    """The working time left until `due_at` by the calendar of a unit (None: the national one)."""
    return words.clock_of(due_at, calendar_of(unit_id), now(), near_at)


def calendar_of(unit_id: int | None) -> Calendar:
    """The calendar of a unit, looked up once per request."""
    known: dict[int | None, Calendar] = g.setdefault("calendars", {})
    if unit_id not in known:
        known[unit_id] = calendars.of_unit(unit_id)
    return known[unit_id]

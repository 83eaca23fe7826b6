"""The working calendar of a year: every day with what it is, and how sure the year is."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from app.cases import timetable
from app.core.clock import today
from app.deadlines import entered
from app.deadlines.layers import OFFICIAL
from app.identity import units
from app.web.admin.calendar_place import FIRST_YEAR, LAST_YEAR, place
from app.web.admin.calendar_words import KINDS, MEANINGS, SIGNS, kind_words
from app.web.admin.guard import admin
from app.web.admin.year_view import months, special_days
from app.web.layout.moments import SHORT_WEEKDAYS, WEEKDAYS, long_day, month_words


@dataclass(frozen=True, slots=True)
class Status:
    """How sure a year is: `entered` when anybody has said anything about it or its days."""

    official: bool
    entered: bool
    legal_basis: str


def show() -> str:
    """The year asked for, of the whole country or of one unit."""
    admin()
    where = place()
    known = entered.years()
    return render_template(
        "admin/calendar.html",
        where=where,
        months=months(where.calendar, where.year),
        special=list(special_days(where.calendar, where.year)),
        status=status_of(where.year, known),
        years=sorted({*known, where.year}),
        limits=(FIRST_YEAR, LAST_YEAR),
        today=today(),
        units=units.units_of(),
        recounting=timetable.recounting(),
        long_day=long_day,
        month_words=month_words,
        kind_words=kind_words,
        weekdays=list(zip(SHORT_WEEKDAYS, WEEKDAYS, strict=True)),
        legend=[(sign, KINDS[kind], MEANINGS[kind]) for kind, sign in SIGNS.items()],
    )


def status_of(year: int, known: Mapping[int, object]) -> Status:
    """What is said about a year."""
    row = known.get(year)
    if row is None:
        return Status(False, bool(entered.days(None, year)), "")
    return Status(getattr(row, "status", "") == OFFICIAL, True, str(getattr(row, "legal_basis", "")))

"""Which calendar is looked at: the whole country's or one unit's, and which year. Both are in the address."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.cases import calendars
from app.core.clock import today
from app.core.errors import NotFound
from app.core.ids import read_id
from app.deadlines.calendar import Calendar
from app.identity import units
from app.web.formats import t

UNIT, YEAR = "don-vi", "nam"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Place:
    """A calendar and a year. `fault` says what is wrong with the year asked for; this year is shown then."""

    unit_id: int | None
    name: str
    year: int
    fault: str | None = None

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar by which this unit's terms are counted."""
        return calendars.of_unit(self.unit_id)

    def args(self, **others: object) -> dict[str, Any]:
        """What an address carries on: the unit (and whatever is given)."""
        return {**({UNIT: self.unit_id} if self.unit_id else {}), **others}


def place(day: date | None = None) -> Place:
    """The calendar asked for in the address; the year is the day's when one is looked at. Raises NotFound."""
    unit_id = _unit_id(request.args.get(UNIT, ""))
    unit = units.unit(unit_id) if unit_id else None
    name = t({"vi": unit.name, "en": unit.name_en}) if unit else str(_("Cả nước"))
    if day is not None:
        return Place(unit_id, name, day.year)
    asked = request.args.get(YEAR, "").strip()
    year = read_year(asked)
    fault = _("Nhập năm từ %(first)s đến %(last)s.", first=FIRST_YEAR, last=LAST_YEAR) if asked and not year else None
    return Place(unit_id, name, year or today().year, fault)


def read_year(text: str) -> int | None:
    """A year that a calendar is kept for, or None."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def read_day(text: str) -> date:
    """A day in an address (`2026-11-24`). Raises NotFound."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if text != day.isoformat() or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotFound
    return day


def _unit_id(text: str) -> int | None:
    if not text:
        return None
    found = read_id(text)
    if found is None:
        raise NotFound
    return found

"""What has been entered in the calendars, read for whoever shows or edits it. `unit_id` None: of the whole country."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.core.db import session
from app.core.errors import NotFound
from app.deadlines.layers import Entry, Kind
from app.deadlines.models import CalendarDay, CalendarEdit, CalendarYear, WorkingHours


@dataclass(frozen=True, slots=True)
class Row:
    """A day with its entry, as files carry it; `line` of the file, 0 when it came from none."""

    day: date
    entry: Entry
    line: int = field(default=0, compare=False)


def days(unit_id: int | None, year: int) -> list[CalendarDay]:
    """The entries of a year, in order."""
    within = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    found = select(CalendarDay).where(_of(CalendarDay.unit_id, unit_id), within)
    return list(session().scalars(found.order_by(CalendarDay.day)))


def rows(unit_id: int | None, in_years: Iterable[int]) -> list[Row]:
    """The entries of some years, in order, as files carry them."""
    return [
        Row(found.day, Entry(Kind(found.kind), found.name, found.name_en, found.legal_basis))
        for year in sorted(set(in_years))
        for found in days(unit_id, year)
    ]


def day_of(unit_id: int | None, day: date) -> CalendarDay | None:
    """The entry of one day."""
    return session().scalar(
        select(CalendarDay).where(_of(CalendarDay.unit_id, unit_id), CalendarDay.day == day).limit(1)
    )


def hours_of(unit_id: int | None) -> list[WorkingHours]:
    """The hours of its own, earliest first."""
    found = select(WorkingHours).where(_of(WorkingHours.unit_id, unit_id))
    return list(session().scalars(found.order_by(WorkingHours.valid_from)))


def hours_from(unit_id: int | None, valid_from: date) -> WorkingHours:
    """The hours that begin on this day. Raises NotFound."""
    for found in hours_of(unit_id):
        if found.valid_from == valid_from:
            return found
    raise NotFound


def years() -> dict[int, CalendarYear]:
    """The years that have been entered, with their status."""
    return {row.year: row for row in session().scalars(select(CalendarYear).order_by(CalendarYear.year))}


def edits(
    unit_id: int | None = None, *, everybody: bool = False, day: date | None = None, before: int | None = None,
    limit: int = 50,
) -> list[CalendarEdit]:  # fmt: skip
    """Changes, newest first: of one calendar or of all (`everybody`), touching a day, older than a version."""
    found = select(CalendarEdit)
    if not everybody:
        found = found.where(_of(CalendarEdit.unit_id, unit_id))
    if day is not None:
        first, last = CalendarEdit.first_day, CalendarEdit.last_day
        found = found.where(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))
    if before is not None:
        found = found.where(CalendarEdit.version < before)
    return list(session().scalars(found.order_by(CalendarEdit.version.desc()).limit(limit)))


def _of(column: Any, unit_id: int | None) -> Any:
    return column.is_(None) if unit_id is None else column == unit_id

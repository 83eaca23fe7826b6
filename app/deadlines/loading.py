"""The national calendar that comes with the system (`data/`): into the tables, or without them."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import delete, select

from app.core.db import session
from app.deadlines.calendar import Calendar
from app.deadlines.edits import note
from app.deadlines.layers import Entry, Kind, Layer
from app.deadlines.models import CalendarDay, CalendarEdit, CalendarYear

REASON = "Nạp lịch kèm theo hệ thống"
_DATA = Path(__file__).with_name("data")


@lru_cache(maxsize=1)
def packaged() -> Calendar:
    """The packaged calendar by itself, for where there are no tables. Its version is 0."""
    years = {int(row["year"]): row["status"] for row in _rows("years")}
    days = {day: entry for year in years for day, entry in _days(year).items()}
    return Calendar(0, (Layer(None, days),), years)


def load() -> list[int]:
    """Enters the packaged years, in the transaction under way; returns those that were entered or brought up to date.

    A year that anybody has edited since stays as it is.
    """
    return [int(row["year"]) for row in _rows("years") if _load_year(int(row["year"]), row)]


def _load_year(year: int, row: dict[str, str]) -> bool:
    days = _days(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    entered = session().get(CalendarYear, year)
    if entered is not None:
        if _as_packaged(entered, row, days) or _edited(first, last):
            return False
        session().delete(entered)
    within = CalendarDay.day.between(first, last), CalendarDay.unit_id.is_(None)
    if entered is not None:
        session().execute(delete(CalendarDay).where(*within))
    kept = set(session().scalars(select(CalendarDay.day).where(*within)))
    session().flush()
    note(None, first, last, REASON, row["legal_basis"])
    session().add(CalendarYear(year=year, status=row["status"], legal_basis=row["legal_basis"]))
    session().add_all(_row(day, entry) for day, entry in days.items() if day not in kept)
    session().flush()
    return True


def _row(day: date, entry: Entry) -> CalendarDay:
    return CalendarDay(
        day=day, kind=entry.kind.value, name=entry.name, name_en=entry.name_en, legal_basis=entry.legal_basis
    )


def _as_packaged(entered: CalendarYear, row: dict[str, str], days: dict[date, Entry]) -> bool:
    within = CalendarDay.day.between(date(entered.year, 1, 1), date(entered.year, 12, 31))
    rows = session().scalars(select(CalendarDay).where(CalendarDay.unit_id.is_(None), within))
    there = {row.day: Entry(Kind(row.kind), row.name, row.name_en, row.legal_basis) for row in rows}
    return (entered.status, entered.legal_basis) == (row["status"], row["legal_basis"]) and there == days


def _edited(first: date, last: date) -> bool:
    touched = CalendarEdit.first_day <= last, CalendarEdit.last_day >= first
    others = select(CalendarEdit.version).where(CalendarEdit.unit_id.is_(None), CalendarEdit.reason != REASON, *touched)
    return session().scalar(others.limit(1)) is not None


def _days(year: int) -> dict[date, Entry]:
    return {
        date.fromisoformat(row["day"]): Entry(Kind(row["kind"]), row["name"], row["name_en"], row["legal_basis"])
        for row in _rows(str(year))
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

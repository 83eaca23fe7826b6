"""The calendars as entered, kept in this process until somebody edits one.

The version of all calendars is read at most once a second; a calendar is built anew when it has grown. Whoever edits
in a transaction sees the edit in it at once, everybody else within a second of its commit.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from time import monotonic
from typing import Any

from sqlalchemy import func, select

from app.core.db import session
from app.deadlines.calendar import Calendar
from app.deadlines.layers import Entry, Hours, Kind, Layer, Week
from app.deadlines.models import CalendarDay, CalendarEdit, CalendarYear, WorkingHours

EDITED = "calendar_edited"  # in `session().info` once the transaction under way has edited a calendar


def of(unit_ids: tuple[int, ...]) -> Calendar:
    """The calendar of an agency: its unit, then its parents, nearest first; `()` is the country's."""
    if not session().info.get(EDITED):
        current = version()
        try:
            return _kept(tuple(i for i in unit_ids if i in _units_with_own(current)), current)
        except _OtherVersion:
            pass
    return _read(unit_ids, _newest())


def version() -> int:
    """The version of all calendars now; 0 when none has been entered."""
    return _newest() if session().info.get(EDITED) else version_within(int(monotonic()))


@lru_cache(maxsize=2)
def version_within(second: int) -> int:
    """The version as read once in this second of the process."""
    return _newest()


def week(lists: Iterable[Iterable[Iterable[str]]]) -> Week:
    """Reads the seven lists of `["07:30", "11:30"]` pairs of `WorkingHours`."""
    return tuple(tuple(_half(*half) for half in day) for day in lists)


def written(hours: Week) -> list[list[list[str]]]:
    """A week as `WorkingHours` keeps it."""
    return [[[f"{end:%H:%M}" for end in half] for half in day] for day in hours]


def _half(opens: str, closes: str) -> tuple[time, time]:
    return time.fromisoformat(opens), time.fromisoformat(closes)


class _OtherVersion(Exception):
    """This transaction does not see the version asked for: it began before the edit. What it reads is not kept."""


def _newest() -> int:
    return session().scalar(select(func.max(CalendarEdit.version))) or 0


def _make_sure_of(version: int) -> None:
    if _newest() != version:
        raise _OtherVersion


@lru_cache(maxsize=2)
def _units_with_own(version: int) -> frozenset[int]:
    _make_sure_of(version)
    own = select(CalendarDay.unit_id).union(select(WorkingHours.unit_id))
    return frozenset(unit_id for unit_id in session().scalars(own) if unit_id is not None)


@lru_cache(maxsize=256)
def _kept(unit_ids: tuple[int, ...], version: int) -> Calendar:
    _make_sure_of(version)
    return _read(unit_ids, version)


def _read(unit_ids: tuple[int, ...], version: int) -> Calendar:
    days: dict[int | None, dict[date, Entry]] = defaultdict(dict)
    for row in session().scalars(select(CalendarDay).where(_within(CalendarDay.unit_id, unit_ids))):
        days[row.unit_id][row.day] = Entry(Kind(row.kind), row.name, row.name_en, row.legal_basis)
    hours: dict[int | None, list[Hours]] = defaultdict(list)
    wanted = select(WorkingHours).where(_within(WorkingHours.unit_id, unit_ids)).order_by(WorkingHours.valid_from)
    for line in session().scalars(wanted):
        cut_off = time.fromisoformat(line.day_cut_off) if line.day_cut_off else None
        hours[line.unit_id].append(Hours(line.valid_from, week(line.counting), week(line.receiving), cut_off))
    years = {row.year: row.status for row in session().scalars(select(CalendarYear))}
    layers = tuple(
        Layer(unit_id, days[unit_id], tuple(hours[unit_id]))
        for unit_id in (*unit_ids, None)
        if unit_id is None or days[unit_id] or hours[unit_id]
    )
    return Calendar(version, layers, years)


def _within(column: Any, unit_ids: tuple[int, ...]) -> Any:
    return column.is_(None) | column.in_(unit_ids) if unit_ids else column.is_(None)

"""Days of a calendar as iCal files (RFC 5545): whole-day events, whose CATEGORIES name the kind of day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import icalendar

from app.core.clock import now
from app.core.errors import N_, Invalid
from app.deadlines import entered, validity
from app.deadlines.collecting import MOST_ROWS, TOO_MANY, Collected, text_of
from app.deadlines.entered import Row
from app.deadlines.layers import Entry, Kind

LONGEST_EVENT_DAYS = 31
_NAME_EN = "X-MOTCUA-NAME-EN"

_NOT_ICAL = N_("Tệp không phải lịch iCal.")
_EVENT = N_("Sự kiện này không đọc được.")
_REPEATS = N_("Sự kiện lặp lại không được nhận. Ghi từng ngày.")
_WHOLE_DAYS = N_("Chỉ nhận sự kiện cả ngày (DTSTART;VALUE=DATE).")
_SPAN = N_("Sự kiện cần dài từ 1 đến %(most)s ngày.")


def read_ical(data: bytes | str, otherwise: Kind = Kind.HOLIDAY) -> list[Row]:
    """Reads the whole-day events of an iCal file; an event whose CATEGORIES name no kind is `otherwise`."""
    text = text_of(data)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    if len(lines) > MOST_ROWS:
        raise Invalid({"file": (TOO_MANY, {"most": MOST_ROWS})})
    collected = Collected()
    for line, event in zip(lines, _events(text), strict=False):
        with collected.at(line):
            for day in _span(event):
                collected.add(line, day, _entry_of(event, otherwise))
    return collected.done()


def to_ical(unit_id: int | None, year: int) -> bytes:
    """The entries of a year as iCal, one whole-day event each."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mot Cua//working calendar//VI")
    calendar.add("version", "2.0")
    for row in entered.rows(unit_id, [year]):
        calendar.add_component(_event(row, unit_id))
    return bytes(calendar.to_ical())


def _events(text: str) -> Iterable[Any]:
    """The events on the top level; nothing is repeated or expanded, and nested parts are not looked at."""
    try:
        calendar = icalendar.Calendar.from_ical(text)
        return [part for part in calendar.subcomponents if part.name == "VEVENT"]
    except Exception as broken:  # a parser of many hands, on anybody's file: it raises all sorts
        raise Invalid({"file": _NOT_ICAL}) from broken


def _span(event: Any) -> list[date]:
    """The days of an event. Its end is the day after the last one (RFC 5545, 3.6.1)."""
    if "RRULE" in event or "RDATE" in event:
        raise Invalid({"line": _REPEATS})
    first = _whole_day(event, "DTSTART")
    if first is None:
        raise Invalid({"line": _WHOLE_DAYS})
    count = _length(event, first)
    if not 1 <= count <= LONGEST_EVENT_DAYS:
        raise Invalid({"line": (_SPAN, {"most": LONGEST_EVENT_DAYS})})
    validity.refuse(validity.of_year(first.year))
    return [first + timedelta(days=n) for n in range(count)]


def _length(event: Any, first: date) -> int:
    """How many days, 0 when its duration is no number of whole days; without an end it is one day."""
    if end := _whole_day(event, "DTEND"):
        return (end - first).days
    length = _decoded(event, "DURATION")
    if length is None:
        return 1
    return length.days if isinstance(length, timedelta) and length == timedelta(days=length.days) else 0


def _whole_day(event: Any, name: str) -> date | None:
    value = _decoded(event, name)
    if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
        raise Invalid({"line": _WHOLE_DAYS})
    return value


def _decoded(event: Any, name: str) -> Any:
    if name not in event:
        return None
    try:
        return event.decoded(name)
    except Exception as broken:  # as above: what is wrong with a value shows only when it is asked for
        raise Invalid({"line": _EVENT}) from broken


def _entry_of(event: Any, otherwise: Kind) -> Entry:
    categories = {category.strip().upper() for category in _categories(event)}
    kind = next((kind for kind in Kind if kind in categories), otherwise)
    return Entry(kind, *(_said(event, name) for name in ("SUMMARY", _NAME_EN, "DESCRIPTION")))


def _categories(event: Any) -> Iterator[str]:
    found = event.get("CATEGORIES", [])
    for group in found if isinstance(found, list) else [found]:
        yield from (str(category) for category in getattr(group, "cats", [group]))


def _said(event: Any, name: str) -> str:
    said = event.get(name, "")
    return " ".join(str(said[0] if isinstance(said, list) else said).split())


def _event(row: Row, unit_id: int | None) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{row.day.isoformat()}-{unit_id or 'vn'}@motcua")
    event.add("dtstamp", now())
    event.add("dtstart", row.day)
    event.add("dtend", row.day + timedelta(days=1))
    event.add("summary", row.entry.name)
    event.add("categories", [row.entry.kind.value])
    if row.entry.name_en:
        event.add(_NAME_EN, row.entry.name_en)
    if row.entry.legal_basis:
        event.add("description", row.entry.legal_basis)
    return event

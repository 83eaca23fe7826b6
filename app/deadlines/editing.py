"""Changes of the calendars: each in the transaction under way, noted as one CalendarEdit, refused before it writes.

`unit_id` None: of the whole country. All raise Invalid with the fields at fault, named like the parameters, and
Conflict when somebody else edits at the same moment. Open dossiers are counted anew afterwards, by the timetable.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.db import session
from app.core.errors import N_, NotFound
from app.deadlines import entered, validity
from app.deadlines.edits import note
from app.deadlines.entered import Row
from app.deadlines.layers import ESTIMATED, OFFICIAL, Entry, fixed_days
from app.deadlines.models import CalendarDay, CalendarEdit, CalendarYear, WorkingHours
from app.deadlines.validity import Fault

_STATUS = N_("Chọn “dự kiến” hoặc “chính thức”.")
_BASIS = N_("Lịch chính thức cần căn cứ: số, ngày của văn bản hoặc thông báo.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do to the years in its file: what is not in the file goes."""

    added: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]
    removed: tuple[Row, ...]

    @property
    def days(self) -> list[date]:
        """All days it touches, in order."""
        return sorted(row.day for row in (*self.added, *self.removed, *(after for _, after in self.changed)))


def set_day(
    unit_id: int | None,
    day: date,
    kind: str,
    *,
    name: str = "",
    name_en: str = "",
    legal_basis: str = "",
    reason: str,
    actor_id: int | None,
) -> CalendarEdit:
    """Says what a day is, in place of what was entered for it."""
    entry = Entry(validity.kind_of(kind), name.strip(), name_en.strip(), legal_basis.strip())
    validity.refuse({**validity.of_day(unit_id, day, entry), **validity.of_text(reason=reason)})
    edit = note(unit_id, day, day, reason, entry.legal_basis, actor_id)
    _write(unit_id, day, entry)
    session().flush()
    return edit


def clear_day(
    unit_id: int | None, day: date, *, reason: str, legal_basis: str = "", actor_id: int | None
) -> CalendarEdit:
    """Takes back what was entered for a day. Raises NotFound when nothing was."""
    validity.refuse(validity.of_text(reason=reason, legal_basis=legal_basis))
    found = entered.day_of(unit_id, day)
    if found is None:
        raise NotFound
    edit = note(unit_id, day, day, reason, legal_basis, actor_id)
    session().delete(found)
    session().flush()
    return edit


def set_hours(
    unit_id: int | None,
    valid_from: date,
    counting: list[Any],
    receiving: list[Any],
    day_cut_off: str | None,
    *,
    reason: str,
    legal_basis: str = "",
    actor_id: int | None,
) -> CalendarEdit:
    """Sets the hours from a day on, until the next ones that were set; in place of those from the same day."""
    faults: dict[str, Fault] = {
        **validity.of_week("counting", counting),
        **validity.of_week("receiving", receiving),
        **validity.of_cut_off(day_cut_off),
        **validity.of_text(reason=reason, legal_basis=legal_basis),
    }
    if validity.of_year(valid_from.year):
        faults["valid_from"] = validity.of_year(valid_from.year)["year"]
    validity.refuse(faults)
    edit = note(unit_id, valid_from, None, reason, legal_basis, actor_id)
    found = next((row for row in entered.hours_of(unit_id) if row.valid_from == valid_from), None)
    if found is None:
        found = WorkingHours(unit_id=unit_id, valid_from=valid_from)
        session().add(found)
    found.counting, found.receiving, found.day_cut_off = counting, receiving, day_cut_off
    session().flush()
    return edit


def clear_hours(
    unit_id: int | None, valid_from: date, *, reason: str, legal_basis: str = "", actor_id: int | None
) -> CalendarEdit:
    """Takes hours away: those before them hold on. Raises NotFound when none begin on this day."""
    validity.refuse(validity.of_text(reason=reason, legal_basis=legal_basis))
    found = entered.hours_from(unit_id, valid_from)
    edit = note(unit_id, valid_from, None, reason, legal_basis, actor_id)
    session().delete(found)
    session().flush()
    return edit


def set_year_status(
    year: int, status: str, legal_basis: str = "", *, reason: str, actor_id: int | None
) -> CalendarEdit:
    """Says how sure the holidays of a year are.

    The holidays of fixed date, counted as an estimate until now, are entered when the year was not.
    """
    faults = {**validity.of_year(year), **validity.of_text(reason=reason, legal_basis=legal_basis)}
    if status not in (ESTIMATED, OFFICIAL):
        faults["status"] = _STATUS
    elif status == OFFICIAL and not legal_basis.strip():
        faults["legal_basis"] = _BASIS
    validity.refuse(faults)
    edit = note(None, date(year, 1, 1), date(year, 12, 31), reason, legal_basis, actor_id)
    found = session().get(CalendarYear, year)
    if found is None:
        for day, entry in fixed_days(year).items():
            if entered.day_of(None, day) is None:
                _write(None, day, entry)
        found = CalendarYear(year=year)
        session().add(found)
    found.status, found.legal_basis = status, legal_basis.strip()
    session().flush()
    return edit


def import_preview(unit_id: int | None, rows: Iterable[Row]) -> Preview:
    """What an import of these rows would do; writes nothing. Faults stand at `line N`."""
    new = {row.day: row for row in rows}
    validity.refuse(
        {
            f"line {row.line}": fault
            for row in new.values()
            for fault in validity.of_day(unit_id, row.day, row.entry).values()
        }
    )
    old = {row.day: row for row in entered.rows(unit_id, {day.year for day in new})}
    return Preview(
        added=tuple(row for day, row in new.items() if day not in old),
        changed=tuple((old[day], row) for day, row in new.items() if day in old and old[day] != row),
        removed=tuple(row for day, row in old.items() if day not in new),
    )


def import_apply(
    unit_id: int | None, rows: Iterable[Row], *, reason: str, legal_basis: str = "", actor_id: int | None
) -> CalendarEdit | None:
    """Enters these rows, and takes away what else was entered for their years; None when nothing changes."""
    validity.refuse(validity.of_text(reason=reason, legal_basis=legal_basis))
    preview = import_preview(unit_id, list(rows))
    if not preview.days:
        return None
    edit = note(unit_id, preview.days[0], preview.days[-1], reason, legal_basis, actor_id)
    for row in preview.removed:
        session().delete(entered.day_of(unit_id, row.day))
    for row in (*preview.added, *(after for _, after in preview.changed)):
        _write(unit_id, row.day, row.entry)
    session().flush()
    return edit


def _write(unit_id: int | None, day: date, entry: Entry) -> None:
    found = entered.day_of(unit_id, day)
    if found is None:
        found = CalendarDay(unit_id=unit_id, day=day)
        session().add(found)
    found.kind, found.name, found.name_en, found.legal_basis = (
        entry.kind.value, entry.name, entry.name_en, entry.legal_basis,
    )  # fmt: skip

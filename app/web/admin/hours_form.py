"""The form of working hours: read with every fault at its field, and filled in with the hours in force."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.core.errors import N_
from app.web.admin import hours_text
from app.web.layout.moments import WEEKDAYS

SORTS = ("counting", "receiving")
_BAD_DAY = N_("Chọn ngày bắt đầu áp dụng.")
_BAD_CLOCK = N_("Viết giờ như 15:00, hoặc để trống.")


@dataclass(frozen=True, slots=True)
class Hours:
    """A setting as read from the form; `faults` by field."""

    valid_from: date | None
    counting: list[Any]
    receiving: list[Any]
    day_cut_off: str | None
    faults: dict[str, str] = field(default_factory=dict)


def read(typed: dict[str, str]) -> Hours:
    """The setting that was typed, with every fault."""
    faults: dict[str, str] = {}
    weeks: dict[str, list[Any]] = {sort: [] for sort in SORTS}
    for sort in SORTS:
        for weekday in range(7):
            name = f"{sort}.{weekday}"
            try:
                weeks[sort].append(hours_text.read(typed.get(name, "")))
            except hours_text.Unreadable as wrong:
                faults[name] = f"{_(WEEKDAYS[weekday])}: {_(str(wrong))}"
    first, cut_off = _day(typed, faults), _cut_off(typed, faults)
    return Hours(first, weeks["counting"], weeks["receiving"], cut_off, faults)


def _day(typed: dict[str, str], faults: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(typed.get("valid_from", ""))
    except ValueError:
        faults["valid_from"] = _(_BAD_DAY)
        return None


def _cut_off(typed: dict[str, str], faults: dict[str, str]) -> str | None:
    try:
        return hours_text.clock(typed["day_cut_off"]) if typed.get("day_cut_off") else None
    except hours_text.Unreadable:
        faults["day_cut_off"] = _(_BAD_CLOCK)
        return None


def filled(valid_from: date, counting: Iterable[Any], receiving: Iterable[Any], cut_off: str | None) -> dict[str, str]:
    """The fields of the form for these hours."""
    values = {"valid_from": valid_from.isoformat(), "day_cut_off": cut_off or ""}
    for sort, week in zip(SORTS, (counting, receiving), strict=True):
        values.update({f"{sort}.{weekday}": hours_text.said(halves) for weekday, halves in enumerate(week)})
    return values

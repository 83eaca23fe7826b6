"""What may be entered in a calendar. Each function returns its faults, by the field they stand at."""

import re
from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from typing import Any

from app.core.errors import N_, Invalid
from app.deadlines.layers import AGENCY_KINDS, NATIONAL_KINDS, Entry, Kind

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_SHIFTS = 4
LONGEST = {"name": 200, "name_en": 200, "legal_basis": 300, "reason": 500}
Fault = str | tuple[str, dict[str, Any]]

_OUTSIDE = N_("Lịch nhận ngày từ năm %(first)s đến năm %(last)s.")
_KIND = N_("Loại ngày “%(kind)s” không dùng được ở đây.")
_WEEKEND_ONLY = N_("Chỉ ngày thứ Bảy hoặc Chủ nhật mới đặt là ngày làm bù.")
_WEEKDAY_ONLY = N_("Ngày này đã là thứ Bảy hoặc Chủ nhật. Chọn một ngày từ thứ Hai đến thứ Sáu.")
_NAMELESS = N_("Nhập tên ngày nghỉ lễ.")
_LONG = N_("Viết không quá %(most)s ký tự.")
_REASON = N_("Nhập lý do sửa lịch.")
_CONTROL = N_("Bỏ các ký tự điều khiển trong phần này.")
_WEEK = N_("Nhập giờ cho bảy ngày trong tuần.")
_CLOCK = N_("Giờ “%(time)s” không hợp lệ. Viết như 07:30.")
_BACKWARDS = N_("Giờ bắt đầu phải trước giờ kết thúc.")
_OVERLAP = N_("Các buổi làm việc bị chồng lên nhau hoặc chưa theo thứ tự.")
_SHIFTS = N_("Mỗi ngày không quá %(most)s buổi làm việc.")
_NEVER = N_("Cần ít nhất một ngày có giờ làm việc.")
_CLOCK_FORM = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")


def refuse(faults: Mapping[str, Fault]) -> None:
    """Raises Invalid when there are faults."""
    if faults:
        raise Invalid(faults)


def of_year(year: int) -> dict[str, Fault]:
    """A year outside of those that calendars are kept for."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    return {"year": (_OUTSIDE, {"first": FIRST_YEAR, "last": LAST_YEAR})}


def of_text(**texts: str) -> dict[str, Fault]:
    """Texts that do not fit their column; a `reason` is needed."""
    faults: dict[str, Fault] = {}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            faults[name] = (_LONG, {"most": LONGEST[name]})
        elif _UNPRINTED.search(text):
            faults[name] = _CONTROL
    if not texts.get("reason", "–").strip():
        faults["reason"] = _REASON
    return faults


def of_day(unit_id: int | None, day: date, entry: Entry) -> dict[str, Fault]:
    """Entries that no calendar can mean: a day worked instead of another on a weekday, a day off on a weekend."""
    faults = of_text(name=entry.name, name_en=entry.name_en, legal_basis=entry.legal_basis)
    if of_year(day.year):
        faults["day"] = of_year(day.year)["year"]
    weekend = day.weekday() > 4
    if entry.kind not in (NATIONAL_KINDS if unit_id is None else AGENCY_KINDS):
        faults["kind"] = (_KIND, {"kind": entry.kind.value})
    elif entry.kind is Kind.SWAP_WORK and not weekend:
        faults["kind"] = _WEEKEND_ONLY
    elif entry.kind in (Kind.SWAP_OFF, Kind.COMPENSATORY_OFF) and weekend:
        faults["kind"] = _WEEKDAY_ONLY
    elif entry.kind is Kind.HOLIDAY and not entry.name.strip():
        faults["name"] = _NAMELESS
    return faults


def kind_of(text: str) -> Kind:
    """Reads a kind. Raises Invalid at `kind`."""
    try:
        return Kind(text)
    except ValueError:
        raise Invalid({"kind": (_KIND, {"kind": text[:40]})}) from None


def of_week(name: str, week: Any) -> dict[str, Fault]:
    """Faults of seven lists of `["07:30", "11:30"]` pairs, each at `counting.0` (Monday) and so on."""
    if not isinstance(week, list) or len(week) != 7:
        return {name: _WEEK}
    faults = {f"{name}.{number}": fault for number, day in enumerate(week) if (fault := _of_shifts(day))}
    return faults if faults or any(week) else {name: _NEVER}


def of_cut_off(text: str | None) -> dict[str, Fault]:
    """A time of day that is none."""
    return (
        {"day_cut_off": (_CLOCK, {"time": text[:10]})} if text is not None and not _CLOCK_FORM.fullmatch(text) else {}
    )


def _of_shifts(day: Any) -> Fault | None:
    if not isinstance(day, list) or any(not isinstance(shift, list | tuple) or len(shift) != 2 for shift in day):
        return _WEEK
    if len(day) > MOST_SHIFTS:
        return _SHIFTS, {"most": MOST_SHIFTS}
    for text in (text for shift in day for text in shift):
        if not isinstance(text, str) or not _CLOCK_FORM.fullmatch(text):
            return _CLOCK, {"time": str(text)[:10]}
    shifts = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in day]
    if any(opens >= closes for opens, closes in shifts):
        return _BACKWARDS
    if any(before[1] > after[0] for before, after in pairwise(shifts)):
        return _OVERLAP
    return None

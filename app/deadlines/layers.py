"""What calendars are made of: entries of days and hours, nationwide and of agencies, and what holds without any."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache

Half = tuple[time, time]
Week = tuple[tuple[Half, ...], ...]  # seven days, Monday first

ESTIMATED, OFFICIAL = "ESTIMATED", "OFFICIAL"
CULTURE_DAY_FROM = 2026  # Resolution 28/2026/QH16: 24 November


class Kind(StrEnum):
    """What a day is. The first two need no entry: the hours of their weekday make them."""

    WEEKDAY = "WEEKDAY"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    COMPENSATORY_OFF = "COMPENSATORY_OFF"
    SWAP_OFF = "SWAP_OFF"
    SWAP_WORK = "SWAP_WORK"
    AGENCY_OFF = "AGENCY_OFF"
    AGENCY_WORK = "AGENCY_WORK"


WORKED = frozenset({Kind.WEEKDAY, Kind.SWAP_WORK, Kind.AGENCY_WORK})
NATIONAL_KINDS = (Kind.HOLIDAY, Kind.COMPENSATORY_OFF, Kind.SWAP_OFF, Kind.SWAP_WORK)
AGENCY_KINDS = (Kind.AGENCY_OFF, Kind.AGENCY_WORK)


@dataclass(frozen=True, slots=True)
class Entry:
    """A day that is not what its weekday says."""

    kind: Kind
    name: str = ""
    name_en: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """An agency's hours from a day on; what is received after `day_cut_off` counts as of the next working day."""

    valid_from: date
    counting: Week
    receiving: Week
    day_cut_off: time | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """The entries of one agency, or of the country (`unit_id` None). `hours` by their first day."""

    unit_id: int | None
    days: Mapping[date, Entry] = field(default_factory=dict)
    hours: tuple[Hours, ...] = ()


FULL_DAY: tuple[Half, ...] = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
DEFAULT_WEEK: Week = (*[FULL_DAY] * 5, (), ())
DEFAULT_HOURS = Hours(date.min, DEFAULT_WEEK, DEFAULT_WEEK)

_HOLIDAY_LAW = "Bộ luật Lao động 45/2019/QH14, Điều 112"
_COMPENSATORY_LAW = "Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 3"
_FIXED = (
    (1, 1, "Tết Dương lịch", "New Year's Day", _HOLIDAY_LAW),
    (4, 30, "Ngày Chiến thắng", "Reunification Day", _HOLIDAY_LAW),
    (5, 1, "Ngày Quốc tế Lao động", "International Labour Day", _HOLIDAY_LAW),
    (9, 2, "Quốc khánh", "National Day", _HOLIDAY_LAW),
)
_CULTURE = (11, 24, "Ngày Văn hóa Việt Nam", "Vietnam Culture Day", "Nghị quyết 28/2026/QH16")


@lru_cache(maxsize=256)
def fixed_days(year: int) -> Mapping[date, Entry]:
    """The holidays that need nobody's decision, with the compensatory days off for those on a weekend.

    They are what is known of a year that nobody has entered (Labour Code 45/2019 Art. 111.3, 112); Tet, the Hung Kings'
    day and the second day of 2 September are not.
    """
    known = [*_FIXED, _CULTURE] if year >= CULTURE_DAY_FROM else _FIXED
    days = {date(year, month, day): Entry(Kind.HOLIDAY, vi, en, law) for month, day, vi, en, law in known}
    for day, holiday in sorted(days.items()):
        if day.weekday() > 4:
            instead = day
            while instead in days or instead.weekday() > 4:
                instead += timedelta(days=1)
            name, name_en = f"Nghỉ bù {holiday.name}", f"In lieu of {holiday.name_en}"
            days[instead] = Entry(Kind.COMPENSATORY_OFF, name, name_en, _COMPENSATORY_LAW)
    return days

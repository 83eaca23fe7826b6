"""A year of a calendar as months, weeks and boxes to draw."""

from calendar import MONDAY
from calendar import Calendar as Weeks
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.deadlines.calendar import Calendar, Day
from app.web.admin.calendar_words import SIGNS, kind_words
from app.web.formats import t

_weeks = Weeks(firstweekday=MONDAY)


@dataclass(frozen=True, slots=True)
class Box:
    """One day of a month's table. `sign` stands beside the number, `words` says all of it."""

    date: date
    kind: str
    works: bool
    sign: str
    words: str
    estimated: bool
    receives: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: weeks of seven boxes, None where another month's day would stand."""

    number: int
    weeks: list[list[Box | None]]
    working_days: int


def months(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    return [_month(calendar, year, number) for number in range(1, 13)]


def special_days(calendar: Calendar, year: int) -> Iterator[Day]:
    """The days that are not what their weekday says, in order."""
    day = date(year, 1, 1)
    while day.year == year:
        found = calendar.day(day)
        if found.kind in SIGNS:
            yield found
        day += timedelta(days=1)


def _month(calendar: Calendar, year: int, number: int) -> Month:
    weeks = [
        [_box(calendar, day) if day.month == number else None for day in week]
        for week in _weeks.monthdatescalendar(year, number)
    ]
    working = sum(box.works for week in weeks for box in week if box)
    return Month(number, weeks, working)


def _box(calendar: Calendar, day: date) -> Box:
    found = calendar.day(day)
    receives = not found.works and calendar.receives_on(day)
    sign = SIGNS.get(found.kind, "")
    if sign and found.estimated:
        sign += "?"
    return Box(
        day, found.kind, found.works, sign or ("n" if receives else ""), _words(found), found.estimated, receives
    )


def _words(day: Day) -> str:
    name = t(day.name)
    said = kind_words(day.kind)
    return f"{said}: {name}" if name and day.kind in SIGNS else said

"""Terms as published (`3wd`, `8wh`, `30cd`, `halfday`, `sameday`) and the moment each runs out.

Working days: day 1 is the working day after reception (Civil Code 2015 Art. 147.2: the day of the event does not
count), the term ends at the close of day N. Working hours: to the minute, without nights, lunch and days off; half a
day is four. Calendar days: the close of the Nth day, or of the next working day when that is a day off (Art. 148.5).
Same day: received by 15:00, the close of that day, else of the next working day. A term of 0 ends as it begins.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from app.core.clock import local
from app.core.errors import N_, Invalid
from app.deadlines.calendar import Calendar

SAME_DAY_UNTIL = time(15, 0)
_TERM = re.compile(r"(\d{1,3})(wd|wh|cd)", re.ASCII)
_BAD_TERM = N_("Thời hạn “%(term)s” không hợp lệ. Viết như 3wd, 8wh, 30cd, halfday hoặc sameday.")


class TermUnit(StrEnum):
    """What a term counts."""

    WORKING_DAY = "wd"
    WORKING_HOUR = "wh"
    CALENDAR_DAY = "cd"
    SAME_DAY = "sameday"


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of a unit; half a working day is four working hours."""

    amount: int
    unit: TermUnit


@lru_cache(maxsize=1024)
def parse(text: str) -> Term:
    """Reads a term. Raises Invalid with the text when it is none."""
    if text == "sameday":
        return Term(1, TermUnit.SAME_DAY)
    if text == "halfday":
        return Term(4, TermUnit.WORKING_HOUR)
    match = _TERM.fullmatch(text)
    if not match:
        raise Invalid({"term": (_BAD_TERM, {"term": text})})
    return Term(int(match[1]), TermUnit(match[2]))


def due(text: str, start: datetime, calendar: Calendar) -> datetime:
    """The moment a term that starts at `start` runs out, in Asia/Ho_Chi_Minh. Raises Invalid for a bad term."""
    term = parse(text)
    begun = local(start)
    if term.amount == 0:
        return begun
    match term.unit:
        case TermUnit.WORKING_HOUR:
            return calendar.add_minutes(begun, term.amount * 60)
        case TermUnit.WORKING_DAY:
            return calendar.close_of(calendar.working_day_after(day_of_event(begun, calendar), term.amount))
        case TermUnit.CALENDAR_DAY:
            return calendar.close_of(_or_next(day_of_event(begun, calendar) + timedelta(days=term.amount), calendar))
        case TermUnit.SAME_DAY:
            day = begun.date()
            return calendar.close_of(day if within_same_day(begun, calendar) else calendar.next_working_day(day))


def day_of_event(begun: datetime, calendar: Calendar) -> date:
    """The day after which the days of a term count: that of the reception, unless the agency has a cut-off.

    With one, what comes after it, or on a day off, counts as received on the next working day.
    """
    day = begun.date()
    cut_off = calendar.day_cut_off(day)
    if cut_off is None or (begun.time() <= cut_off and calendar.is_working_day(day)):
        return day
    return calendar.next_working_day(day)


def within_same_day(begun: datetime, calendar: Calendar) -> bool:
    """Whether what is received now is due today: a working day, by 15:00, and not yet closed."""
    if begun.time() > SAME_DAY_UNTIL or not calendar.is_working_day(begun.date()):
        return False
    return begun < calendar.close_of(begun.date())


def _or_next(day: date, calendar: Calendar) -> date:
    return day if calendar.is_working_day(day) else calendar.next_working_day(day)

"""Terms as published (`3wd`, `8wh`, `30cd`, `halfday`, `sameday`) and the moment each runs out.

Counting follows domain rules of Decree 61/2018 as the desk publishes them: a term in working days ends at the close of
its last working day, counted from the day after reception; hours skip nights, lunch and days off; the same day ends
today when received by 15:00, else at the close of the next working day. Pauses, restarts and the calendar that an
admin edits are not here: this is the appointment as first given.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.clock import TZ, local
from app.core.errors import N_, Invalid
from app.deadlines.days import CLOSE, HALVES, is_working_day, next_working_day

CUT_OFF = time(15, 0)
_TERM = re.compile(r"^(\d{1,3})(wd|wh|cd)$")
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


def parse(text: str) -> Term:
    """Reads a term. Raises Invalid with the text when it is none."""
    if text == "sameday":
        return Term(1, TermUnit.SAME_DAY)
    if text == "halfday":
        return Term(4, TermUnit.WORKING_HOUR)
    match = _TERM.match(text)
    if not match:
        raise Invalid({"term": (_BAD_TERM, {"term": text})})
    return Term(int(match[1]), TermUnit(match[2]))


def due(text: str, start: datetime) -> datetime:
    """The moment a term that starts at `start` runs out, in Asia/Ho_Chi_Minh. Raises Invalid for a bad term."""
    term = parse(text)
    begun = local(start)
    match term.unit:
        case TermUnit.WORKING_HOUR:
            return _after_working_minutes(begun, term.amount * 60)
        case TermUnit.WORKING_DAY:
            return _close_of(_working_day_after(begun.date(), term.amount))
        case TermUnit.CALENDAR_DAY:
            return begun + timedelta(days=term.amount)
        case TermUnit.SAME_DAY:
            return _same_day(begun)


def _same_day(begun: datetime) -> datetime:
    day = begun.date()
    if is_working_day(day) and begun.time() <= CUT_OFF:
        return _close_of(day)
    return _close_of(next_working_day(day))


def _working_day_after(day: date, count: int) -> date:
    for _ in range(count):
        day = next_working_day(day)
    return day


def _close_of(day: date) -> datetime:
    return datetime.combine(day, CLOSE, TZ)


def _after_working_minutes(begun: datetime, minutes: int) -> datetime:
    left, day, moment = timedelta(minutes=minutes), begun.date(), begun
    while True:
        for opens, closes in HALVES if is_working_day(day) else ():
            start = max(moment, datetime.combine(day, opens, TZ))
            room = datetime.combine(day, closes, TZ) - start
            if room >= left:
                return start + left
            if room > timedelta():
                left -= room
        day = next_working_day(day)
        moment = datetime.combine(day, time(0), TZ)

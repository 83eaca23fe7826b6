"""Why a term ends when it does: each day counted or skipped, and the rules applied, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.clock import TZ, local
from app.deadlines import rules
from app.deadlines.calendar import Calendar, Day
from app.deadlines.layers import Half, Kind
from app.deadlines.rules import Words
from app.deadlines.terms import TermUnit, day_of_event, due, parse


@dataclass(frozen=True, slots=True)
class Step:
    """One day: the `counted`-th day of the term, or so many `minutes` of it, or (both None) skipped; and why.

    `name` and `legal_basis` are the day's own: "Tết Nguyên đán".
    """

    day: date
    counted: int | None
    minutes: int | None
    kind: Kind
    why: Words
    hours: tuple[Half, ...]
    name: Mapping[str, str]
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A due date with its reasons. `estimated`: years it touches whose holidays are not decided yet."""

    term: str
    start: datetime
    due: datetime
    steps: tuple[Step, ...]
    rules: tuple[Words, ...]
    estimated: tuple[int, ...]


def explain(text: str, start: datetime, calendar: Calendar) -> Explanation:
    """Explains `due(text, start, calendar)`: the days from the start to the due date, both shown.

    Raises Invalid for a bad term.
    """
    begun, ends, unit = local(start), due(text, start, calendar), parse(text).unit
    days = [begun.date() + timedelta(days=n) for n in range((ends.date() - begun.date()).days + 1)]
    steps = _hours(begun, ends, days, calendar) if unit is TermUnit.WORKING_HOUR else _days(text, begun, days, calendar)
    estimated = tuple(year for year in range(begun.year, ends.year + 1) if calendar.estimated_year(year))
    return Explanation(text, begun, ends, tuple(steps), tuple(rules.applied(text, begun, ends, calendar)), estimated)


def _days(text: str, begun: datetime, days: list[date], calendar: Calendar) -> list[Step]:
    """Steps of a term in days: the day of the event does not count, and of those after it calendar days all do."""
    term = parse(text)
    event = day_of_event(begun, calendar) if term.unit is not TermUnit.SAME_DAY else begun.date()
    steps, counted = [], 0
    for number in days:
        day = calendar.day(number)
        if number == days[-1] and term.unit is TermUnit.SAME_DAY:
            steps.append(_step(day, rules.SAME_DAY if number == begun.date() else rules.NEXT_DAY, counted=1))
        elif number <= event:
            steps.append(_step(day, _before(number, begun, event, day)))
        elif (day.works or term.unit is TermUnit.CALENDAR_DAY) and counted < term.amount:
            counted += 1
            steps.append(_step(day, rules.counted(term.unit, counted, day), counted=counted))
        elif day.works:
            steps.append(_step(day, rules.MOVED_HERE))
        else:
            steps.append(_step(day, rules.off(day)))
    return steps


def _before(number: date, begun: datetime, event: date, day: Day) -> Words:
    if number == begun.date():
        return rules.RECEIVED if event == number else rules.RECEIVED_LATE
    return rules.TAKEN_AS_RECEIVED if number == event else rules.off(day)


def _hours(begun: datetime, ends: datetime, days: list[date], calendar: Calendar) -> list[Step]:
    """Steps of a term in hours. Minutes are differences of the running total, so that they add up to the term."""
    steps, before = [], 0
    for number in days:
        day = calendar.day(number)
        midnight = datetime.combine(number + timedelta(days=1), time(0), TZ)
        passed = calendar.minutes_between(begun, min(midnight, ends))
        minutes = passed - before
        before = passed
        if minutes:
            steps.append(_step(day, rules.minutes(minutes, day), minutes=minutes))
        else:
            steps.append(_step(day, rules.AFTER_HOURS if day.works else rules.off(day)))
    return steps


def _step(day: Day, why: Words, *, counted: int | None = None, minutes: int | None = None) -> Step:
    return Step(day.day, counted, minutes, day.kind, why, day.hours, day.name, day.legal_basis)

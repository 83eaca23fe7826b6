"""What is read off a reckoned clock: from when it is nearly due, and what the national index makes of it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.core.clock import TZ, local
from app.deadlines.calendar import Calendar
from app.deadlines.counting import Kind, Reckoning
from app.deadlines.terms import Term, TermUnit, day_of_event, due, parse

NEAR_PART = 5  # the last fifth of a term is near its end (domain 2.4.9)
LONG = {TermUnit.WORKING_DAY: 2, TermUnit.CALENDAR_DAY: 2, TermUnit.WORKING_HOUR: 16, TermUnit.SAME_DAY: 1}


@dataclass(frozen=True, slots=True)
class IndexFigure:
    """What the national index makes of it (Decision 766/QD-TTg, 2.1): working minutes spent without the supplement,
    those it may take, and the verdict; more than one request counts late."""

    requests: int
    spent_minutes: int
    allowed_minutes: int
    late: bool


def near(clock: Reckoning, calendar: Calendar) -> datetime | None:
    """From when the due moment is near: a fifth of the term's working time before it, and one working day at least
    where the term is longer than two."""
    if clock.due_at is None:
        return None
    term = parse(clock.term)
    part = calendar.subtract_minutes(clock.due_at, _minutes_of(clock, term, calendar) // NEAR_PART)
    if term.amount <= LONG[term.unit]:
        return part
    return min(part, calendar.close_of(calendar.working_day_before(local(clock.due_at).date(), 1)))


def index_figure(clock: Reckoning, at: datetime, calendar: Calendar) -> IndexFigure:
    """The index's figure as of `at`; of a stopped clock as of its end, while a supplement is awaited as of the
    request. Time is compared as working time, so that a weekend inside a supplement counts nowhere."""
    waited = [held for held in clock.held if held.kind is Kind.WAIT]
    end = clock.stopped_at or (waited[-1].since if waited and waited[-1].until is None else at)
    spent = calendar.minutes_between(clock.started_at, end)
    spent -= sum(calendar.minutes_between(held.since, held.until or end) for held in waited)
    allowed = calendar.minutes_between(clock.started_at, due(clock.term, clock.started_at, calendar))
    return IndexFigure(clock.requests, spent, allowed, clock.requests > 1 or spent > allowed)


def _minutes_of(clock: Reckoning, term: Term, calendar: Calendar) -> int:
    """The working minutes that the term counts: of days, those after the day of the event."""
    begun = clock.since
    if term.unit in (TermUnit.WORKING_DAY, TermUnit.CALENDAR_DAY):
        begun = datetime.combine(day_of_event(begun, calendar) + timedelta(days=1), time(0), TZ)
    return calendar.minutes_between(begun, clock.due_first)

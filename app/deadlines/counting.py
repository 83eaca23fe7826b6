"""From what happened to a dossier to the moment it is due: a pure fold over the facts of its clock.

After a supplement the term begins anew (Decree 61/2018 Art. 19.4) or, where a law says so, goes on. While the clock
waits or pauses nothing is due. What is taken out when it goes on: of a term in days the working days (calendar days of
a term in calendar days) after the day it was held up to and with the day of going on, as the day of the event does not
count (Civil Code 2015 Art. 147.2); of a term in hours the exact working minutes. A term that ran out before it was held
stays run out. The date of an extension letter stands as promised unless that day is no working day any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.clock import TZ, local
from app.deadlines.calendar import Calendar
from app.deadlines.terms import TermUnit, day_of_event, due, parse


class Kind(StrEnum):
    """What may happen to a clock. ANSWERED ends a WAIT before the clock has started; RECOUNT changes nothing itself,
    UNDONE names lines that count no more."""

    START = "START"
    WAIT = "WAIT"
    ANSWERED = "ANSWERED"
    RESTART = "RESTART"
    CONTINUE = "CONTINUE"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    EXTEND = "EXTEND"
    RECOUNT = "RECOUNT"
    STOP = "STOP"
    UNDONE = "UNDONE"


class State(StrEnum):
    """What a clock does: it runs, waits for the citizen, pauses on a legal basis, or has stopped for good."""

    RUNNING = "RUNNING"
    WAITING = "WAITING"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. `term` of a START, `due` (the promised moment) of an EXTEND."""

    kind: str
    at: datetime
    term: str = ""
    due: datetime | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch in which the clock stood still (`until` None: it still does). Taken out of the term: `days` or
    `minutes`, 0 when the term had run out before."""

    kind: Kind
    since: datetime
    until: datetime | None
    days: int = 0
    minutes: int = 0
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A clock as its facts make it. `since` began the present stretch (start or restart), `due_first` is what it
    began with; `due` the moment it ends, as far as is known while it stands still; `requests` of supplements in all."""

    state: State
    term: str
    started_at: datetime
    since: datetime
    due_first: datetime
    end: datetime
    due: datetime
    held: tuple[Held, ...] = ()
    requests: int = 0
    extensions: int = 0
    promised: datetime | None = None
    extended_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def standing(self) -> Held | None:
        """The stretch under way in which it stands still."""
        return self.held[-1] if self.held and self.held[-1].until is None else None

    @property
    def due_at(self) -> datetime | None:
        """When it is due; None while it stands still."""
        return None if self.standing else self.due


class NoStart(ValueError):
    """Something happened to a clock that has not started, or has stopped."""


def fold(facts: Iterable[Fact], calendar: Calendar) -> Reckoning | None:
    """The clock as these facts, in order, make it by this calendar; None when it has not started.

    Raises NoStart for facts that only a going clock can meet.
    """
    clock: Reckoning | None = None
    requests = 0
    for fact in facts:
        requests += fact.kind == Kind.WAIT
        if fact.kind == Kind.START:
            clock = _started(fact, calendar)
        elif clock is not None and clock.state is not State.STOPPED:
            clock = _next(clock, fact, calendar)
        elif fact.kind not in (Kind.WAIT, Kind.ANSWERED):
            raise NoStart(fact.kind)
    return replace(clock, requests=requests) if clock else None


def _started(fact: Fact, calendar: Calendar) -> Reckoning:
    begun = local(fact.at)
    end = _first_end(fact.term, begun, calendar)
    stands = _stand(end, fact.term, None, calendar)
    return Reckoning(State.RUNNING, fact.term, begun, begun, stands, end, stands)


def _next(clock: Reckoning, fact: Fact, calendar: Calendar) -> Reckoning:
    at = local(fact.at)
    match fact.kind:
        case Kind.WAIT | Kind.PAUSE:
            return _hold(clock, fact, at, calendar)
        case Kind.RESTART:
            return _restarted(clock, at, calendar)
        case Kind.CONTINUE if clock.state is State.WAITING:
            return _gone_on(clock, at, calendar)
        case Kind.RESUME if clock.state is State.PAUSED:
            return _gone_on(clock, at, calendar)
        case Kind.EXTEND if fact.due is not None:
            promised = local(fact.due)
            stands = _stand(promised, clock.term, promised, calendar)
            count = clock.extensions + 1
            return replace(clock, end=promised, due=stands, promised=promised, extended_at=at, extensions=count)
        case Kind.STOP:
            return replace(clock, state=State.STOPPED, stopped_at=at)
        case _:
            return clock


def _hold(clock: Reckoning, fact: Fact, at: datetime, calendar: Calendar) -> Reckoning:
    """Holds a clock. One that stands still already does so for the new reason from now on."""
    if clock.standing:
        clock = _gone_on(clock, at, calendar)
    kind = Kind(fact.kind)
    state = State.WAITING if kind is Kind.WAIT else State.PAUSED
    held = Held(kind, at, None, legal_basis=fact.legal_basis)
    return replace(clock, state=state, held=(*clock.held, held))


def _restarted(clock: Reckoning, at: datetime, calendar: Calendar) -> Reckoning:
    fresh = _started(Fact(Kind.START, at, clock.term), calendar)
    held = tuple(replace(one, until=at) if one.until is None else one for one in clock.held)
    return replace(fresh, started_at=clock.started_at, held=held, extensions=clock.extensions)


def _gone_on(clock: Reckoning, at: datetime, calendar: Calendar) -> Reckoning:
    """The clock runs again from `at`, later by what the stretch took out; unchanged when it was not held."""
    held = clock.standing
    if held is None:
        return clock
    done = replace(held, until=at)
    if held.since < clock.due:
        done, clock = _taken_out(clock, done, at, calendar)
    return replace(clock, state=State.RUNNING, held=(*clock.held[:-1], done))


def _taken_out(clock: Reckoning, held: Held, at: datetime, calendar: Calendar) -> tuple[Held, Reckoning]:
    unit = parse(clock.term).unit
    if clock.promised is None and unit is TermUnit.WORKING_HOUR:
        left = calendar.minutes_between(held.since, clock.due)
        end = calendar.add_minutes(at, left)
        return replace(held, minutes=calendar.minutes_between(held.since, at)), replace(clock, end=end, due=end)
    if clock.promised is None and unit is not TermUnit.CALENDAR_DAY:
        days = max(0, calendar.working_days_between(_counted_from(clock, held, calendar), at.date()))
        day = calendar.working_day_after(clock.due.date(), days)
    else:
        days = (at.date() - held.since.date()).days
        day = clock.end.date() + timedelta(days=days)
    end = datetime.combine(max(day, at.date()), clock.end.timetz())
    stands = _stand(end, clock.term, clock.promised, calendar)
    if stands < at:  # nothing was left of the term: it ends with the day of going on, or the next one worked
        stands = end = _close_after(at, calendar)
    return replace(held, days=days), replace(clock, end=end, due=stands)


def _close_after(at: datetime, calendar: Calendar) -> datetime:
    day = at.date()
    if calendar.is_working_day(day) and at <= calendar.close_of(day):
        return calendar.close_of(day)
    return calendar.close_of(calendar.next_working_day(day))


def _counted_from(clock: Reckoning, held: Held, calendar: Calendar) -> date:
    """The day after which days are taken out: that of the holding, but none before the term itself counts."""
    if parse(clock.term).unit is not TermUnit.WORKING_DAY:
        return held.since.date()
    return max(held.since.date(), day_of_event(clock.since, calendar))


def _first_end(term: str, begun: datetime, calendar: Calendar) -> datetime:
    """The end of the term before it moves off a day off: only calendar days can end on one."""
    known = parse(term)
    if known.unit is not TermUnit.CALENDAR_DAY:
        return due(term, begun, calendar)
    day = day_of_event(begun, calendar) + timedelta(days=known.amount)
    return datetime.combine(day, time(0), TZ)


def _stand(end: datetime, term: str, promised: datetime | None, calendar: Calendar) -> datetime:
    """Where an end comes to stand: at the close of the next working day when its own is none (Civil Code Art. 148.5),
    otherwise at the close of its day; promised and hourly ends at their own time."""
    day = end.date()
    if not calendar.is_working_day(day):
        return calendar.close_of(calendar.next_working_day(day))
    exact = promised is not None or parse(term).unit is TermUnit.WORKING_HOUR
    return end if exact else calendar.close_of(day)

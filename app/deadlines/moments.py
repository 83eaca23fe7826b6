"""When something has to be done about a running clock: reminders, the apology, the overdue mark, the escalation.

Apology: Decree 61/2018 Art. 19.9 wants the letter out at the latest one day before the due date, so the task opens
earlier than that, by how long the present stretch of the term is in working days:

* more than two: two working days before the due moment, at the same time of day. One of them is for the letter.
* two: one working day and a half before. With two whole days there would be nothing left to judge by.
* one or less: with the near reminder. A day before would be before the start.

It is never before the stretch began; a term so short that it would be opens it when half of its working time is gone.
Escalation: one working day after the due moment, at the same time of day, at the latest when that day's work ends.
"""

from datetime import date, datetime

from app.core.clock import TZ, local
from app.deadlines.calendar import Calendar
from app.deadlines.models import LegalClock

NEAR, APOLOGY, OVERDUE, ESCALATE, ANSWER = "NEAR", "APOLOGY", "OVERDUE", "ESCALATE", "ANSWER"
HALF_DAY_MINUTES = 4 * 60
LONG, SHORT = 2, 1  # working days


def moments(clock: LegalClock, calendar: Calendar, begun: datetime | None = None) -> dict[str, datetime]:
    """What is to be done about a clock, and when; nothing about one that does not run.

    `begun`: when the present stretch of the term began (start, restart or extension); else when the clock started.
    A clock found late already is not found late at the same due moment again.
    """
    if clock.due_at is None or clock.state != "RUNNING":
        return {}
    found = {APOLOGY: _apology(clock, clock.due_at, calendar, begun or clock.started_at)}
    if clock.near_at is not None:
        found[NEAR] = clock.near_at
    if clock.overdue_at is None or clock.overdue_at < clock.due_at:
        found[OVERDUE] = clock.due_at
    found[ESCALATE] = _at_same_time(clock.due_at, calendar.next_working_day(local(clock.due_at).date()), calendar)
    return found


def _apology(clock: LegalClock, due: datetime, calendar: Calendar, begun: datetime) -> datetime:
    last = local(due).date()
    length = calendar.working_days_between(local(begun).date(), last)
    if length > LONG:
        moment = _at_same_time(due, calendar.working_day_before(last, 2), calendar)
    elif length > SHORT:
        day_before = _at_same_time(due, calendar.working_day_before(last, 1), calendar)
        moment = calendar.subtract_minutes(day_before, HALF_DAY_MINUTES)
    else:
        moment = clock.near_at or due
    return moment if moment > begun else _halfway(begun, due, calendar)


def _halfway(begun: datetime, due: datetime, calendar: Calendar) -> datetime:
    return calendar.add_minutes(begun, max(0, calendar.minutes_between(begun, due)) // 2)


def _at_same_time(moment: datetime, day: date, calendar: Calendar) -> datetime:
    """The same time of another working day, not after its work has ended."""
    same = datetime.combine(day, local(moment).time(), TZ)
    return min(same, calendar.close_of(day))

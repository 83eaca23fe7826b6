"""The week ahead: what falls due on which day, per officer, with the days off shaded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, request, url_for

from app.cases import agenda
from app.cases.agenda import DAYS, Line, Week
from app.cases.filters import UNASSIGNED, Filters
from app.cases.inbox import Row
from app.core.clock import now, today
from app.core.errors import N_, Invalid
from app.deadlines.calendar import Day
from app.identity.actor import Actor
from app.web.layout.clocks import calendar_of
from app.web.officer import ways
from app.web.officer.guard import officer
from app.web.officer.inbox import colleagues, step_of

FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Column:
    """One day: what kind of day it is, and what falls due on it, for all together."""

    about: Day
    count: int
    rows: list[Row]
    url: str

    @property
    def day(self) -> date:
        """The day."""
        return self.about.day


def show() -> str:
    """Seven days from today, or from the day `tu` of the address."""
    actor = officer()
    start = _start(request.args.get("tu"))
    week = agenda.week(actor, start)
    lines = week.lines + _idle(actor, week)
    return render_template(
        "officer/week.html",
        lines=lines,
        columns=[_column(actor, week, n) for n in range(DAYS)],
        current=start == today(),
        overdue=sum(line.overdue for line in lines),
        total=sum(line.total for line in lines),
        whole=week.whole,
        leads=actor.has("lead"),
        link=lambda line, due: _link(actor, line, due),
        step_of=step_of,
        late=_is_late,
        earlier_url=_url(start - timedelta(days=DAYS)),
        later_url=_url(start + timedelta(days=DAYS)),
        today=today(),
    )


def _start(asked: str | None) -> date:
    """Raises Invalid for what is no day, or too far away to be meant."""
    if not asked:
        return today()
    try:
        start = date.fromisoformat(asked)
    except ValueError:
        raise Invalid({"tu": N_("Không có ngày này trong lịch.")}) from None
    if abs(start - today()) > FARTHEST:
        raise Invalid({"tu": N_("Chọn một ngày trong vòng một năm.")})
    return start


def _column(actor: Actor, week: Week, place: int) -> Column:
    day = week.days[place]
    count = sum(line.days[place] for line in week.lines)
    return Column(_calendar_day(actor, day), count, week.rows.get(day, []), _all_url(actor, day))


def _calendar_day(actor: Actor, day: date) -> Day:
    """By the calendar of the officer's unit; of several units the first stands for them."""
    return calendar_of(min(actor.all_units)).day(day)


def _idle(actor: Actor, week: Week) -> list[Line]:
    """A lead's colleagues for whom nothing is due: that, too, is worth knowing."""
    known = {line.account_id for line in week.lines}
    return [Line(i, name, 0, (0,) * DAYS) for i, name in colleagues(actor) if i not in known]


def _link(actor: Actor, line: Line, due: str) -> str:
    """The list behind a number of one line: `due` as in the filters of the inbox."""
    if line.account_id == actor.account_id:
        return ways.inbox_url(Filters("mine", due=due))
    if not actor.has("lead"):
        return ways.inbox_url(Filters("available", due=due))
    return ways.inbox_url(Filters("team", due=due, assignee=line.account_id or UNASSIGNED))


def _all_url(actor: Actor, day: date) -> str:
    return ways.inbox_url(Filters("team" if actor.has("lead") else "mine", due=day.isoformat()))


def _url(start: date) -> str:
    return url_for("officer.week") + ("" if start == today() else f"?tu={start.isoformat()}")


def _is_late(due_at: datetime) -> bool:
    return due_at < now()

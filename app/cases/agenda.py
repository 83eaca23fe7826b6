"""What falls due when: the officers' week ahead, and what one officer holds, for a calendar of their own."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.cases import inbox, queues
from app.cases.inbox import Row
from app.cases.models import Case
from app.catalogue.models import ProcedureVersion
from app.core.clock import local, now
from app.core.db import session
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.identity.models import Account

DAYS = 7
MOST_ROWS = 200  # dossiers told by name; the numbers count all
MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What one officer holds (`account_id` None: what nobody has taken) that is late, and that falls due on each day
    of the week."""

    account_id: int | None
    name: str | None
    overdue: int
    days: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of the line."""
        return self.overdue + sum(self.days)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `start`. `rows` names what falls due on a day, soonest first; `whole`: all of it is named."""

    start: date
    lines: list[Line]
    rows: dict[date, list[Row]] = field(default_factory=dict)
    whole: bool = True

    @property
    def days(self) -> list[date]:
        """The seven."""
        return days_from(self.start)


@dataclass(frozen=True, slots=True)
class Event:
    """An open task that is due: what an entry of a calendar tells. Nothing of a person is in it."""

    item_id: int
    code: str
    node: str
    step: str
    definition_id: int | None
    opened_at: datetime
    due_at: datetime


def days_from(start: date) -> list[date]:
    """A week from a day on."""
    return [start + timedelta(days=n) for n in range(DAYS)]


def week(actor: Actor, start: date) -> Week:
    """The week from `start` of the actor's own tasks and those nobody has taken; for a lead, of the whole team.

    Two statements. What is late already is told by `overdue` and, when it was due in this week, on its day as well.
    """
    scope = _scope(actor)
    if scope is None:
        return Week(start, [])
    rows = _rows(scope, start)
    named: dict[date, list[Row]] = defaultdict(list)
    for row in rows[:MOST_ROWS]:
        if row.due_at is not None:
            named[local(row.due_at).date()].append(row)
    return Week(start, _lines(scope, start), dict(named), len(rows) <= MOST_ROWS)


def events(actor: Actor) -> list[Event]:
    """What the actor holds and has a due moment, soonest first, at most MOST_EVENTS. One statement."""
    scope = queues.scope(actor, "mine")
    if scope is None:
        return []
    code = func.coalesce(Case.code, Case.number)
    held = (
        select(
            WorkItem.id, code, WorkItem.node, WorkItem.name, ProcedureVersion.definition_id,
            WorkItem.opened_at, WorkItem.due_at,
        )
        .join(Case, Case.id == WorkItem.subject_id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(scope, WorkItem.due_at.is_not(None))
        .order_by(WorkItem.due_at, WorkItem.id)
        .limit(MOST_EVENTS)
    )  # fmt: skip
    return [Event(*row) for row in session().execute(held)]  # type: ignore[arg-type]


def _scope(actor: Actor) -> ColumnElement[bool] | None:
    """A lead's own tasks and the team's; of others their own and what waits for them."""
    states = ("mine", "team") if actor.has("lead") else ("mine", "available")
    found = [part for state in states if (part := queues.scope(actor, state)) is not None]
    return or_(*found) if found else None


def _lines(scope: ColumnElement[bool], start: date) -> list[Line]:
    """Who has how much, the most first, what nobody has taken last."""
    edges = [queues.midnight(day) for day in [*days_from(start), start + timedelta(days=DAYS)]]
    moment = now()
    counted = [_sum(WorkItem.due_at < moment)]
    counted += [_sum(_within(*pair)) for pair in pairwise(edges)]
    statement = (
        select(WorkItem.assignee_id, Account.full_name, *counted)
        .outerjoin(Account, Account.id == WorkItem.assignee_id)
        .where(scope, WorkItem.due_at < max(edges[-1], moment))
        .group_by(WorkItem.assignee_id, Account.full_name)
    )
    lines = [Line(who, name, late, tuple(days)) for who, name, late, *days in session().execute(statement)]
    return sorted(lines, key=lambda one: (one.account_id is None, -one.total, one.name or ""))


def _rows(scope: ColumnElement[bool], start: date) -> list[Row]:
    due = _within(queues.midnight(start), queues.midnight(start + timedelta(days=DAYS)))
    listed = inbox.listing().where(scope, due).order_by(WorkItem.due_at, WorkItem.id).limit(MOST_ROWS + 1)
    return [Row(*row) for row in session().execute(listed)]


def _within(first: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(WorkItem.due_at >= first, WorkItem.due_at < end)


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))

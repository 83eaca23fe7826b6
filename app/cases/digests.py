"""Each working morning's digest: what is late, due today and in the next seven days, per officer and per unit.

Whoever has nothing of it gets none. A receiver's message and the row that claims it are one transaction, so a process
that ends in the middle loses and doubles nothing; the day's own row, written last, makes later rounds cost one read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from app.cases.models import Case
from app.core.clock import TZ, local
from app.core.db import run, session, table_of, transaction
from app.deadlines import calendars
from app.deadlines.models import Digest
from app.engine.models import WorkItem
from app.identity import units
from app.identity.accounts import recipients_of
from app.identity.models import AccountRole
from app.notifications.recipient import Recipient
from app.notifications.sending import send

AT = time(7, 0)
URGENT = 5  # dossier codes named in a message
WEEK = 7  # days, today among them
OFFICER, UNIT, DAY = "OFFICER", "UNIT", "DAY"
LEADERS = ("lead", "leader")


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer or unit (`subject_id`) has to do: numbers of tasks, and the most urgent dossiers."""

    subject_id: int
    overdue: int
    today: int
    week: int
    codes: tuple[str, ...]


def write_digests(now: datetime) -> int:
    """Writes what is still to be written today at `now`; returns how many officers and units got theirs.

    Opens its own transactions. Nothing before seven in the morning, nor on a day off of the country.
    """
    day = local(now).date()
    with transaction(writes=False):
        if local(now).time() < AT or not calendars.of(()).is_working_day(day) or _written(day):
            return 0
        officers, teams = _loads(WorkItem.assignee_id, now), _loads(WorkItem.unit_id, now)
        people = {one.account_id: one for one in recipients_of(load.subject_id for load in officers)}
        leaders, names = _leaders(load.subject_id for load in teams), units.names(load.subject_id for load in teams)
    count = 0
    for load in officers:
        to = [people[load.subject_id]] if load.subject_id in people else []
        count += _once(day, OFFICER, load.subject_id, now, _tell(to, "digest_officer", load, {}))
    for load in teams:
        to, unit = leaders.get(load.subject_id, []), {"unit": names[load.subject_id]}
        count += _once(day, UNIT, load.subject_id, now, _tell(to, "digest_unit", load, unit))
    _once(day, DAY, 0, now, lambda: None)
    return count


def _written(day: date) -> bool:
    return session().get(Digest, (day, DAY, 0)) is not None


def _loads(whose: InstrumentedAttribute[Any], now: datetime) -> list[Load]:
    """Who has how much, in one statement: numbers of all, codes of the first few."""
    midnight = datetime.combine(local(now).date(), time(), TZ)
    tomorrow, week_end = midnight + timedelta(days=1), midnight + timedelta(days=WEEK)
    due = WorkItem.due_at
    numbered = func.row_number().over(partition_by=whose, order_by=(due, WorkItem.id))
    ranked = (
        select(
            whose.label("whose"),
            func.coalesce(Case.code, Case.number).label("code"),
            numbered.label("place"),
            _number(due < now, whose).label("overdue"),
            _number(and_(due >= now, due < tomorrow), whose).label("today"),
            _number(due >= now, whose).label("week"),
        )
        .join(Case, Case.id == WorkItem.subject_id)
        .where(whose.is_not(None), WorkItem.role != "citizen", due < week_end)
        .subquery()
    )
    first = select(ranked).where(ranked.c.place <= URGENT).order_by(ranked.c.whose, ranked.c.place)
    return _gathered(session().execute(first).all())


def _number(of: ColumnElement[bool], whose: InstrumentedAttribute[Any]) -> Any:
    return func.sum(case((of, 1), else_=0)).over(partition_by=whose)


def _gathered(rows: Sequence[Any]) -> list[Load]:
    found: dict[int, tuple[Any, list[str]]] = {}
    for row in rows:
        found.setdefault(row.whose, (row, []))[1].append(row.code)
    return [
        Load(whose, row.overdue, row.today, row.week, tuple(dict.fromkeys(codes)))
        for whose, (row, codes) in found.items()
    ]


def _leaders(unit_ids: Iterable[int]) -> dict[int, list[Recipient]]:
    """The lead and the head of each unit."""
    wanted = select(AccountRole.unit_id, AccountRole.account_id).where(
        AccountRole.unit_id.in_(list(unit_ids)), AccountRole.role.in_(LEADERS)
    )
    pairs = [(unit_id, account_id) for unit_id, account_id in session().execute(wanted.distinct())]
    people = {one.account_id: one for one in recipients_of(account_id for _unit, account_id in pairs)}
    found: dict[int, list[Recipient]] = {}
    for unit_id, account_id in pairs:
        if account_id in people and unit_id is not None:
            found.setdefault(unit_id, []).append(people[account_id])
    return found


def _tell(to: list[Recipient], template: str, load: Load, more: dict[str, Any]) -> Callable[[], None]:
    numbers = {"overdue": load.overdue, "today": load.today, "week": load.week, "codes": ", ".join(load.codes)}

    def act() -> None:
        for one in to:
            send(one, template, {**numbers, **more})

    return act


def _once(day: date, kind: str, subject_id: int, now: datetime, act: Callable[[], None]) -> bool:
    """Does it unless it has been done today."""
    with transaction() as writing:
        row = {"day": day, "kind": kind, "subject_id": subject_id, "written_at": now}
        mine = run(_claim(writing.get_bind().dialect.name), row).first() is not None
        if mine:
            act()
    return mine


@cache
def _claim(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = table_of(Digest)
    return insert(table).on_conflict_do_nothing().returning(table.c.day)

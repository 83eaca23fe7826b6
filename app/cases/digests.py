"""Each working morning's digest: what is late, due today and in the next seven days, per officer and per unit.

Whoever has nothing of it gets none. A receiver's message and the row that claims it are one transaction, so a process
that ends in the middle loses and doubles nothing; the day's own row, written last, makes later rounds cost one read.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.cases import due_loads
from app.cases.due_loads import Load
from app.core.clock import local
from app.core.db import run, session, table_of, transaction
from app.deadlines import calendars
from app.deadlines.models import Digest
from app.engine.models import WorkItem
from app.identity import units
from app.identity.accounts import recipients_of
from app.identity.models import AccountRole
from app.notifications.recipient import Recipient
from app.notifications.sending import send

log = structlog.get_logger()

AT = time(7, 0)
OFFICER, UNIT, DAY = "OFFICER", "UNIT", "DAY"
LEADERS = ("lead", "leader")


def write_digests(now: datetime) -> int:
    """Writes what is still to be written today at `now`; returns how many officers and units got theirs.

    Opens its own transactions. Nothing before seven in the morning, nor on a day off of the country.
    """
    day = local(now).date()
    with transaction(writes=False):
        if local(now).time() < AT or not calendars.of(()).is_working_day(day) or _written(day):
            return 0
        officers, teams = due_loads.loads(WorkItem.assignee_id, now), due_loads.loads(WorkItem.unit_id, now)
        people = {one.account_id: one for one in recipients_of(load.subject_id for load in officers)}
        leaders, names = _leaders(load.subject_id for load in teams), units.names(load.subject_id for load in teams)
    written = []
    for load in officers:
        to = [people[load.subject_id]] if load.subject_id in people else []
        written.append(_tried(day, OFFICER, load.subject_id, now, _tell(to, "digest_officer", load, {})))
    for load in teams:
        to, unit = leaders.get(load.subject_id, []), {"unit": names[load.subject_id]}
        written.append(_tried(day, UNIT, load.subject_id, now, _tell(to, "digest_unit", load, unit)))
    if None not in written:
        _once(day, DAY, 0, now, lambda: None)
    return sum(map(bool, written))


def _written(day: date) -> bool:
    return session().get(Digest, (day, DAY, 0)) is not None


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


def _tried(day: date, kind: str, subject_id: int, now: datetime, act: Callable[[], None]) -> bool | None:
    """Does it once today; None when it failed. That holds up nobody else's, and is tried again in the next round."""
    try:
        return _once(day, kind, subject_id, now, act)
    except Exception as error:
        log.error("digest failed", whose=kind, subject=subject_id, kind=type(error).__qualname__)
        return None


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

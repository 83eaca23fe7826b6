"""The projection of a state into rows: what people may do (work items), what time and messages may do.

A move is loaded, run and projected again; the difference of the two projections is written in the move's transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update

from app.core.db import run, table_of
from app.engine.models import Subscription, Timer, WorkItem, WorkItemDone

CANCELLED = "*cancelled"

_items, _done = table_of(WorkItem), table_of(WorkItemDone)
_timers, _subscriptions = table_of(Timer), table_of(Subscription)


@dataclass(frozen=True, slots=True)
class Item:
    """A work item as it stands in its table. Everything but `id` … `form_key` belongs to the host."""

    id: int
    instance_id: int
    subject_id: int
    task_id: str
    node: str
    name: str
    role: str
    form_key: str | None
    unit_id: int | None
    assignee_id: int | None
    claimed_at: datetime | None
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Projection:
    """What an instance waits for: user tasks and when its timers are due by task id, messages by task id and name."""

    tasks: dict[str, Any] = field(default_factory=dict)
    timers: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    messages: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Ended:
    """Who ended which task, and how."""

    task_id: str | None
    actor_id: int | None
    outcome: str | None


def close(instance_id: int, gone: list[str], ended: Ended, now: datetime) -> list[Item]:
    """Moves the work items of tasks that are gone to the archive: two statements, none when there are none."""
    if not gone:
        return []
    closed = [Item(*row) for row in _delete(_items, instance_id, gone, returning=True)]
    if closed:
        run(_ARCHIVE, [_archived(item, ended, now) for item in closed])
    return closed


def open_items(rows: list[dict[str, Any]]) -> list[Item]:
    """Inserts work items in one statement; they come back with their ids, in the order given."""
    if not rows:
        return []
    ids = dict(run(_OPEN, rows).all())
    return [Item(id=ids[row["task_id"]], **row) for row in rows]


def waiting(subject_id: int) -> list[Item]:
    """The open work items about a subject."""
    return [Item(*row) for row in run(_WAITING, {"subject": subject_id})]


def reschedule(due: Mapping[int, datetime | None]) -> None:
    """Gives open work items, by id, another moment until when they are due."""
    if due:
        run(_RESCHEDULE, [{"item": item_id, "until": moment} for item_id, moment in due.items()])


def settle_timers(instance_id: int, subject_id: int, before: Projection, after: Projection) -> None:
    """Writes the difference of the timers: at most two statements."""
    gone = [task_id for task_id, timer in before.timers.items() if after.timers.get(task_id) != timer]
    new = [(task_id, *timer) for task_id, timer in after.timers.items() if before.timers.get(task_id) != timer]
    if gone:
        _delete(_timers, instance_id, gone)
    if new:
        own = {"instance_id": instance_id, "subject_id": subject_id, "tries": 0}
        rows = [{**own, "task_id": task, "node": node, "due_at": due, "next_try_at": due} for task, node, due in new]
        run(_WAIT_UNTIL, rows)


def settle_messages(instance_id: int, subject_id: int, before: Projection, after: Projection) -> None:
    """Writes the difference of the subscriptions: at most two statements."""
    gone = sorted({task_id for task_id, _ in before.messages - after.messages})
    new = sorted(after.messages - before.messages)
    if gone:
        _delete(_subscriptions, instance_id, gone)
    if new:
        own = {"instance_id": instance_id, "subject_id": subject_id}
        run(_WAIT_FOR, [{**own, "task_id": task, "message": name} for task, name in new])


def _delete(table: Table, instance_id: int, gone: list[str], returning: bool = False) -> Any:
    statement = (_DELETE_ONE if len(gone) == 1 else _DELETE_MANY)[table, returning]
    return run(statement, {"instance": instance_id, "gone": gone[0] if len(gone) == 1 else gone})


def _deleting(several: bool) -> dict[tuple[Table, bool], Any]:
    """DELETE … of one task (a list costs a rewriting of the statement each time) or of several, by table."""
    statements: dict[tuple[Table, bool], Any] = {}
    for table in (_items, _timers, _subscriptions):
        task_id = table.c.task_id
        which = task_id.in_(bindparam("gone", expanding=True)) if several else task_id == bindparam("gone")
        statement = delete(table).where(table.c.instance_id == bindparam("instance"), which)
        statements[table, False] = statement
        statements[table, True] = statement.returning(*table.c)
    return statements


_DELETE_ONE, _DELETE_MANY = _deleting(several=False), _deleting(several=True)
_ARCHIVE, _WAIT_UNTIL, _WAIT_FOR = insert(_done), insert(_timers), insert(_subscriptions)
_OPEN = insert(_items).returning(_items.c.task_id, _items.c.id)
_WAITING = select(*_items.c).where(_items.c.subject_id == bindparam("subject"))
_RESCHEDULE = update(_items).where(_items.c.id == bindparam("item")).values(due_at=bindparam("until"))


def _archived(item: Item, ended: Ended, now: datetime) -> dict[str, Any]:
    own = item.task_id == ended.task_id
    return {
        "id": item.id,
        "subject_id": item.subject_id,
        "node": item.node,
        "role": item.role,
        "unit_id": item.unit_id,
        "actor_id": ended.actor_id if own else None,
        "outcome": ended.outcome if own else CANCELLED,
        "opened_at": item.opened_at,
        "done_at": now,
    }

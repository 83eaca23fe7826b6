"""Reads of the engine: where an instance stands, what it knows."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.core import clock, db
from app.core.db import table_of
from app.core.errors import NotFound
from app.engine import spiff_codec
from app.engine.definitions import definition
from app.engine.models import Instance, Subscription, Timer, WorkItem
from app.engine.reading_only import no_call
from app.engine.spiff import Run
from app.engine.work_items import Item

_timers, _instances = table_of(Timer), table_of(Instance)
_items, _subscriptions = table_of(WorkItem), table_of(Subscription)


def open_items(instance_id: int) -> list[Item]:
    """The open work items of an instance, oldest first."""
    rows = select(*_items.c).where(_items.c.instance_id == instance_id).order_by(_items.c.id)
    return [Item(*row) for row in db.session().execute(rows)]


def item(item_id: int) -> Item:
    """One open work item. Raises NotFound."""
    row = db.session().execute(select(*_items.c).where(_items.c.id == item_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Item(*row)


def instance_of(subject_id: int) -> int:
    """The instance about a subject. Raises NotFound."""
    found = db.session().execute(select(_instances.c.id).where(_instances.c.subject_id == subject_id)).scalar()
    if found is None:
        raise NotFound()
    return int(found)


def waits_for(instance_id: int, message: str) -> bool:
    """Whether an instance would hear a message; of an older diagram it may know nothing."""
    heard = select(_subscriptions.c.id).where(
        _subscriptions.c.instance_id == instance_id, _subscriptions.c.message == message
    )
    return db.session().execute(heard.limit(1)).first() is not None


def positions(instance_id: int) -> set[str]:
    """The ids of the nodes at which an instance stands, for drawing them: tasks, events, and the calls around them."""
    run = _run(instance_id)
    return run.active_nodes() if run else set()


def variables(instance_id: int) -> dict[str, Any]:
    """What the process knows at its last task (all branches together would be ambiguous). Raises NotFound."""
    row = _row(instance_id)
    if row.codec == spiff_codec.ENDED:
        return spiff_codec.ended_variables(row.state)
    run = _run(instance_id)
    return run.variables() if run else {}


def open_instances(after: int, limit: int) -> list[tuple[int, int]]:
    """(instance id, subject id) of the next instances that have not ended, those after the id `after`."""
    mine = select(_instances.c.id, _instances.c.subject_id).where(_instances.c.id > after)
    rows = db.session().execute(mine.where(_instances.c.ended_at.is_(None)).order_by(_instances.c.id).limit(limit))
    return [(row.id, row.subject_id) for row in rows]


def drift(instance_ids: Iterable[int]) -> list[int]:
    """The instances whose work items, timers or subscriptions are not what their state says. Reads only."""
    return [instance_id for instance_id in instance_ids if _drifted(instance_id)]


def _drifted(instance_id: int) -> bool:
    run = _run(instance_id)
    wanted = run.projection() if run else None
    tasks = set(wanted.tasks) if wanted else set()
    timers = {task_id: due for task_id, (_, due) in wanted.timers.items()} if wanted else {}
    messages = set(wanted.messages) if wanted else set()
    session = db.session()
    has = session.execute(select(_timers.c.task_id, _timers.c.due_at).where(_timers.c.instance_id == instance_id))
    heard = session.execute(
        select(_subscriptions.c.task_id, _subscriptions.c.message).where(_subscriptions.c.instance_id == instance_id)
    )
    return (
        {one.task_id for one in open_items(instance_id)} != tasks
        or {row.task_id: row.due_at for row in has} != timers
        or {(row.task_id, row.message) for row in heard} != messages
    )


def _row(instance_id: int) -> Any:
    columns = (_instances.c.definition_id, _instances.c.codec, _instances.c.state)
    row = db.session().execute(select(*columns).where(_instances.c.id == instance_id)).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _run(instance_id: int) -> Run | None:
    """The instance, to look at; None when it has ended."""
    row = _row(instance_id)
    if row.codec == spiff_codec.ENDED:
        return None
    return Run.load(row.codec, row.state, definition(row.definition_id).specs, no_call, clock.now())

"""Moving instances: start, complete a task, receive a message, fire timers. Inside the caller's transaction.

A step locks and reads the state in one statement, runs it in memory, and writes the state, the last snapshot and the
difference of what is waited for. If anything raises, nothing was written. Of two that complete the same task at the
same time the second waits for the lock, finds its task gone and gets Conflict.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, insert, select, update

from app.core import clock, db
from app.core.db import table_of
from app.core.errors import N_, Conflict, NotFound
from app.engine import snapshots, work_items, writing
from app.engine.definitions import Definition, definition
from app.engine.models import Incident, Instance, Snapshot, Subscription, Timer, WorkItem
from app.engine.nodes import Node
from app.engine.spiff import Run, node_of
from app.engine.work_items import Ended, Item, Projection
from app.engine.writing import BEFORE, Before

_table = table_of(Instance)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new work item goes: to a unit's holders of its role, or to one person; and until when it is due."""

    unit_id: int | None = None
    assignee_id: int | None = None
    due_at: datetime | None = None


class Host(Protocol):
    """Who the engine asks about the world, inside the step's transaction. Neither method may move an instance."""

    def place(self, node: Node, variables: Mapping[str, Any]) -> Placement:
        """Where the work item of a user task that has just opened goes."""

    def call(self, action: str, parameters: dict[str, Any], variables: Mapping[str, Any]) -> Any:
        """Does what a service task asks for; returns a JSON value. What it raises stops the step."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What one move did. `timers` counts the timers that wait now; `moved` is False when nothing was due; `version` is
    the instance's after the move."""

    instance_id: int
    subject_id: int
    opened: list[Item]
    closed: list[Item]
    finished: bool
    timers: int
    moved: bool = True
    version: int = 0


class TaskGone(Conflict):
    """The task was done by somebody else, or the process took another way."""

    message = N_("Nhiệm vụ này đã được người khác xử lý hoặc không còn chờ xử lý. Hồ sơ vẫn tiếp tục bình thường.")


class NobodyWaits(Conflict):
    """Nothing in the process waits for the message."""

    message = N_("Hồ sơ không còn ở bước chờ việc này. Tải lại trang để xem tình trạng mới.")


_BEGIN = insert(_table).returning(_table.c.id)
_THIS = _table.c.id == bindparam("instance")
_LOCK = select(*BEFORE).where(_THIS).with_for_update()
_PUT_OFF = update(_table).where(_THIS).values(codec=bindparam("new_codec"), state=bindparam("new_state"))


def start(definition_id: int, subject_id: int, host: Host, variables: Mapping[str, Any]) -> Progress:
    """Begins an instance of a definition about `subject_id` and runs it until it waits.

    Raises NotFound when there is no such definition, and whatever `host` raises.
    """
    now = clock.now()
    bundle = definition(definition_id)
    run = Run.begin(bundle.specs, variables, host.call, now)
    codec, state = run.dump()
    row = {
        "definition_id": definition_id,
        "subject_id": subject_id,
        "state": state,
        "codec": codec,
        "version": 0,
        "started_at": now,
        "ended_at": now if run.finished else None,
    }
    instance_id = int(db.run(_BEGIN, row).scalar_one())
    move = _Move(instance_id, subject_id, bundle, host, now)
    return move.open(run)


def complete(
    work_item: Any,
    host: Host,
    variables: Mapping[str, Any],
    actor_id: int | None,
    outcome: str | None = None,
    *,
    before: Before | None = None,
) -> Progress:
    """Ends the user task of a work item (any row or object with its `instance_id`, `task_id` and `node`).

    `before` is the instance's row when the caller has read its `BEFORE` columns and locked it already.

    Only `variables` reach the process; a due timer wins over a late person. Raises TaskGone (a Conflict) when the task
    is not open any more.
    """
    locked = before or _lock(work_item.instance_id)
    if locked.ended_at is not None:
        raise TaskGone()
    move, run, waited = _resume(locked, host, clock.now())
    if not run.complete(work_item.task_id, variables):
        raise TaskGone()
    ended = Ended(work_item.task_id, actor_id, outcome)
    return move.write(locked, waited, run, ended, work_item.node)


def send(
    instance_id: int, message: str, payload: Mapping[str, Any], host: Host, *, at: datetime | None = None
) -> Progress:
    """Gives a message to an instance; the keys of its payload become process variables. `at`: what falls due after
    this moment does not fire, since the instance is held from then on.

    Raises NobodyWaits (a Conflict) when nothing in it waits for the message.
    """
    locked = _lock(instance_id)
    if locked.ended_at is not None:
        raise NobodyWaits()
    move, run, before = _resume(locked, host, at or clock.now())
    if not run.receive(message, payload):
        raise NobodyWaits()
    return replace(move, now=clock.now()).write(locked, before, run, Ended(None, None, None), f"*{message}")


def fire_timers(instance_id: int, host: Host, now: datetime | None = None, *, before: Before | None = None) -> Progress:
    """Fires what is due in an instance at `now`. Writes nothing when nothing is, or when the instance has ended.

    `before` is the instance's row when the caller has read its `BEFORE` columns and locked it already.
    """
    locked = before or _lock(instance_id)
    if locked.ended_at is not None:
        return Progress(locked.id, locked.subject_id, [], [], True, 0, moved=False)
    move, run, waited = _resume(locked, host, now or clock.now())
    run.settle()
    if run.projection().timers == waited.timers:
        return Progress(locked.id, locked.subject_id, [], [], False, len(waited.timers), moved=False)
    return move.write(locked, waited, run, Ended(None, None, None), "*timer")


def put_off(instance_id: int, nodes: Collection[str], by: timedelta) -> None:
    """Lets the timers that wait at these nodes be due so much later. No move: nothing is passed, no snapshot kept."""
    locked = _lock(instance_id)
    if locked.ended_at is not None or not nodes:
        return
    definition_of = definition(locked.definition_id)
    run = Run.load(locked.codec, locked.state, definition_of.specs, _no_call, clock.now())
    before = run.projection()
    run.put_off(nodes, by)
    after = run.projection()
    if after.timers != before.timers:
        codec, state = run.dump()
        db.run(_PUT_OFF, {"instance": instance_id, "new_codec": codec, "new_state": state})
        work_items.settle_timers(instance_id, locked.subject_id, before, after)


def _no_call(*_: Any) -> Any:
    raise RuntimeError("nothing runs while timers are put off")


def restore(instance_id: int, version: int, host: Host) -> Progress:
    """Puts an instance back to a snapshot: for repair. Work items, timers and subscriptions follow.

    Raises NotFound when the snapshot is not kept any more or is of another definition, TaskGone when the instance has
    ended.
    """
    locked = _lock(instance_id)
    if locked.ended_at is not None:
        raise TaskGone()
    kept = snapshots.read(instance_id, version)
    if kept.definition_id != locked.definition_id:
        raise NotFound()
    move, present, before = _resume(locked, host, clock.now())
    run = Run.load(kept.codec, kept.state, move.bundle.specs, host.call, move.now)
    run.never_reuse_ids_of(present)
    return move.write(locked, before, run, Ended(None, None, None), "*restored")


def stop(instance_id: int, host: Host) -> Progress:
    """Ends an instance where it stands; nothing of it can be gone back to. Raises TaskGone when it has ended."""
    locked = _lock(instance_id)
    if locked.ended_at is not None:
        raise TaskGone()
    move, run, before = _resume(locked, host, clock.now())
    run.cancel()
    return move.write(locked, before, run, Ended(None, None, None), "*stopped")


def discard(instance_id: int) -> None:
    """Deletes an instance and all that it waits for: a draft that was never sent. Ended work items stay archived."""
    for table in (WorkItem, Timer, Subscription, Snapshot, Incident):
        db.session().execute(delete(table).where(table.instance_id == instance_id))
    db.session().execute(delete(_table).where(_table.c.id == instance_id))


def _lock(instance_id: int) -> Before:
    row = db.run(_LOCK, {"instance": instance_id}).one_or_none()
    if row is None:
        raise NotFound()
    return Before(*row)


def _resume(locked: Before, host: Host, now: datetime) -> tuple["_Move", Run, Projection]:
    bundle = definition(locked.definition_id)
    run = Run.load(locked.codec, locked.state, bundle.specs, host.call, now)
    return _Move(locked.id, locked.subject_id, bundle, host, now), run, run.projection()


@dataclass(frozen=True, slots=True)
class _Move:
    """One move of one instance, from what it was to rows."""

    instance_id: int
    subject_id: int
    bundle: Definition
    host: Host
    now: datetime

    def write(self, locked: Before, before: Projection, run: Run, ended: Ended, node: str) -> Progress:
        """Writes the moved state and the difference between what was waited for and what is now."""
        after = Projection() if run.finished else run.projection()
        gone = [task_id for task_id in before.tasks if task_id not in after.tasks]
        codec, state = run.dump()
        new = self._new(before, after)
        closed, opened = writing.write(writing.Move(locked, codec, state, node, gone, new, ended, self.now))
        return self.settle(before, after, closed, opened, run.finished, locked.version + 1)

    def open(self, run: Run) -> Progress:
        """Writes what a new instance waits for."""
        after = Projection() if run.finished else run.projection()
        opened = work_items.open_items(self._new(Projection(), after))
        return self.settle(Projection(), after, [], opened, run.finished)

    def settle(
        self,
        before: Projection,
        after: Projection,
        closed: list[Item],
        opened: list[Item],
        finished: bool,
        version: int = 0,
    ) -> Progress:
        """Writes what time and messages may do now."""
        work_items.settle_timers(self.instance_id, self.subject_id, before, after)
        work_items.settle_messages(self.instance_id, self.subject_id, before, after)
        waiting = len(after.timers)
        return Progress(self.instance_id, self.subject_id, opened, closed, finished, waiting, version=version)

    def _new(self, before: Projection, after: Projection) -> list[dict[str, Any]]:
        return [self._row(task) for task_id, task in after.tasks.items() if task_id not in before.tasks]

    def _row(self, task: Any) -> dict[str, Any]:
        node = self.bundle.nodes[node_of(task)]
        place = self.host.place(node, task.data)
        return {
            "instance_id": self.instance_id,
            "subject_id": self.subject_id,
            "task_id": task.id,
            "node": node.id,
            "name": node.name or node.id,
            "role": node.role,
            "form_key": node.form_key,
            "unit_id": place.unit_id,
            "assignee_id": place.assignee_id,
            "claimed_at": None,
            "opened_at": self.now,
            "due_at": place.due_at,
        }

"""Moving instances from one definition to another: tried on a copy, read back as it would be kept, compared, then kept.

What people, timers and messages wait for stays open with what it holds; names, forms and roles become the new
definition's. A move can be taken back as long as nothing else has moved the instance.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from app.core import clock, db
from app.core.db import table_of
from app.core.errors import N_, Conflict, NotFound
from app.engine import snapshots, writing
from app.engine.definitions import Definition, definition
from app.engine.models import Instance, WorkItem
from app.engine.nodes import Node
from app.engine.reading_only import no_call
from app.engine.runtime import Host, TaskGone
from app.engine.spiff import Run, node_of
from app.engine.spiff_moving import (
    BOUNDARY_CHANGED,
    CALL_CHANGED,
    DIFFERENT,
    EVENT_CHANGED,
    JOIN_CHANGED,
    OPEN_CHANGED,
    OPEN_GONE,
    PASSED_GONE,
    Blocked,
)
from app.engine.taking_over import taken_over
from app.engine.work_items import Ended, Projection
from app.engine.writing import BEFORE, Before

MOVED, UNMOVED = "*moved", "*unmoved"  # what left a state, in its snapshot
_instances, _items = table_of(Instance), table_of(WorkItem)

WHY = {
    OPEN_GONE: N_("Bước đang mở “%(node)s” không còn trong phiên bản mới."),
    OPEN_CHANGED: N_("Bước đang mở “%(node)s” đã đổi loại trong phiên bản mới."),
    EVENT_CHANGED: N_("Sự kiện đang chờ “%(node)s” đã đổi trong phiên bản mới."),
    BOUNDARY_CHANGED: N_("Sự kiện gắn vào bước đang mở “%(node)s” được thêm hoặc bớt trong phiên bản mới."),
    CALL_CHANGED: N_("Quy trình con chứa bước đang mở (“%(node)s”) đã đổi hoặc không còn trong phiên bản mới."),
    JOIN_CHANGED: N_("Chỗ chờ các nhánh song song “%(node)s” đã đổi; hồ sơ sẽ chờ mãi một nhánh không có."),
    PASSED_GONE: N_("Bước đã qua “%(node)s” không còn trong phiên bản mới mà các bước đang mở còn dựa vào."),
    DIFFERENT: N_("Sau khi thử chuyển, các việc đang chờ không còn như trước (“%(node)s”)."),
}


class CannotMove(Conflict):
    """The new definition has no place for something that is open. `why` is a word of `spiff_moving`, `node` where."""

    def __init__(self, blocked: Blocked, name: str) -> None:
        self.why, self.node = blocked.why, blocked.node
        super().__init__(WHY[blocked.why], node=name)


class MovedOn(Conflict):
    """The instance has moved since, so that taking the move back would undo somebody's work."""

    message = N_("Hồ sơ đã đi tiếp sau khi chuyển phiên bản nên không trả về được nữa.")


@dataclass(frozen=True, slots=True)
class Change:
    """What an open task becomes: its node before and after. `item_id` is its work item's."""

    item_id: int
    before: Node
    after: Node


@dataclass(frozen=True, slots=True)
class Switched:
    """An instance that has another definition now, its version, and what became of its open tasks."""

    instance_id: int
    version: int
    changes: tuple[Change, ...]


_THIS = _instances.c.id == bindparam("instance")
_LOCK = select(*BEFORE).where(_THIS).with_for_update()
_SWITCH = writing.UPDATE.values(definition_id=bindparam("pinned"))
_OPEN = select(_items.c.id, _items.c.task_id, _items.c.node).where(_items.c.instance_id == bindparam("instance"))
_RENAME = update(_items).where(_items.c.id == bindparam("item"))
_RENAME = _RENAME.values({name: bindparam(f"new_{name}") for name in ("name", "role", "form_key")})
_HAND = update(_items).where(_items.c.id == bindparam("item"))
_HAND = _HAND.values(unit_id=bindparam("unit"), assignee_id=bindparam("person"), claimed_at=None)


def move(instance_id: int, definition_id: int, host: Host, *, before: Before | None = None) -> Switched:
    """Gives an instance another definition. `before` is its row when the caller has read its `BEFORE` columns and
    locked it already. Raises CannotMove, TaskGone when it has ended, NotFound."""
    locked = _running(before or _locked(instance_id))
    old, new = definition(locked.definition_id), definition(definition_id)
    run, projection = _moved(locked, old, new)
    return _keep(locked, run.dump(), projection, (old, new), MOVED, host)


def revert(instance_id: int, host: Host, *, before: Before | None = None) -> Switched:
    """Takes the last move back. Raises MovedOn unless it was the last thing that happened to the instance."""
    locked = _running(before or _locked(instance_id))
    kept = next(iter(snapshots.listed(instance_id)), None)
    if kept is None or kept.version != locked.version - 1 or kept.node != MOVED:
        raise MovedOn()
    old, new = definition(locked.definition_id), definition(kept.definition_id)
    run = Run.load(kept.codec, kept.state, new.specs, no_call, clock.now())
    return _keep(locked, (kept.codec, kept.state), run.projection(), (old, new), UNMOVED, host)


def _moved(locked: Before, old: Definition, new: Definition) -> tuple[Run, Projection]:
    """The instance by its new definition, read back from the bytes that would be kept."""
    try:
        return taken_over((locked.codec, locked.state), old.specs, new.specs, new.nodes, clock.now())
    except Blocked as blocked:
        raise CannotMove(blocked, _name(old, new, blocked.node)) from None


def _keep(
    locked: Before,
    state: tuple[int, bytes],
    projection: Projection,
    definitions: tuple[Definition, Definition],
    left_by: str,
    host: Host,
) -> Switched:
    old, new = definitions
    codec, content = state
    written = writing.Move(locked, codec, content, left_by, [], [], _NOBODY, clock.now())
    snapshots.keep(locked.id, locked.version, locked.definition_id, left_by, locked.codec, locked.state)
    if db.run(_SWITCH, writing.changed(written) | {"pinned": new.id}).rowcount != 1:
        raise writing.MovedMeanwhile(locked.id)
    changes = tuple(_changes(locked.id, projection, old, new))
    _settle_items(changes, projection, host)
    return Switched(locked.id, locked.version + 1, changes)


_NOBODY = Ended(None, None, None)


def _changes(instance_id: int, projection: Projection, old: Definition, new: Definition) -> list[Change]:
    rows = db.run(_OPEN, {"instance": instance_id}).all()
    return [Change(row.id, old.nodes[row.node], new.nodes[row.node]) for row in rows if row.task_id in projection.tasks]


def _settle_items(changes: tuple[Change, ...], projection: Projection, host: Host) -> None:
    """Renames the work items that changed; those of another role, unit or person go where the new node says."""
    tasks = {node_of(task): task for task in projection.tasks.values()}
    for change in changes:
        node = change.after
        if (node.name, node.role, node.form_key) != (change.before.name, change.before.role, change.before.form_key):
            said = {"new_name": node.name or node.id, "new_role": node.role, "new_form_key": node.form_key}
            db.run(_RENAME, {"item": change.item_id, **said})
        if (node.role, node.unit, node.assignee) != (change.before.role, change.before.unit, change.before.assignee):
            place = host.place(node, tasks[node.id].data)
            db.run(_HAND, {"item": change.item_id, "unit": place.unit_id, "person": place.assignee_id})


def _name(old: Definition, new: Definition, node_id: str) -> str:
    node = old.nodes.get(node_id) or new.nodes.get(node_id)
    return (node.name if node else "") or node_id


def _locked(instance_id: int) -> Before:
    row = db.run(_LOCK, {"instance": instance_id}).one_or_none()
    if row is None:
        raise NotFound()
    return Before(*row)


def _running(locked: Before) -> Before:
    if locked.ended_at is not None:
        raise TaskGone()
    return locked

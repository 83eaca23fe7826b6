"""Writing a move: the new state, the old one as a snapshot, tasks gone to the archive, tasks opened.

PostgreSQL does it in one statement: each one costs a round trip and more of Python's time than the engine takes to run
the step. SQLite does it in five, on the spot.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    String,
    any_,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy import delete as deleting
from sqlalchemy.dialects import postgresql

from app.core.db import UtcDateTime, engine, run, table_of
from app.engine import snapshots, work_items
from app.engine.models import Instance, Snapshot, WorkItem, WorkItemDone
from app.engine.spiff_codec import ENDED
from app.engine.work_items import CANCELLED, Ended, Item

_instances, _snapshots = table_of(Instance), table_of(Snapshot)
_items, _done = table_of(WorkItem), table_of(WorkItemDone)


class MovedMeanwhile(RuntimeError):
    """An instance was moved by a step within a step: a host's fault, since nobody else can while it is locked."""


@dataclass(frozen=True, slots=True)
class Before:
    """The row of an instance, locked until the transaction ends."""

    id: int
    definition_id: int
    subject_id: int
    state: bytes
    codec: int
    version: int
    ended_at: datetime | None


BEFORE = tuple(_instances.c[name] for name in Before.__slots__)


@dataclass(frozen=True, slots=True)
class Move:
    """What a move changed: from `before` to `codec` and `state`, left by `node`; the tasks `gone` and how, the `new`.

    `new` are the rows of the work items to open, all columns but the id.
    """

    before: Before
    codec: int
    state: bytes
    node: str
    gone: list[str]
    new: list[dict[str, Any]]
    ended: Ended
    now: datetime


Written = tuple[list[Item], list[Item]]


def write(move: Move) -> Written:
    """Writes it and returns the work items it closed and those it opened, these in the order of `new`."""
    if move.codec == ENDED:
        _update(move)
        snapshots.drop(move.before.id)
    elif engine().dialect.name == "postgresql":
        return _write_at_once(move)
    else:
        _update(move)
        was = move.before
        snapshots.keep(was.id, was.version, was.definition_id, move.node, was.codec, was.state)
    closed = work_items.close(move.before.id, move.gone, move.ended, move.now)
    return closed, work_items.open_items(move.new)


def _update(move: Move) -> None:
    if run(UPDATE, changed(move)).rowcount != 1:
        raise MovedMeanwhile(move.before.id)


def _write_at_once(move: Move) -> Written:
    rows = run(_AT_ONCE, changed(move) | _archived(move) | _opened(move)).all()
    if not rows:
        raise MovedMeanwhile(move.before.id)
    ids = rows[0].ids or {}
    closed = [Item(*row[:-1]) for row in rows if row.id is not None]
    return closed, [Item(id=ids[row["task_id"]], **row) for row in move.new]


def changed(move: Move) -> dict[str, Any]:
    """What UPDATE wants to know of a move."""
    return {
        "instance": move.before.id,
        "old_version": move.before.version,
        "new_state": move.state,
        "new_codec": move.codec,
        "new_version": move.before.version + 1,
        "new_ended_at": move.now if move.codec == ENDED else None,
    }


def _archived(move: Move) -> dict[str, Any]:
    return {
        "left_by": move.node[:80],
        "gone": move.gone,
        "task": move.ended.task_id,
        "actor": move.ended.actor_id,
        "how": move.ended.outcome,
        "moment": move.now,
    }


def _opened(move: Move) -> dict[str, Any]:
    """The new rows as one JSON text: one bound value instead of one per column and row."""
    return {"new": orjson.dumps(move.new).decode()}


UPDATE = (
    update(_instances)
    .where(_instances.c.id == bindparam("instance"), _instances.c.version == bindparam("old_version"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "codec", "version", "ended_at")})
)


def _at_once() -> Any:
    """WITH kept, moved, gone, archived, opened SELECT the gone and the ids of the opened.

    All parts see the rows as they were before the statement. One row at least comes back when the instance was moved,
    one of nulls when no task is gone; the ids are in each row, by task.
    """
    gone, moved, opened = _gone(), UPDATE.returning(literal(1)).cte("moved"), _opening()
    ids = select(func.json_object_agg(opened.c.task_id, opened.c.id, type_=JSON)).scalar_subquery()
    told = select(gone, ids.label("ids")).select_from(moved.outerjoin(gone, true()))
    return told.add_cte(_kept(), _archiving(gone))


def _kept() -> Any:
    own, names = _instances.c, ["instance_id", "slot", "version", "definition_id", "node", "state", "codec"]
    left_by = bindparam("left_by", type_=String)
    slot = own.version % snapshots.KEPT
    old = select(own.id, slot, own.version, own.definition_id, left_by, own.state, own.codec)
    kept = postgresql.insert(_snapshots).from_select(names, old.where(own.id == bindparam("instance")))
    over = {name: kept.excluded[name] for name in ("version", "definition_id", "node", "state", "codec")}
    upsert = kept.on_conflict_do_update(index_elements=["instance_id", "slot"], set_=over)
    return upsert.returning(literal(1)).cte("kept")


def _gone() -> Any:
    of_instance = _items.c.instance_id == bindparam("instance")
    which = _items.c.task_id == any_(bindparam("gone", type_=ARRAY(String)))
    return deleting(_items).where(of_instance, which).returning(*_items.c).cte("gone")


def _archiving(gone: Any) -> Any:
    own = gone.c.task_id == bindparam("task", type_=String)
    values = {
        "id": gone.c.id,
        "subject_id": gone.c.subject_id,
        "node": gone.c.node,
        "role": gone.c.role,
        "unit_id": gone.c.unit_id,
        "actor_id": case((own, bindparam("actor", type_=BigInteger)), else_=None),
        "outcome": case((own, bindparam("how", type_=String)), else_=literal(CANCELLED)),
        "opened_at": gone.c.opened_at,
        "done_at": bindparam("moment", type_=UtcDateTime),
    }
    archived = insert(_done).from_select(list(values), select(*values.values()))
    return archived.returning(literal(1)).cte("archived")


_OF_ITEM = [column.name for column in _items.columns if column.name != "id"]


def _opening() -> Any:
    """INSERT … SELECT from JSON: always the same statement, however many rows there are."""
    columns = [column(name, _unbounded(_items.c[name].type)) for name in _OF_ITEM]
    rows = func.json_to_recordset(cast(bindparam("new", type_=String), JSON))
    new = rows.table_valued(*columns, name="new").render_derived(with_types=True)
    opened = insert(_items).from_select(_OF_ITEM, select(*(new.c[name] for name in _OF_ITEM)))
    return opened.returning(_items.c.task_id, _items.c.id).cte("opened")


def _unbounded(kind: Any) -> Any:
    """A text without its length: a cast to a length would cut without a word, the column refuses."""
    return String() if isinstance(kind, String) else kind


_AT_ONCE = _at_once()

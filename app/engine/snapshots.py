"""The last few states of each running instance, in a ring: one upsert per move, no growth."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from app.core import db
from app.core.db import table_of
from app.core.errors import NotFound
from app.engine.models import Snapshot
from app.engine.rows import dialect, inserts

KEPT = 5  # a move to another version and back takes two of them

_table = table_of(Snapshot)
_KEPT = tuple(_table.c[name] for name in ("version", "definition_id", "node", "codec", "state"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A state that is kept: the version it had, by which definition, and the node it was left by."""

    version: int
    definition_id: int
    node: str
    codec: int
    state: bytes


def _upsert(insert: Any) -> Any:
    changed = {name: insert.excluded[name] for name in ("version", "definition_id", "node", "state", "codec")}
    return insert.on_conflict_do_update(index_elements=["instance_id", "slot"], set_=changed)


_UPSERT = {name: _upsert(insert) for name, insert in inserts(_table).items()}


def keep(instance_id: int, version: int, definition_id: int, node: str, codec: int, state: bytes) -> None:
    """Keeps the state an instance had at `version`, by that definition, before `node` moved it on."""
    row = {
        "instance_id": instance_id,
        "slot": version % KEPT,
        "version": version,
        "definition_id": definition_id,
        "node": node[:80],
        "state": state,
        "codec": codec,
    }
    db.run(_UPSERT[dialect()], row)


def drop(instance_id: int) -> None:
    """Forgets the snapshots of an instance that has ended."""
    db.session().execute(delete(_table).where(_table.c.instance_id == instance_id))


def read(instance_id: int, version: int) -> Kept:
    """What is kept of a version. Raises NotFound when it is not kept any more."""
    where = (_table.c.instance_id == instance_id, _table.c.version == version)
    row = db.session().execute(select(*_KEPT).where(*where)).one_or_none()
    if row is None:
        raise NotFound()
    return Kept(*row)


def listed(instance_id: int) -> list[Kept]:
    """The versions that are kept, newest first."""
    mine = select(*_KEPT).where(_table.c.instance_id == instance_id)
    return [Kept(*row) for row in db.session().execute(mine.order_by(_table.c.version.desc()))]

"""The last few states of each running instance, in a ring: one upsert per move, no growth."""

from typing import Any

from sqlalchemy import delete, select

from app.core import db
from app.core.db import table_of
from app.core.errors import NotFound
from app.engine.models import Snapshot
from app.engine.rows import dialect, inserts

KEPT = 3

_table = table_of(Snapshot)


def _upsert(insert: Any) -> Any:
    changed = {name: insert.excluded[name] for name in ("version", "node", "state", "codec")}
    return insert.on_conflict_do_update(index_elements=["instance_id", "slot"], set_=changed)


_UPSERT = {name: _upsert(insert) for name, insert in inserts(_table).items()}


def keep(instance_id: int, version: int, node: str, codec: int, state: bytes) -> None:
    """Keeps the state an instance had at `version`, before `node` moved it on."""
    row = {
        "instance_id": instance_id,
        "slot": version % KEPT,
        "version": version,
        "node": node[:80],
        "state": state,
        "codec": codec,
    }
    db.run(_UPSERT[dialect()], row)


def drop(instance_id: int) -> None:
    """Forgets the snapshots of an instance that has ended."""
    db.session().execute(delete(_table).where(_table.c.instance_id == instance_id))


def read(instance_id: int, version: int) -> tuple[int, bytes]:
    """The codec and state kept of a version. Raises NotFound when it is not kept any more."""
    where = (_table.c.instance_id == instance_id, _table.c.version == version)
    row = db.session().execute(select(_table.c.codec, _table.c.state).where(*where)).one_or_none()
    if row is None:
        raise NotFound()
    return row.codec, row.state


def listed(instance_id: int) -> list[tuple[int, str]]:
    """The versions that are kept and the node that each was left by, newest first."""
    columns = select(_table.c.version, _table.c.node).where(_table.c.instance_id == instance_id)
    return [(row.version, row.node) for row in db.session().execute(columns.order_by(_table.c.version.desc()))]

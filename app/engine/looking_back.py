"""What the kept states of an instance were: what was open in each, and what moved it on."""

from dataclasses import dataclass

from sqlalchemy import select

from app.core import clock, db
from app.core.db import table_of
from app.engine import snapshots
from app.engine.definitions import definition
from app.engine.models import Instance
from app.engine.nodes import Node
from app.engine.reading_only import no_call
from app.engine.spiff import Run, node_of

_instances = table_of(Instance)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A state that an instance can be put back to: its version and the present one, the node that moved it on
    (`*message`), what was open then."""

    version: int
    present: int
    left_by: str
    opens: tuple[Node, ...]


def earlier(instance_id: int) -> list[Earlier]:
    """The states kept of the present definition, newest first; those of another cannot be gone back to."""
    known = select(_instances.c.definition_id, _instances.c.version)
    known = known.where(_instances.c.id == instance_id, _instances.c.ended_at.is_(None))
    row = db.session().execute(known).one_or_none()
    kept = snapshots.listed(instance_id) if row is not None else []
    return [_earlier(one, row.version) for one in kept if row is not None and one.definition_id == row.definition_id]


def _earlier(kept: snapshots.Kept, present: int) -> Earlier:
    bundle = definition(kept.definition_id)
    run = Run.load(kept.codec, kept.state, bundle.specs, no_call, clock.now())
    tasks = run.projection().tasks.values()
    return Earlier(kept.version, present, kept.node, tuple(bundle.nodes[node_of(task)] for task in tasks))

"""Steps that failed. A failed step has left nothing; an incident says that it happened and how to try it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.core import clock, db
from app.core.db import table_of
from app.core.errors import NotFound
from app.engine.models import Incident

TIMER = "timer"  # the node of incidents that no person caused
_table = table_of(Incident)


def record(instance_id: int, subject_id: int, node: str, act: dict[str, Any], error: BaseException | str) -> int:
    """Writes an incident and returns its id. The same act failing again counts the tries of its open incident up.

    Not inside the transaction that fails: after it, or as `db.after_rollback(lambda: record(...))`.
    """
    said = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    with db.transaction() as session:
        for known in session.execute(_open().where(_table.c.instance_id == instance_id)):
            if known.act == act:
                changed = {"tries": known.tries + 1, "error": said[:1000]}
                session.execute(update(_table).where(_table.c.id == known.id).values(**changed))
                return int(known.id)
        row = {
            "instance_id": instance_id,
            "subject_id": subject_id,
            "node": node[:80],
            "act": act,
            "error": said[:1000],
            "created_at": clock.now(),
            "tries": 1,
        }
        return int(session.execute(insert(_table).values(**row).returning(_table.c.id)).scalar_one())


def open_incidents(limit: int = 100) -> list[Any]:
    """The rows of open incidents, oldest first."""
    return list(db.session().execute(_open().order_by(_table.c.id).limit(limit)))


def incident(incident_id: int) -> Any:
    """One open incident's row. Raises NotFound when there is none, or it is resolved."""
    row = db.session().execute(_open().where(_table.c.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound()
    return row


def resolve(incident_id: int, at: datetime | None = None) -> None:
    """Marks an incident as done with: retried with success, or judged harmless. Raises NotFound."""
    where = (_table.c.id == incident_id, _table.c.resolved_at.is_(None))
    done = update(_table).where(*where).values(resolved_at=at or clock.now()).returning(_table.c.id)
    if db.session().execute(done).scalar() is None:
        raise NotFound()


def settle(instance_id: int, node: str) -> None:
    """Resolves what earlier tries at a node (TIMER: of the instance's timers) left, now that it went through."""
    left = (_table.c.instance_id == instance_id, _table.c.node == node, _table.c.resolved_at.is_(None))
    db.session().execute(update(_table).where(*left).values(resolved_at=clock.now()))


def settle_all(instance_id: int) -> None:
    """Resolves whatever is open of an instance that has ended."""
    left = (_table.c.instance_id == instance_id, _table.c.resolved_at.is_(None))
    db.session().execute(update(_table).where(*left).values(resolved_at=clock.now()))


def _open() -> Any:
    return select(*_table.c).where(_table.c.resolved_at.is_(None))

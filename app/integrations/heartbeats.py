"""Who runs the timetable: each process says every few seconds that it lives. By the world's clock."""

import os
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import wall
from app.core.db import run, session, table_of
from app.integrations.models import Worker

EVERY_SECONDS = 10
SILENT = timedelta(seconds=3 * EVERY_SECONDS)  # two beats may be late
KEPT = timedelta(days=1)

_table = table_of(Worker)


def new_name() -> str:
    """A name for this process: random, and its number on its machine. The machine is not named."""
    return f"{secrets.token_hex(4)}-{os.getpid()}"


def beat(name: str, started_at: datetime, acts: int) -> None:
    """Says that the worker lives and how many things it has done. Forgets those silent for a day."""
    at = wall()
    run(
        _upsert(session().get_bind().dialect.name),
        {"name": name, "started_at": started_at, "seen_at": at, "acts": acts},
    )
    run(delete(_table).where(_table.c.seen_at < at - KEPT))


def leave(name: str) -> None:
    """Takes a worker that stops in order off the list."""
    run(delete(_table).where(_table.c.name == name))


def living() -> list[Worker]:
    """The workers heard of in the last half minute, the longest running first."""
    heard = select(Worker).where(Worker.seen_at > wall() - SILENT)
    return list(session().scalars(heard.order_by(Worker.started_at, Worker.name)))


def silence() -> timedelta | None:
    """How long ago the last worker was heard of; None when none was within a day."""
    last = session().scalar(select(func.max(Worker.seen_at)))
    return None if last is None else max(wall() - last, timedelta(0))


@cache
def _upsert(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(_table)
    changed = {name: new.excluded[name] for name in ("seen_at", "acts")}
    return new.on_conflict_do_update(index_elements=[_table.c.name], set_=changed)

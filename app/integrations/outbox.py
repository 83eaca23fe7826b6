"""The outbox: what is to leave the house is written with the change and sent after commit.

Each item is claimed in a transaction of its own (several workers share the work by skipping locked rows), sent
outside of any, and deleted when sent. A claim pushes the next try into the future, so an item whose worker died is
taken up again: delivery is at least once, and the item's key lets the receiver tell a repeat.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import wall
from app.core.db import run, session, table_of, transaction
from app.core.registry import Registry
from app.integrations.models import Outbox

Handler = Callable[[str, dict[str, Any]], None]

HANDLERS: Registry[Handler] = Registry("outbox handler")

CLAIM_SECONDS = 120
FIRST_WAIT_SECONDS = 10
LONGEST_WAIT_SECONDS = 3600
TRIES = 12  # about six hours with these waits


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of sending did."""

    sent: int
    failed: int


def put(kind: str, key: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
    """Writes an item to be sent after the transaction under way commits, not before `at`.

    `key` (at most 120 characters) names it: while an item with this key waits, a second one is not written.
    """
    made = wall()
    values = {"kind": kind, "key": key, "payload": payload, "created_at": made, "next_try_at": at or made}
    run(_put(session().get_bind().dialect.name), values | {"tries": 0, "dead": False})


@cache
def _put(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = table_of(Outbox)
    return insert(table).on_conflict_do_nothing(index_elements=[table.c.key])


def send_due(now: datetime, limit: int = 50) -> Round:
    """Sends up to `limit` items that are due. Call it outside of a transaction.

    A handler that raises delays its own item only: waits double up to an hour, and after twelve tries the item is
    dead until an admin decides.
    """
    sent = failed = 0
    for item_id in _due(now, limit):
        item = _claim(item_id, now)
        if item is None:
            continue
        if _send(item, now):
            sent += 1
        else:
            failed += 1
    return Round(sent, failed)


def dead_items(limit: int = 100) -> list[Outbox]:
    """Items given up, newest first."""
    return list(session().scalars(select(Outbox).where(Outbox.dead.is_(True)).order_by(Outbox.id.desc()).limit(limit)))


def waiting_items(limit: int = 100) -> list[Outbox]:
    """Items still to be sent, the next one first."""
    waiting = select(Outbox).where(Outbox.dead.is_(False)).order_by(Outbox.next_try_at, Outbox.id)
    return list(session().scalars(waiting.limit(limit)))


def revive(item_id: int) -> None:
    """Lets a dead item be tried again from now on, with all its tries."""
    again = update(Outbox).where(Outbox.id == item_id, Outbox.dead.is_(True))
    session().execute(again.values(dead=False, tries=0, next_try_at=wall()))


def hurry(item_id: int) -> None:
    """Lets a waiting item be tried at the next round instead of later."""
    waiting = update(Outbox).where(Outbox.id == item_id, Outbox.dead.is_(False))
    session().execute(waiting.values(next_try_at=wall()))


def drop(item_id: int) -> None:
    """Deletes a dead item for good."""
    session().execute(delete(Outbox).where(Outbox.id == item_id, Outbox.dead.is_(True)))


def _due(now: datetime, limit: int) -> list[int]:
    due = select(Outbox.id).where(Outbox.dead.is_(False), Outbox.next_try_at <= now)
    with transaction(writes=False) as reading:
        return list(reading.scalars(due.order_by(Outbox.next_try_at, Outbox.id).limit(limit)))


def _claim(item_id: int, now: datetime) -> Outbox | None:
    free = select(Outbox).where(Outbox.id == item_id, Outbox.dead.is_(False), Outbox.next_try_at <= now)
    with transaction() as claiming:
        item = claiming.scalar(free.with_for_update(skip_locked=True))
        if item is not None:
            item.tries += 1
            item.next_try_at = now + timedelta(seconds=CLAIM_SECONDS)
    return item


def _send(item: Outbox, now: datetime) -> bool:
    try:
        HANDLERS[item.kind](item.key, item.payload)
    except Exception as fault:
        with transaction() as noting:
            noting.execute(update(Outbox).where(Outbox.id == item.id).values(**_after_failure(item, fault, now)))
        return False
    with transaction() as ending:
        ending.execute(delete(Outbox).where(Outbox.id == item.id))
    return True


def _after_failure(item: Outbox, fault: Exception, now: datetime) -> dict[str, Any]:
    wait = min(FIRST_WAIT_SECONDS * 2 ** (item.tries - 1), LONGEST_WAIT_SECONDS) * random.uniform(0.8, 1.0)
    return {
        "error": f"{type(fault).__name__}: {fault}"[:500],
        "dead": item.tries >= TRIES,
        "next_try_at": now + timedelta(seconds=wait),
    }

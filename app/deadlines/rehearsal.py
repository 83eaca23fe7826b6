"""The clock to rehearse with: a demo's `now()` turned ahead, to see reminders, apologies and overdue marks happen.

One row of the database says how far. Every process looks at it, at most once a second, and turns its own clock; the
world's time (`core.clock.wall`) stays. In production there is no rehearsal, whatever the row says.
"""

import time
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import ahead, set_ahead, wall
from app.core.db import run, session, table_of
from app.core.errors import N_, Forbidden, Invalid
from app.deadlines.models import RehearsalClock

__all__ = ["MOST", "ahead", "allowed", "move", "permit", "refresh", "reset"]

MOST = timedelta(days=400)  # in all; the calendars are loaded for little more
LOOK_SECONDS = 1.0
SECOND = timedelta(seconds=1)

_table = table_of(RehearsalClock)
_AHEAD = select(_table.c.ahead_seconds).where(_table.c.id == 1)
_RESET = update(_table).values(ahead_seconds=0, moved_at=bindparam("at"), actor_id=bindparam("actor"))


class _Looked:
    """When this process last looked at the row, by the monotonic clock; and whether it may at all."""

    permitted = False
    at: float | None = None


def permit(yes: bool) -> None:
    """Lets this process rehearse, or not; the assembly says so once, from the settings."""
    _Looked.permitted, _Looked.at = yes, None
    if not yes:
        set_ahead(timedelta(0))


def allowed() -> bool:
    """Whether this process may rehearse."""
    return _Looked.permitted


def refresh() -> None:
    """Turns this process's clock to what the row says: at most one SELECT a second. Call it in a transaction."""
    if not _Looked.permitted:
        return
    present = time.monotonic()
    if _Looked.at is not None and 0 <= present - _Looked.at < LOOK_SECONDS:
        return
    _Looked.at = present
    set_ahead(timedelta(seconds=run(_AHEAD).scalar() or 0))


def move(by: timedelta, actor_id: int) -> timedelta:
    """Turns the clock ahead by whole seconds, never short of `by`, for all processes within a second.

    Returns how far it is ahead in all.

    Raises Forbidden outside of a demo, Invalid on `by` when that is not forward or more than 400 days in all.
    """
    _must_be_allowed()
    if by < SECOND:
        raise Invalid({"by": N_("Đồng hồ tập dượt chỉ đi tới, ít nhất một giây.")})
    if by > MOST:
        raise _too_far()
    row = {"id": 1, "ahead_seconds": -(-by // SECOND), "moved_at": wall(), "actor_id": actor_id}
    total = timedelta(seconds=run(_move(session().get_bind().dialect.name), row).scalar_one())
    if total > MOST:
        raise _too_far()
    _turn(total)
    return total


def reset(actor_id: int) -> None:
    """Puts the clock back to the world's time. What was done meanwhile stays, with the moments it was done at.

    Raises Forbidden outside of a demo.
    """
    _must_be_allowed()
    run(_RESET, {"at": wall(), "actor": actor_id})
    _turn(timedelta(0))


def _turn(to: timedelta) -> None:
    """At once, before the commit: the page after this one is to show it. If that fails, the next look turns it back."""
    _Looked.at = time.monotonic()
    set_ahead(to)


def _must_be_allowed() -> None:
    if not _Looked.permitted:
        raise Forbidden


def _too_far() -> Invalid:
    return Invalid({"by": (N_("Đồng hồ tập dượt đi trước không quá %(days)s ngày tính cả thảy."), {"days": MOST.days})})


@cache
def _move(dialect: str) -> Any:
    """Adds to the row in one statement: of two who move at once, both count."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(_table)
    more = _table.c.ahead_seconds + new.excluded.ahead_seconds
    rest = {name: new.excluded[name] for name in ("moved_at", "actor_id")}
    moved = new.on_conflict_do_update(index_elements=[_table.c.id], set_={"ahead_seconds": more, **rest})
    return moved.returning(_table.c.ahead_seconds)

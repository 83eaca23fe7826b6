"""Timers that are due: which they are, and putting off those that failed. No instance is loaded to ask."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select, update

from app.core import clock
from app.core.db import run, session, table_of
from app.engine.models import Timer

MAX_PAUSE = timedelta(hours=6)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # the next try of a timer that is held

_timers = table_of(Timer)
_DUE = (
    select(_timers.c.id, _timers.c.instance_id, _timers.c.subject_id)
    .where(_timers.c.next_try_at <= bindparam("at"))
    .order_by(_timers.c.next_try_at)
    .limit(bindparam("most"))
)
_STILL = select(_timers.c.id).where(_timers.c.id == bindparam("timer"), _timers.c.next_try_at <= bindparam("at"))


def due_timers(now: datetime, limit: int = 100) -> list[tuple[int, int, int]]:
    """(timer id, instance id, subject id) of the timers to try at `now`, the longest due first."""
    return [(row.id, row.instance_id, row.subject_id) for row in run(_DUE, {"at": now, "most": limit})]


def is_due(timer_id: int, now: datetime) -> bool:
    """Whether a timer is still there and to be tried at `now`."""
    return run(_STILL, {"timer": timer_id, "at": now}).first() is not None


def put_off(timer_id: int, error: str) -> bool:
    """Counts a failed try and puts the next one off: 1, 2, 4 … minutes, at most six hours. False when it is gone."""
    tries = session().scalar(select(_timers.c.tries).where(_timers.c.id == timer_id).with_for_update())
    if tries is None:
        return False
    pause = min(timedelta(minutes=2 ** min(tries, 10)), MAX_PAUSE)
    changed = {"tries": tries + 1, "error": error[:500], "next_try_at": clock.now() + pause}
    session().execute(update(_timers).where(_timers.c.id == timer_id).values(**changed))
    return True


def hold(instance_id: int) -> None:
    """Keeps the timers of an instance from being tried. They stay due when they were."""
    run(_HOLD, {"instance": instance_id})


def let_go(instance_id: int) -> None:
    """Lets held timers be tried when they are due, at once those that fell due meanwhile."""
    run(_LET_GO, {"instance": instance_id})


_OF = _timers.c.instance_id == bindparam("instance")
_HOLD = update(_timers).where(_OF).values(next_try_at=NEVER)
_LET_GO = update(_timers).where(_OF, _timers.c.next_try_at == NEVER).values(next_try_at=_timers.c.due_at)

"""Sharing due timers among several processes that run the timetable."""

from datetime import datetime

from sqlalchemy import select

from app.core.db import session
from app.engine.models import Timer


def claim(timer_id: int, now: datetime) -> bool:
    """Locks a timer that is still to be tried at `now`; False when another process has it or it is gone."""
    mine = select(Timer.id).where(Timer.id == timer_id, Timer.next_try_at <= now)
    return session().scalar(mine.with_for_update(skip_locked=True)) is not None

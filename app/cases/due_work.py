"""Timers that are due, and what is common to all that is due about dossiers.

Each thing is done in its own transaction, which locks the dossier first, as everybody does; a dossier that somebody
else is at is passed over. What fails leaves an error, a later next try and an incident, and holds nothing up.
"""

from collections.abc import Callable

import structlog

from app.cases import progress
from app.core.clock import now
from app.core.db import engine, transaction
from app.core.sharing import Worked, work_off
from app.deadlines import rehearsal
from app.engine import incidents, overdue

log = structlog.get_logger()

SQLITE_PAUSE = 0.01  # its one writer's place is left to the pages between two things

Due = tuple[int, int, int]  # timer, instance, dossier


def fire_due_timers(going: Callable[[], bool] = lambda: True) -> Worked:
    """Lets the timers that are due move their dossiers."""
    return work_off(_due, _fire, _failed, going=going, pause=pause())


def pause() -> float:
    """Seconds to leave to others between two things."""
    return SQLITE_PAUSE if engine().dialect.name == "sqlite" else 0.0


def _due(limit: int) -> list[Due]:
    with transaction(writes=False):
        rehearsal.refresh()
        return overdue.due_timers(now(), limit)


def _fire(timer: Due) -> bool:
    with transaction():
        return progress.fire_timer(timer[0], now())


def _failed(timer: Due, error: Exception) -> None:
    timer_id, instance_id, case_id = timer
    log.error("timer failed", timer=timer_id, kind=type(error).__qualname__)
    with transaction():
        if overdue.put_off(timer_id, f"{type(error).__name__}: {error}"):
            incidents.record(instance_id, case_id, incidents.TIMER, {"kind": "timer"}, error)

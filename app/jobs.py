"""The timetable: the only file that knows APScheduler.

Each duty opens its own transactions, one per item, so that an item that fails holds up no other. Several processes
may run the timetable at once: rows that another one has locked are skipped.
"""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from app.cases import progress, sweeping
from app.core.clock import now
from app.core.db import transaction
from app.engine import incidents, overdue, queries
from app.identity import tidying
from app.integrations import outbox

log = structlog.get_logger()
TIMERS_A_ROUND = 100


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done every so many seconds."""

    act: Callable[[], object]
    every: int


def fire_due_timers() -> int:
    """Lets the timers that are due move their dossiers; returns how many did.

    One that fails leaves nothing but its error, a later next try and an incident; the others go on.
    """
    with transaction(writes=False):
        due = queries.due_timers(now(), TIMERS_A_ROUND)
    fired = 0
    for timer_id, instance_id, subject_id in due:
        try:
            with transaction():
                if overdue.claim(timer_id, now()):
                    progress.fire_timers(subject_id)
                    incidents.settle_timers(instance_id)
                    fired += 1
        except Exception as error:
            log.error("timer failed", timer=timer_id, kind=type(error).__qualname__)
            with transaction():
                queries.timer_failed(timer_id, f"{type(error).__name__}: {error}")
                incidents.record(instance_id, subject_id, incidents.TIMER, {"kind": "timer"}, error)
    return fired


def send_outbox() -> None:
    """Sends what is due to leave the house."""
    outbox.send_due(now())


def tidy() -> None:
    """Forgets ended sessions, tokens, codes and counts, and old keys of repeated requests."""
    with transaction():
        tidying.forget_ended()
    with transaction():
        sweeping.forget_old_keys()


TIMETABLE = (Duty(fire_due_timers, 5), Duty(send_outbox, 2), Duty(tidy, 3600))


def timetable() -> BackgroundScheduler:
    """The scheduler with all duties, not started. A duty that is still running is not started again."""
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 30}
    )
    for duty in TIMETABLE:
        scheduler.add_job(
            _logged(duty.act),
            "interval",
            seconds=duty.every,
            id=duty.act.__name__,
            next_run_time=now() + timedelta(seconds=1),
        )
    return scheduler


def run_until_stopped() -> None:
    """Runs the timetable in this process until SIGINT or SIGTERM; a duty that is running is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scheduler = timetable()
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)


def _logged(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        except Exception as error:
            log.error("duty failed", duty=act.__name__, kind=type(error).__qualname__)

    return run

"""The timetable: the only file that knows APScheduler. It keeps no jobs: what is due stands in tables of their own.

Each duty opens its own transactions, one per thing. On PostgreSQL any number of processes may run the timetable and
share the work; on SQLite one.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import DBAPIError

from app.cases import bulk_acts, bulk_working, digests, drifting, due_work, recounting, sweeping, watching
from app.catalogue import releases
from app.core.clock import now, wall
from app.core.db import engine, transaction
from app.core.only_one import Taken, only_one
from app.identity import tidying
from app.integrations import heartbeats, outbox

log = structlog.get_logger()

OUTBOX_SECONDS = 10.0
JUMP_SECONDS = 2.0
ONE_ONLY = "Another process runs the timetable on this SQLite database; only one may, on PostgreSQL any number."
NO_TABLES = "The database is away, or has no tables yet: scripts/run or `flask prepare` makes them."


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done every so many seconds."""

    act: Callable[[], object]
    every: int


class _Me:
    """This process as a worker."""

    name = heartbeats.new_name()
    started_at = wall()
    acts = 0
    counting = threading.Lock()
    stopping = threading.Event()


def going() -> bool:
    """Whether this process is to take up another thing."""
    return not _Me.stopping.is_set()


def fire_due_timers() -> int:
    """Lets the timers that are due move their dossiers; returns how many did."""
    return _counted(due_work.fire_due_timers(going).done)


def fire_due_watches() -> int:
    """Reminders, apologies, overdue marks, escalations that are due; returns how many were done."""
    return _counted(watching.fire_due_watches(going).done)


def recount_stale() -> int:
    """Brings clocks in line with an edited calendar; returns how many appointments changed."""
    return _counted(recounting.recount_stale())


def write_digests() -> int:
    """The morning's digests; returns how many were written."""
    return _counted(digests.write_digests(now()))


def send_outbox() -> int:
    """Sends what is due to leave the house; returns how many things left."""
    until = time.monotonic() + OUTBOX_SECONDS
    sent = 0
    while going() and time.monotonic() < until:
        now_sent = outbox.send_due(wall()).sent
        if not now_sent:
            break
        sent += now_sent
    return _counted(sent)


def begin_releases() -> int:
    """Puts in force the versions and repeals whose day has come; returns how many procedures changed."""
    with transaction(writes=False):
        due = releases.due()
    begun = 0
    for procedure_id in due:
        with transaction():
            begun += releases.begin_due(procedure_id)
    return _counted(begun)


def look_for_drift() -> int:
    """Once a night: are the rows of all open processes what their states say?"""
    return drifting.look_for_drift(going)


def carry_on_bulk_acts() -> int:
    """Operators' acts on many dossiers; returns how many dossiers had their turn."""
    return _counted(bulk_working.work(going).done)


def heartbeat() -> None:
    """Says that this process lives."""
    with transaction():
        heartbeats.beat(_Me.name, _Me.started_at, _Me.acts)


def tidy() -> None:
    """Forgets ended sessions, tokens, codes and counts, old keys of repeated requests, old trials."""
    with transaction():
        tidying.forget_ended()
    with transaction():
        sweeping.forget_old_keys()
    with transaction():
        bulk_acts.forget_old_trials()


TIMETABLE = (
    Duty(fire_due_timers, 1),
    Duty(fire_due_watches, 1),
    Duty(carry_on_bulk_acts, 1),
    Duty(send_outbox, 2),
    Duty(recount_stale, 5),
    Duty(begin_releases, 5),
    Duty(write_digests, 60),
    Duty(heartbeat, heartbeats.EVERY_SECONDS),
    Duty(look_for_drift, 1800),
    Duty(tidy, 3600),
)


def timetable() -> BackgroundScheduler:
    """The scheduler with all duties, not started. A duty that is still running is not started again, and one that is
    late, however much, is done once."""
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for duty in TIMETABLE:
        name = duty.act.__name__
        scheduler.add_job(_logged(duty.act), "interval", seconds=duty.every, id=name, next_run_time=_soon())
    return scheduler


def run_until_stopped(wait: bool = False) -> None:
    """Runs the timetable in this process until SIGINT or SIGTERM; the things being done are finished first.

    On SQLite with `wait` it waits for its turn; else it raises SystemExit when another process has it.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _Me.stopping.set())
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns at each second of a long duty
    with _alone_on_sqlite(wait):
        lead = _lead()  # before the first duty is given its moment: a clock set in between is noticed too
        _begin()
        scheduler = timetable()
        scheduler.start()
        while not _Me.stopping.wait(1):
            if abs(_lead() - lead) > JUMP_SECONDS:
                lead = _lead()
                begin_anew(scheduler)
        scheduler.shutdown(wait=True)
        _logged(leave)()


def _begin() -> None:
    """The first sign of life shows whether the database is there at all."""
    try:
        heartbeat()
    except DBAPIError as error:
        raise SystemExit(f"{NO_TABLES} ({type(error.orig).__name__})") from None


def leave() -> None:
    """Takes this process off the list of those that live."""
    with transaction():
        heartbeats.leave(_Me.name)


def begin_anew(scheduler: BackgroundScheduler) -> None:
    """Lets every duty begin anew from the present moment, after the world's clock was set.

    APScheduler waits for moments of that clock: set back five minutes, it would do nothing for as long.
    """
    log.warning("the clock was set; all duties begin anew")
    for job in scheduler.get_jobs():
        job.modify(next_run_time=_soon())


def _lead() -> float:
    """Seconds by which the world's clock leads the one that cannot be set: the same at all times, until it is set."""
    return wall().timestamp() - time.monotonic()


def _soon() -> datetime:
    return wall() + timedelta(seconds=1)


def _counted(acts: int) -> int:
    with _Me.counting:
        _Me.acts += acts
    return acts


@contextmanager
def _alone_on_sqlite(wait: bool) -> Iterator[None]:
    file = engine().url.database
    if engine().dialect.name != "sqlite" or not file:
        yield
        return
    try:
        with only_one(Path(f"{file}.timetable"), wait=going if wait else None):
            yield
    except Taken:
        if not wait:
            raise SystemExit(ONE_ONLY) from None


def _logged(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        except Exception as error:
            log.error("duty failed", duty=act.__name__, kind=type(error).__qualname__)

    return run

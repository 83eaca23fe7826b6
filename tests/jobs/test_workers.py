"""Several real processes on one PostgreSQL: each due thing happens once, whatever becomes of the processes."""

import itertools
import random
import signal
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from app import jobs
from app.cases.models import JournalLine
from app.core.clock import local, wall
from app.core.db import session, transaction
from app.deadlines import editing
from app.deadlines.models import LedgerLine, RehearsalClock, Watch
from app.engine.models import Incident, Timer
from app.integrations import heartbeats
from app.integrations.models import Outbox, Worker
from app.notifications.models import Message
from tests import templates
from tests.cases import walking as walk
from tests.jobs import dossiers
from tests.jobs.processes import NAME, Workers, until

DAYS = 15  # after these the timers of `dossiers` are due
FIVE_MINUTES = timedelta(minutes=5)
TIMED = JournalLine.kind == "timer"
RETURNED = Message.template == "returned"


@pytest.fixture
def workers(world, settings, database_kind):
    if database_kind == "sqlite":
        pytest.skip("one worker only")
    group = Workers(world.url.render_as_string(hide_password=False).replace("+psycopg", ""), settings)
    yield group
    group.kill_all()


@pytest.fixture
def waiting(workers, settings):
    return dossiers.waiting(settings)


def time_passes(by: timedelta) -> None:
    """For all processes, within a second: the row is written as no person may, back too."""
    with transaction():
        row = session().get(RehearsalClock, 1, with_for_update=True)
        if row is None:
            row = RehearsalClock(id=1, ahead_seconds=0, moved_at=wall())
            session().add(row)
        row.ahead_seconds += int(by.total_seconds())


def to_fire(*case_ids: int) -> int:
    with transaction(writes=False):
        return session().scalar(select(func.count(Timer.id)).where(Timer.subject_id.in_(case_ids))) or 0


def to_watch(*case_ids: int) -> int:
    with transaction(writes=False):
        return session().scalar(select(func.count(Watch.id)).where(Watch.case_id.in_(case_ids))) or 0


def unsent(*where) -> int:
    with transaction(writes=False):
        return session().scalar(select(func.count(Outbox.id)).where(*where)) or 0


def outbox_is_sent() -> None:
    """All of it: what killed workers had claimed is let go at once, not after two minutes."""
    until(lambda: not unsent(Outbox.next_try_at <= wall()))
    with transaction():
        session().execute(update(Outbox).values(next_try_at=wall()))
    until(lambda: not unsent())


def cut_all_lines() -> None:
    """As a server that is started anew does, or one that has waited too long for a process that stands still."""
    with transaction():
        of_workers = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name")
        session().execute(of_workers, {"name": NAME})


def each_once(case_ids: list[int]) -> None:
    once = dict.fromkeys(case_ids, 1)
    assert dossiers.counted(JournalLine, TIMED) == once
    assert dossiers.counted(Message, RETURNED) == once


def due_at(case_ids: list[int], ahead: timedelta) -> None:
    """Puts the timers off until so far from now; their processes would let them fire at `DAYS`."""
    with transaction():
        session().execute(update(Timer).where(Timer.subject_id.in_(case_ids)).values(next_try_at=wall() + ahead))


def living() -> list[Worker]:
    with transaction(writes=False):
        return heartbeats.living()


def incidents() -> set[int]:
    with transaction(writes=False):
        return set(session().scalars(select(Incident.subject_id)))


def test_workers_killed_at_any_moment(waiting, workers, settings):
    handled = dossiers.handled(settings)
    watched = [handled, *dossiers.copies(handled, 29)]
    made = [waiting, *dossiers.copies(waiting, 149)]
    bad, good = made[::50], [case_id for number, case_id in enumerate(made) if number % 50]
    for case_id in bad:
        dossiers.spoil(case_id)
    chance = random.Random(3)
    workers.start()
    workers.start()
    until(lambda: len(living()) == 2)
    time_passes(timedelta(days=30))
    for left in (200, 120, 60):
        until(lambda left=left: to_fire(*good) + to_watch(*watched) <= left)  # type: ignore[misc]
        workers.start()
        workers.kill(chance.choice(workers.running[:2]))
    cut_all_lines()
    until(lambda: not to_fire(*good) + to_watch(*watched))
    outbox_is_sent()
    each_once(good)
    for kind in ("near", "term_ends", "overdue", "escalated"):
        assert dossiers.counted(JournalLine, JournalLine.kind == kind) == dict.fromkeys(watched, 1), kind
    told = dossiers.counted(Message, Message.template == "officer_near")
    assert told == dict.fromkeys(watched, told[handled])
    assert incidents() == set(bad)
    with transaction(writes=False):
        tries = session().scalars(select(Timer.tries).where(Timer.subject_id.in_(bad))).all()
        assert len(tries) == 3 and all(tries)
        assert session().scalar(select(func.count(Message.id)).where(Message.sent_at.is_(None))) == 0


def test_workers_killed_while_an_edited_calendar_moves_appointments(workers, settings):
    handled = dossiers.handled(settings)
    made = [handled, *dossiers.copies(handled, 39)]
    promised = walk.case(handled).due_at
    workers.start()
    workers.start()
    until(lambda: len(living()) == 2)
    with transaction():
        named = {"name": "Ngày nghỉ", "legal_basis": "QĐ 1", "reason": "thử", "actor_id": None}
        editing.set_day(None, local(promised).date(), "HOLIDAY", **named)

    def moved() -> int:
        return len(dossiers.counted(LedgerLine, LedgerLine.kind == "RECOUNT"))

    for done in (2, 12, 25):
        until(lambda done=done: moved() >= done)  # type: ignore[misc]
        workers.start()
        workers.kill(workers.running[0])
    until(lambda: moved() == len(made))
    once = dict.fromkeys(made, 1)
    assert dossiers.counted(LedgerLine, LedgerLine.kind == "RECOUNT") == once
    assert dossiers.counted(JournalLine, JournalLine.kind == "recounted") == once
    assert dossiers.counted(Message, Message.template == "due_changed") == once
    assert {walk.case(case_id).due_at > promised for case_id in made} == {True}
    assert incidents() == set()


def test_a_worker_stopped_for_hours_catches_up_and_doubles_nothing(waiting, workers):
    groups = [dossiers.copies(waiting, 20) for _ in range(4)]
    for hours, group in enumerate(groups):
        due_at(group, timedelta(days=DAYS, hours=2 * hours))
    one, two = workers.start(), workers.start()
    until(lambda: len(living()) == 2)
    one.send_signal(signal.SIGSTOP)
    time_passes(timedelta(days=DAYS))
    until(lambda: not to_fire(*groups[0]))
    two.send_signal(signal.SIGSTOP)
    time_passes(timedelta(hours=2))
    one.send_signal(signal.SIGCONT)
    until(lambda: not to_fire(*groups[1]))
    time_passes(timedelta(hours=2))
    two.send_signal(signal.SIGCONT)
    until(lambda: not to_fire(*groups[2]))
    workers.kill(two)
    time_passes(timedelta(hours=2))
    until(lambda: not to_fire(*groups[3]))
    each_once([waiting, *itertools.chain(*groups)])
    assert incidents() == set()
    assert "Traceback" not in workers.stop(one)


def test_the_trades_clock_set_back_doubles_nothing(waiting, workers):
    first, second = dossiers.copies(waiting, 30), dossiers.copies(waiting, 30)
    due_at(second, timedelta(days=DAYS, minutes=3))
    workers.start()
    workers.start()
    time_passes(timedelta(days=DAYS))
    until(lambda: not to_fire(*first))
    time_passes(-FIVE_MINUTES)
    time.sleep(2.5)  # ticks in which nothing is due
    assert to_fire(*second) == 30
    time_passes(2 * FIVE_MINUTES)
    until(lambda: not to_fire(*second))
    each_once([waiting, *first, *second])
    assert incidents() == set()


def test_the_worlds_clock_set_back_stops_nothing(waiting, workers):
    worker = workers.start("-m", "tests.jobs.set_back")
    until(living)
    worker.send_signal(signal.SIGUSR1)
    time_passes(timedelta(days=DAYS))
    until(lambda: not to_fire(waiting))
    each_once([waiting])
    assert "clock was set" in workers.stop(worker)


def test_on_sqlite_one_runs_and_the_next_waits_or_is_refused(world, settings, database_kind):
    if database_kind != "sqlite":
        pytest.skip("any number")
    group = Workers(str(world.url), settings)
    try:
        first = group.start()
        until(living)
        assert jobs.ONE_ONLY in group.start().communicate(timeout=30)[0]
        group.start("-m", "flask", "timetable", "--wait")
        group.stop(first)
        until(living)
    finally:
        group.kill_all()


def test_a_database_without_tables_is_said(settings, database_kind):
    with templates.blank(database_kind) as url:
        group = Workers(url, settings)
        assert jobs.NO_TABLES in group.start().communicate(timeout=30)[0]

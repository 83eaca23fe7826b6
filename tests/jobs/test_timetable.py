"""The periodic duties, on real dossiers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from app import jobs
from app.cases import drifting, progress, sweeping
from app.cases.models import Case, IdempotencyKey, JournalLine
from app.core import sharing
from app.core.clock import now, wall
from app.core.db import session, transaction
from app.core.errors import Conflict
from app.core.registry import Registry
from app.engine.models import Incident, Instance, Timer, WorkItem
from app.integrations import heartbeats, outbox
from app.notifications.models import Message
from tests.cases import walking as walk
from tests.jobs import dossiers

LATER = timedelta(days=15)
TIMED = JournalLine.kind == "timer"
RETURNED = Message.template == "returned"


@pytest.fixture
def waiting(world, settings):
    """A dossier with a timer that is due in seven days."""
    return dossiers.waiting(settings)


@pytest.fixture
def later(waiting):
    """When it is due."""
    with time_machine.travel(now() + LATER, tick=True):
        yield


def timer_of(case_id):
    with transaction(writes=False):
        return session().scalar(select(Timer).where(Timer.subject_id == case_id))


def again_due(case_id):
    with transaction():
        session().execute(update(Timer).where(Timer.subject_id == case_id).values(next_try_at=now()))


def fired(*case_ids):
    """Each of them was moved once, and told its citizen once."""
    once = dict.fromkeys(case_ids, 1)
    assert dossiers.counted(JournalLine, TIMED) == once
    assert dossiers.counted(Message, RETURNED) == once


def test_a_timer_moves_its_dossier_when_it_is_due_and_not_before(waiting):
    assert jobs.fire_due_timers() == 0
    with time_machine.travel(now() + LATER):
        assert jobs.fire_due_timers() == 1
        assert jobs.fire_due_timers() == 0
    fired(waiting)
    assert timer_of(waiting) is None and walk.items(waiting) == []


def test_one_that_fails_is_put_off_and_noted_and_the_others_go_on(waiting, later):
    bad, *good = dossiers.copies(waiting, 3)
    dossiers.spoil(bad)
    assert jobs.fire_due_timers() == 3
    fired(waiting, *good)
    timer = timer_of(bad)
    assert timer.tries == 1 and timer.error and timer.next_try_at > now()
    with transaction():
        assert session().scalars(select(Incident.subject_id)).all() == [bad]
    assert jobs.fire_due_timers() == 0


def test_waits_grow_to_six_hours(waiting, later):
    dossiers.spoil(waiting)
    waits = []
    for _ in range(11):
        again_due(waiting)
        jobs.fire_due_timers()
        waits.append(timer_of(waiting).next_try_at - now())
    minutes = [round(wait.total_seconds() / 60) for wait in waits]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    with transaction():
        [incident] = session().scalars(select(Incident))
        assert incident.tries == 11


def test_a_later_try_that_goes_through_ends_the_incident(waiting, later):
    with transaction():
        good = session().scalar(select(Instance.state).where(Instance.subject_id == waiting))
    dossiers.spoil(waiting)
    jobs.fire_due_timers()
    with transaction():
        session().execute(update(Instance).where(Instance.subject_id == waiting).values(state=good))
    again_due(waiting)
    assert jobs.fire_due_timers() == 1
    with transaction():
        assert session().scalars(select(Incident.resolved_at)).one() is not None


def test_failing_ones_at_the_head_do_not_hold_up_the_rest(waiting, later, monkeypatch):
    monkeypatch.setattr(sharing, "WINDOW", 4)
    bad = dossiers.copies(waiting, 9)
    for case_id in bad:
        dossiers.spoil(case_id)
    with transaction():
        session().execute(update(Timer).where(Timer.subject_id.in_(bad)).values(next_try_at=now() - LATER))
    assert jobs.fire_due_timers() == 1
    fired(waiting)


def test_a_timer_that_the_process_does_not_know_is_an_incident_not_a_loop(waiting, later):
    with transaction():
        session().execute(update(Timer).values(task_id="lost"))
    with transaction():
        progress.fire_timers(waiting)
    again_due(waiting)
    with transaction():
        session().add(
            Timer(
                instance_id=walk.case(waiting).instance_id,
                subject_id=waiting,
                task_id="lost too",
                node="x",
                due_at=now(),
                next_try_at=now(),
            )
        )
    assert jobs.fire_due_timers() == 0
    with transaction():
        assert "TimerLost" in session().scalars(select(Incident.error)).one()


def test_people_and_timers_at_the_same_dossiers_at_once(waiting, later):
    """Both want the dossier first: neither dies of the other, and each dossier is moved once."""
    all_of_them = [waiting, *dossiers.copies(waiting, 11)]
    citizen, gate = walk.who("citizen"), Barrier(4)

    def confirm(case_ids):
        gate.wait()
        for case_id in case_ids:
            try:
                with transaction():
                    item = session().scalar(select(WorkItem).where(WorkItem.subject_id == case_id))
                    if item is not None:
                        progress.complete_task(citizen, item.id, {}, outcome="received")
            except Conflict:
                pass  # a timer that is due wins over a late person

    def fire():
        gate.wait()
        jobs.fire_due_timers()

    with ThreadPoolExecutor(4) as pool:
        said = [pool.submit(confirm, all_of_them), pool.submit(confirm, all_of_them[::-1])]
        said += [pool.submit(fire), pool.submit(fire)]
        assert [one.exception() for one in said] == [None] * 4
    jobs.fire_due_timers()
    assert dossiers.counted(Message, RETURNED) == dict.fromkeys(all_of_them, 1)
    with transaction():
        assert session().scalars(select(Incident.error)).all() == []
        assert session().scalars(select(Timer.id)).all() == []


def test_a_dossier_that_somebody_is_at_is_passed_over(waiting, later, database_kind):
    if database_kind == "sqlite":
        pytest.skip("one writer at a time")
    [other] = dossiers.copies(waiting, 1)
    with transaction(), ThreadPoolExecutor(1) as pool:
        session().get(Case, waiting, with_for_update=True)
        assert pool.submit(jobs.fire_due_timers).result(timeout=20) == 1
    fired(other)


def test_a_line_that_is_cut_is_nobodys_fault(waiting, later, database_kind, monkeypatch):
    if database_kind == "sqlite":
        pytest.skip("has no line")

    def cut(*_):
        session().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with monkeypatch.context() as cutting, pytest.raises(DBAPIError):
        cutting.setattr(progress, "fire_timer", cut)
        jobs.fire_due_timers()
    assert timer_of(waiting).tries == 0
    assert jobs.fire_due_timers() == 1


def test_the_outbox_is_sent_to_its_end(db, monkeypatch):
    sent = []
    handlers: Registry[outbox.Handler] = Registry("outbox handler")
    handlers.add("letter", lambda key, payload: sent.append(key))
    monkeypatch.setattr(outbox, "HANDLERS", handlers)
    with transaction():
        for number in range(120):
            outbox.put("letter", f"{number}", {})
    assert jobs.send_outbox() == 120
    assert jobs.send_outbox() == 0
    assert sorted(map(int, sent)) == list(range(120))


def test_old_keys_of_repeated_requests_are_forgotten(db):
    with transaction():
        for key, age in (("old", 3), ("new", 1)):
            at = wall() - timedelta(days=age)
            session().add(IdempotencyKey(account_id=1, key=key, request_hash="", status=200, body="", at=at))
    with transaction():
        sweeping.forget_old_keys()
    with transaction():
        assert session().scalars(select(IdempotencyKey.key)).all() == ["new"]


def test_drift_is_reported_once_and_nothing_is_repaired(waiting, monkeypatch):
    drifted, spoilt, _sound = dossiers.copies(waiting, 3)
    monkeypatch.setattr(drifting, "BATCH", 2)
    with transaction():
        session().execute(delete(WorkItem).where(WorkItem.subject_id == drifted))
    dossiers.spoil(spoilt)
    assert drifting.look() == 2
    assert drifting.look() == 2
    with transaction():
        found = session().execute(select(Incident.subject_id, Incident.tries).order_by(Incident.subject_id)).all()
    assert [tuple(row) for row in found] == [(drifted, 2), (spoilt, 2)]
    assert walk.items(drifted) == []


def test_drift_is_looked_for_at_night_and_by_one_worker(db, monkeypatch):
    looks: list[object] = []
    monkeypatch.setattr(drifting, "look", looks.append)
    for moment in ("2026-11-16T12:00+07:00", "2026-11-16T02:10+07:00", "2026-11-16T02:40+07:00"):
        with time_machine.travel(moment):
            jobs.look_for_drift()
    assert len(looks) == 1
    with time_machine.travel("2026-11-17T01:10+07:00"):
        jobs.look_for_drift()
    assert len(looks) == 2


def test_who_lives_is_known_and_who_fell_silent(db):
    with time_machine.travel("2026-11-16T12:00+07:00", tick=False) as traveller, transaction():
        assert heartbeats.silence() is None
        heartbeats.beat("a", wall(), 1)
        traveller.shift(20)
        heartbeats.beat("b", wall(), 2)
        heartbeats.beat("b", wall(), 5)
        assert [(one.name, one.acts) for one in heartbeats.living()] == [("a", 1), ("b", 5)]
        traveller.shift(15)
        assert [one.name for one in heartbeats.living()] == ["b"]
        heartbeats.leave("b")
        assert heartbeats.silence() == timedelta(seconds=35)
        traveller.shift(86400)
        heartbeats.beat("c", wall(), 0)
        traveller.shift(-86400)
        assert [one.name for one in heartbeats.living()] == ["c"]


def test_every_duty_is_on_the_timetable():
    duties = {job.id for job in jobs.timetable().get_jobs()}
    assert duties == {duty.act.__name__ for duty in jobs.TIMETABLE}
    assert {"fire_due_timers", "send_outbox", "heartbeat", "look_for_drift", "tidy"} <= duties


def test_after_the_clock_was_set_back_every_duty_begins_anew():
    scheduler = jobs.timetable()
    scheduler.start(paused=True)
    with time_machine.travel(wall() - timedelta(minutes=5), tick=False):
        jobs.begin_anew(scheduler)
        assert {job.next_run_time - wall() for job in scheduler.get_jobs()} == {timedelta(seconds=1)}
    scheduler.shutdown()


def test_tidying_runs(db):
    jobs.tidy()
    jobs.heartbeat()

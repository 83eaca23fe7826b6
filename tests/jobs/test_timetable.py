"""The periodic duties."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.cases import progress, sweeping
from app.cases.models import IdempotencyKey
from app.core.clock import now
from app.core.db import session, transaction
from app.core.registry import Registry
from app.engine.models import Definition, Incident, Instance, Timer
from app.integrations import outbox


def waiting(subject_id, due):
    """An instance about a subject with a timer due; returns the timer's id."""
    instance = Instance(
        definition_id=session().scalar(select(Definition.id)),
        subject_id=subject_id,
        state=b"",
        codec=1,
        started_at=now(),
    )
    session().add(instance)
    session().flush()
    timer = Timer(instance_id=instance.id, subject_id=subject_id, task_id="t", node="wait", due_at=due, next_try_at=due)
    session().add(timer)
    session().flush()
    return timer.id


@pytest.fixture
def definition(db):
    with transaction():
        session().add(Definition(sha256="x", process_id="p", content=b"", created_at=now()))


@pytest.fixture
def moved(monkeypatch):
    """The subjects that were moved; moving subject 13 fails."""
    subjects = []

    def fire_timers(subject_id):
        if subject_id == 13:
            raise ZeroDivisionError("a step divides")
        subjects.append(subject_id)

    monkeypatch.setattr(progress, "fire_timers", fire_timers)
    return subjects


def test_due_timers_move_their_dossiers_and_others_wait(definition, moved):
    with transaction():
        waiting(1, now() - timedelta(minutes=1))
        waiting(2, now() + timedelta(minutes=1))
    assert jobs.fire_due_timers() == 1
    assert moved == [1]


def test_one_that_fails_is_put_off_and_noted_and_the_others_go_on(definition, moved):
    with transaction():
        failing = waiting(13, now() - timedelta(minutes=2))
        waiting(1, now() - timedelta(minutes=1))
    jobs.fire_due_timers()
    assert moved == [1]
    with transaction():
        timer = session().get_one(Timer, failing)
        assert timer.tries == 1
        assert "a step divides" in timer.error
        assert timer.next_try_at > now()
        assert session().scalars(select(Incident.subject_id)).all() == [13]


def test_a_later_try_that_goes_through_ends_the_incident(definition, moved, monkeypatch):
    with transaction():
        failing = waiting(13, now() - timedelta(minutes=2))
    jobs.fire_due_timers()
    monkeypatch.setattr(progress, "fire_timers", moved.append)
    with transaction():
        session().get_one(Timer, failing).next_try_at = now()
    jobs.fire_due_timers()
    assert moved == [13]
    with transaction():
        assert session().scalars(select(Incident.resolved_at)).one() is not None


def test_the_outbox_is_sent(db, monkeypatch):
    sent = []
    handlers: Registry[outbox.Handler] = Registry("outbox handler")
    handlers.add("letter", lambda key, payload: sent.append((key, payload)))
    monkeypatch.setattr(outbox, "HANDLERS", handlers)
    with transaction():
        outbox.put("letter", "once", {"n": 1})
    jobs.send_outbox()
    jobs.send_outbox()
    assert sent == [("once", {"n": 1})]


def test_old_keys_of_repeated_requests_are_forgotten(db):
    with transaction():
        for key, age in (("old", 3), ("new", 1)):
            at = now() - timedelta(days=age)
            session().add(IdempotencyKey(account_id=1, key=key, request_hash="", status=200, body="", at=at))
    with transaction():
        sweeping.forget_old_keys()
    with transaction():
        assert session().scalars(select(IdempotencyKey.key)).all() == ["new"]


def test_every_duty_is_on_the_timetable():
    duties = {job.id for job in jobs.timetable().get_jobs()}
    assert duties == {"fire_due_timers", "send_outbox", "tidy"}


def test_tidying_runs(db):
    jobs.tidy()

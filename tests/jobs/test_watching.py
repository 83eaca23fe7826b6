"""Watches that are due, shared and put off as timers are."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app import jobs
from app.cases import drifting, escalation, retrying
from app.cases.models import JournalLine
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, NotFound
from app.deadlines.models import Watch
from app.engine import runtime
from app.engine.models import Incident, WorkItem
from tests.cases import walking as walk
from tests.jobs import dossiers

KINDS = {"near": "NEAR", "term_ends": "APOLOGY", "overdue": "OVERDUE", "escalated": "ESCALATE"}


@pytest.fixture
def handled(world, settings):
    return dossiers.handled(settings)


@pytest.fixture
def later(handled):
    """When all of its moments have come."""
    with time_machine.travel(now() + timedelta(days=30), tick=True):
        yield


def watch(case_id, kind):
    with transaction(writes=False):
        return session().scalar(select(Watch).where(Watch.case_id == case_id, Watch.kind == kind))


def each_once(*case_ids):
    for written in KINDS:
        assert dossiers.counted(JournalLine, JournalLine.kind == written) == dict.fromkeys(case_ids, 1), written


def open_incidents():
    with transaction(writes=False):
        return [(row.subject_id, row.node) for row in session().scalars(select(Incident)) if not row.resolved_at]


def fails_at(case_id, monkeypatch):
    act = escalation.act

    def failing(of, kind):
        if of == case_id:
            act(of, kind)
            raise ZeroDivisionError("divides")
        return act(of, kind)

    monkeypatch.setattr(escalation, "act", failing)


def test_what_is_due_is_done_once_and_nothing_before(handled):
    assert jobs.fire_due_watches() == 0
    others = dossiers.copies(handled, 3)
    with time_machine.travel(now() + timedelta(days=30)):
        assert jobs.fire_due_watches() == 16
        assert jobs.fire_due_watches() == 0
    each_once(handled, *others)
    assert open_incidents() == []


def test_after_a_standstill_each_dossier_sees_its_moments_in_their_order(handled, later):
    with transaction(writes=False):
        order = select(Watch.kind).where(Watch.case_id == handled).order_by(Watch.due_at, Watch.id)
        kinds = list(session().scalars(order))
    made = [handled, *dossiers.copies(handled, 5)]
    jobs.fire_due_watches()
    for case_id in made:
        with transaction(writes=False):
            lines = select(JournalLine.kind).where(JournalLine.case_id == case_id, JournalLine.kind.in_(KINDS))
            written = session().scalars(lines.order_by(JournalLine.id))
            assert [KINDS[kind] for kind in written] == kinds


def test_one_that_fails_leaves_nothing_is_put_off_and_holds_up_nobody(handled, later, monkeypatch):
    bad, good = dossiers.copies(handled, 2)
    with monkeypatch.context() as failing:
        fails_at(bad, failing)
        assert jobs.fire_due_watches() == 8
    each_once(handled, good)
    assert sorted(open_incidents()) == [(bad, f"watch:{kind}") for kind in sorted(KINDS.values())]
    put_off = watch(bad, "NEAR")
    assert put_off.tries == 1 and "divides" in put_off.error and put_off.next_try_at > now()
    assert jobs.fire_due_watches() == 0
    with transaction():
        session().execute(update(Watch).values(next_try_at=now()))
    assert jobs.fire_due_watches() == 4
    each_once(handled, bad, good)
    assert open_incidents() == []


def test_a_step_that_fails_has_one_incident(handled, later, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    with monkeypatch.context() as breaking:
        breaking.setattr(runtime, "send", broken)
        jobs.fire_due_watches()
    assert open_incidents() == [(handled, "term_ends")]
    with transaction():
        session().execute(update(Watch).values(next_try_at=now()))
    jobs.fire_due_watches()
    assert watch(handled, "APOLOGY") is None
    assert open_incidents() == []


def test_an_admin_tries_again_at_once(handled, later, monkeypatch):
    with monkeypatch.context() as failing:
        fails_at(handled, failing)
        jobs.fire_due_watches()
    with transaction(writes=False):
        found = {row.act["watch"]: row.id for row in session().scalars(select(Incident))}
    with transaction():
        retrying.retry(found["OVERDUE"], walk.who("admin"))
    assert walk.case(handled).overdue_at is not None
    assert (handled, "watch:OVERDUE") not in open_incidents()
    with pytest.raises(NotFound), transaction():
        retrying.retry(found["OVERDUE"], walk.who("admin"))


def test_drift_is_resolved_only_when_it_is_gone(handled):
    with transaction():
        item = session().scalar(select(WorkItem))
        right, item.task_id = item.task_id, "wrong"
    assert drifting.look() == 1
    with transaction(writes=False):
        [incident_id] = session().scalars(select(Incident.id))
    with pytest.raises(Conflict), transaction():
        retrying.retry(incident_id, walk.who("admin"))
    with transaction():
        session().execute(update(WorkItem).values(task_id=right))
    with transaction():
        retrying.retry(incident_id, walk.who("admin"))
    assert open_incidents() == []

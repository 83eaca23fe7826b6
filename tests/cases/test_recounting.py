"""An edited calendar brings the open dossiers in line: those it touches, once each, with line, journal and message."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Event

import pytest
import time_machine
from sqlalchemy import func, select, update

from app.cases import clockwork, journal, progress, recounting
from app.cases.models import Case
from app.core.clock import TZ
from app.core.db import session, transaction
from app.deadlines import calendars, clocks, editing, ledger
from app.deadlines.models import LegalClock, Watch
from app.engine import incidents
from app.identity.units import lineage
from app.notifications.models import Message
from app.notifications.templates import render
from tests.cases import walking as walk

CODE = "1.004884"  # five working days, on the standard diagram


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.fixture
def clock(world):
    with time_machine.travel(at("2026-03-09T08:30"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def case_id(clock, settings):
    """Received on Monday 9 March 2026, due on Monday 16 March."""
    return received(settings)


def received(settings):
    made = walk.submit(CODE, settings)
    walk.do(made, "check_dossier", "desk", "complete")
    return made


def day_off(day, unit_id=None, reason="Bão số 1"):
    kind = "AGENCY_OFF" if unit_id else "HOLIDAY"
    with transaction():
        editing.set_day(unit_id, day, kind, name="n", name_en="n", legal_basis="CĐ 12/2026", reason=reason, actor_id=1)


def due(case_id):
    return walk.case(case_id).due_at.astimezone(TZ)


def lines(case_id):
    with transaction():
        return ledger.lines(case_id)


def told(case_id):
    with transaction():
        wanted = select(Message).where(Message.case_id == case_id, Message.template == "due_changed")
        return [(message.params, message.locale) for message in session().scalars(wanted)]


def written(case_id):
    with transaction():
        return [line for line in journal.lines(case_id) if line.kind == "recounted"]


def versions():
    with transaction():
        return session().scalars(select(LegalClock.calendar_version)).all()


def test_a_holiday_more_puts_the_appointment_off_and_the_citizen_is_told(case_id):
    before = walk.case(case_id).due_at
    day_off(date(2026, 3, 12))
    assert recounting.recount_stale() == 1
    assert due(case_id) == at("2026-03-17T17:00")
    line = lines(case_id)[-1]
    assert (line.kind, line.due_before, line.due_after) == ("RECOUNT", before, walk.case(case_id).due_at)
    assert (line.reason, line.legal_basis, line.actor_id) == ("Bão số 1", "CĐ 12/2026", None)
    assert written(case_id)[0].detail["was"] == before.isoformat()
    [(params, _locale)] = told(case_id)
    said = render("due_changed", params, "vi")
    assert "17:00 16/03/2026" in said
    assert "17:00 17/03/2026" in said
    with transaction():
        assert session().scalar(select(Watch.due_at).where(Watch.kind == "OVERDUE")) == walk.case(case_id).due_at
    assert walk.case(case_id).due_original == before


def test_open_tasks_follow(case_id):
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    day_off(date(2026, 3, 12))
    recounting.recount_stale()
    assert walk.item(case_id, "examine").due_at.astimezone(TZ) == at("2026-03-17T17:00")


def test_a_recount_is_done_once(case_id):
    day_off(date(2026, 3, 12))
    assert [recounting.recount_stale() for _ in range(3)] == [1, 0, 0]
    assert len(told(case_id)) == 1


def test_what_changes_nothing_is_not_told(case_id):
    day_off(date(2026, 8, 12))
    assert recounting.recount_stale() == 0
    assert [line.kind for line in lines(case_id)] == ["START"]
    assert (told(case_id), written(case_id)) == ([], [])
    with transaction():
        assert versions() == [calendars.version()]


def test_another_agencys_day_off_is_its_own(case_id):
    day_off(date(2026, 3, 12), walk.unit_id("phuong-binh-minh"))
    assert recounting.recount_stale() == 0
    assert due(case_id) == at("2026-03-16T17:00")
    day_off(date(2026, 3, 12), walk.case(case_id).competent_unit_id)
    assert recounting.recount_stale() == 1


@pytest.mark.parametrize("there", [None, "phuong-binh-minh"])
def test_what_no_edit_reaches_is_passed_over_at_once(case_id, monkeypatch, there):
    monkeypatch.setattr(clockwork, "recount", lambda case: pytest.fail("counted anew"))
    day_off(date(2026, 3, 12) if there else date(2026, 8, 12), there and walk.unit_id(there))
    assert recounting.recount_stale() == 0
    with transaction():
        assert (clocks.stale(10), versions()) == ([], [calendars.version()])


def test_an_edit_above_reaches_the_agencies_below(case_id):
    with transaction():
        above = lineage(walk.case(case_id).competent_unit_id)[1]
    day_off(date(2026, 3, 12), above)
    assert recounting.recount_stale() == 1


def test_the_escalation_moves_when_the_day_after_becomes_a_holiday(case_id):
    day_off(date(2026, 3, 17))
    assert recounting.recount_stale() == 0
    with transaction():
        watch = session().scalar(select(Watch).where(Watch.case_id == case_id, Watch.kind == "ESCALATE"))
        assert watch.next_try_at.astimezone(TZ) == watch.due_at.astimezone(TZ) == at("2026-03-18T17:00")


def test_only_open_dossiers_are_counted_anew(case_id, settings):
    stopped, waiting = received(settings), received(settings)
    with transaction():
        for one, act in ((stopped, clockwork.end), (waiting, lambda case, who: clockwork.wait(case, who, None))):
            act(session().get_one(Case, one), None)
    before = walk.case(stopped).due_at
    day_off(date(2026, 3, 12))
    assert recounting.recount_stale() == 1
    assert walk.case(stopped).due_at == before
    assert [line.kind for line in lines(waiting)] == ["START", "WAIT"]


def test_an_act_on_a_dossier_not_yet_recounted_recounts_it_first(case_id):
    day_off(date(2026, 3, 12))
    with transaction():
        clockwork.wait(session().get_one(Case, case_id), None, None)
    assert [line.kind for line in lines(case_id)] == ["START", "RECOUNT", "WAIT"]
    assert len(told(case_id)) == 1


def test_a_dossier_that_fails_holds_up_nobody_and_shows_as_an_incident(clock, case_id, settings, monkeypatch):
    others = [received(settings) for _ in range(3)]
    day_off(date(2026, 3, 12))
    real = clockwork.recount

    def fails(case):
        if case.id == case_id:
            raise RuntimeError("broken")
        return real(case)

    monkeypatch.setattr(clockwork, "recount", fails)
    assert sum(recounting.recount_stale(limit=1) for _ in range(6)) == 3
    assert all(due(one) == at("2026-03-17T17:00") for one in others)
    assert due(case_id) == at("2026-03-16T17:00")
    with transaction():
        [left] = incidents.open_incidents()
    assert (left.node, left.subject_id) == ("recount", case_id)
    assert left.tries == 1  # the next try is a minute later, then two
    for minutes, tries in ((1, 2), (1, 2), (1, 3)):
        clock.shift(60 * minutes)
        recounting.recount_stale()
        with transaction():
            assert incidents.open_incidents()[0].tries == tries
    monkeypatch.undo()
    clock.shift(60 * 4)
    recounting.recount_stale()
    assert due(case_id) == at("2026-03-17T17:00")
    with transaction():
        assert incidents.open_incidents() == []


def test_an_incident_of_a_recount_can_be_tried_again_by_a_person(case_id):
    day_off(date(2026, 3, 12))
    instance_id = walk.case(case_id).instance_id
    incident = incidents.record(instance_id, case_id, recounting.NODE, {"kind": "recount"}, "broken")
    with transaction():
        progress.retry(incident, walk.who("admin"))
    assert due(case_id) == at("2026-03-17T17:00")


def test_clocks_from_before_there_were_clocks_are_brought_in_line(case_id):
    with transaction():
        session().execute(update(LegalClock).values(calendar_version=0, near_at=None))
        session().execute(update(Case).values(near_at=None))
    recounting.recount_stale()
    assert walk.case(case_id).near_at is not None
    assert told(case_id) == []


def test_several_workers_share_the_work(clock, settings):
    made = [received(settings) for _ in range(4)]
    day_off(date(2026, 3, 12))
    with ThreadPoolExecutor(3) as pool:
        changed = sum(pool.map(lambda _: recounting.recount_stale(), range(3)))
    changed += recounting.recount_stale()
    assert changed == 4
    with transaction():
        recounted = (
            select(Message.case_id, func.count()).where(Message.template == "due_changed").group_by(Message.case_id)
        )
        assert sorted(map(tuple, session().execute(recounted))) == [(one, 1) for one in made]


def test_a_dossier_that_somebody_works_on_is_left_for_the_next_round(case_id, database_kind):
    if database_kind == "sqlite":
        pytest.skip("one writer at a time")
    day_off(date(2026, 3, 12))
    held, free = Event(), Event()

    def work():
        with transaction():
            session().scalar(select(Case).where(Case.id == case_id).with_for_update())
            held.set()
            free.wait(20)

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        assert held.wait(20)
        assert recounting.recount_stale() == 0
        free.set()
        working.result()
    assert recounting.recount_stale() == 1

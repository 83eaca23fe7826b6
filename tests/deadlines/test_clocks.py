"""The clock of a dossier in its tables: what it shows, its ledger, its watches, and who is counted anew."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.core.clock import TZ, now
from app.core.db import session, transaction
from app.deadlines import changes, clocks, editing, ledger, watches
from app.deadlines.calendars import of
from app.deadlines.counting import Kind
from app.deadlines.ledger import Said
from app.deadlines.models import LegalClock, Watch

BASIS = "Luật Đất đai 31/2024/QH15"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.fixture
def clock(db):
    """Three working days from Monday 7 September 2026, 10:00; due on Thursday."""
    with time_machine.travel(at("2026-09-07T10:00"), tick=False) as traveller:
        start(1)
        yield traveller


def start(case_id, unit_id=None, term="3wd", policy="RESTART"):
    with transaction():
        clocks.start(case_id, unit_id, of(()), term, now(), policy, Said(actor_id=7))


def act(name, said=Said(), case_id=1, **more):  # noqa: B008  # frozen
    with transaction():
        getattr(clocks, name)(clocks.clock(case_id), of(()), *more.pop("between", (now(),)), said, **more)


def shown(case_id=1):
    with transaction():
        found = clocks.clock(case_id)
    return found.state, found.due_at and found.due_at.astimezone(TZ)


def kinds(case_id=1):
    with transaction():
        return [line.kind for line in ledger.lines(case_id)]


def watched(case_id=1):
    with transaction():
        rows = session().execute(select(Watch.kind, Watch.due_at).where(Watch.case_id == case_id))
        return {kind: due.astimezone(TZ) for kind, due in rows}


def put_off(until, said=Said("chờ xác minh"), **more):  # noqa: B008
    act("extend", said, between=(at(until),), **more)


def holiday(day, unit_id=None, reason="Nghỉ theo thông báo"):
    kind = "HOLIDAY" if unit_id is None else "AGENCY_OFF"
    with transaction():
        editing.set_day(
            unit_id, day, kind, name="Nghỉ", name_en="Off", legal_basis="TB 1/2026", reason=reason, actor_id=1
        )


def recount(case_id=1, unit_ids=()):
    with transaction():
        known, calendar = clocks.clock(case_id), of(())
        return clocks.recount(known, calendar, changes.since(known.calendar_version, calendar.version, unit_ids))


def test_a_clock_starts_with_its_ledger_and_what_is_to_be_watched(clock):
    assert shown() == ("RUNNING", at("2026-09-10T17:00"))
    assert kinds() == ["START"]
    assert set(watched()) == {"NEAR", "APOLOGY", "OVERDUE", "ESCALATE"}
    assert watched()["OVERDUE"] == at("2026-09-10T17:00")


def test_nothing_is_watched_while_the_citizen_has_to_supplement(clock):
    clock.move_to(at("2026-09-08T10:00"))
    act("wait", Said(legal_basis=BASIS))
    assert (shown(), watched()) == (("WAITING", None), {})
    clock.move_to(at("2026-09-21T10:00"))
    act("supplemented")
    assert shown() == ("RUNNING", at("2026-09-24T17:00"))
    assert watched()["OVERDUE"] == at("2026-09-24T17:00")
    assert kinds() == ["START", "WAIT", "RESTART"]


def test_the_first_appointment_stays_whatever_happens(clock):
    for name, moment in (("wait", "2026-09-08T10:00"), ("supplemented", "2026-09-21T10:00")):
        clock.move_to(at(moment))
        act(name)
    put_off("2026-09-30T17:00")
    act("stop")
    with transaction():
        assert clocks.clock(1).due_original.astimezone(TZ) == at("2026-09-10T17:00")


def test_the_policy_of_the_procedure_lets_it_go_on(clock):
    start(2, policy="CONTINUE")
    clock.move_to(at("2026-09-08T10:00"))
    act("wait", case_id=2)
    clock.move_to(at("2026-09-21T10:00"))
    act("supplemented", Said(legal_basis=BASIS), case_id=2)
    assert shown(2) == ("RUNNING", at("2026-09-23T17:00"))
    assert kinds(2) == ["START", "WAIT", "CONTINUE"]


def test_a_pause_needs_a_legal_basis(clock):
    with pytest.raises(clocks.NoBasis):
        act("pause", Said("chờ chữ ký", " "))
    act("pause", Said("chờ nộp tiền", BASIS))
    assert shown() == ("PAUSED", None)
    clock.move_to(at("2026-09-09T10:00"))
    act("go_on")
    assert shown() == ("RUNNING", at("2026-09-14T17:00"))
    with transaction():
        assert ledger.lines(1)[1].legal_basis == BASIS


def test_it_is_put_off_once_and_again_only_by_exception(clock):
    put_off("2026-09-14T17:00")
    assert shown() == ("RUNNING", at("2026-09-14T17:00"))
    with pytest.raises(clocks.SecondExtension):
        put_off("2026-09-16T17:00")
    put_off("2026-09-16T17:00", Said("r", BASIS, 9, {"exception": {"leader_id": 9}}), exception=True)
    assert shown() == ("RUNNING", at("2026-09-16T17:00"))
    with transaction():
        assert clocks.clock(1).extensions == 2
        assert ledger.lines(1)[-1].detail["exception"] == {"leader_id": 9}


@pytest.mark.parametrize("until", ["2026-09-10T17:00", "2026-09-09T17:00"])
def test_a_new_appointment_is_later(clock, until):
    with pytest.raises(clocks.NotLater):
        put_off(until)


def test_a_new_appointment_has_not_passed(clock):
    clock.move_to(at("2026-09-20T10:00"))
    with pytest.raises(clocks.NotLater):
        put_off("2026-09-15T17:00")


@pytest.mark.parametrize(
    ("first", "then"),
    [("stop", "pause"), ("stop", "wait"), ("wait", "pause"), ("pause", "supplemented"), ("wait", "go_on")],
)
def test_what_does_not_fit_the_state_is_refused(clock, first, then):
    act(first, Said("r", BASIS))
    with pytest.raises(clocks.NotRunning):
        act(then, Said("r", BASIS))


def test_nothing_is_put_off_while_it_stands_still(clock):
    act("wait")
    with pytest.raises(clocks.NotRunning):
        put_off("2026-09-30T17:00")


def test_a_stopped_clock_keeps_the_figures_of_the_index(clock):
    clock.move_to(at("2026-09-10T16:00"))
    act("stop")
    with transaction():
        found = clocks.clock(1)
        assert (found.spent_minutes, found.index_late, found.stopped_at) == (1590, False, now())
    assert shown() == ("STOPPED", at("2026-09-10T17:00"))
    assert watched() == {}


def test_requests_before_reception_count_for_the_index(db):
    with time_machine.travel(at("2026-09-07T10:00"), tick=False):
        with transaction():
            for kind in (Kind.WAIT, Kind.ANSWERED, Kind.WAIT, Kind.ANSWERED):
                clocks.ask_before_start(1, kind, now(), Said())
        start(1)
        act("stop")
        with transaction():
            assert clocks.clock(1).index_late is True


def test_what_was_done_before_a_pause_that_took_nothing_out_is_not_done_again(clock):
    clock.move_to(at("2026-09-14T10:00"))  # overdue; a worker has done it all
    with transaction():
        watches.cancel(1)
        session().execute(update(LegalClock).values(overdue_at=at("2026-09-10T17:00")))
    act("pause", Said("r", BASIS))
    clock.move_to(at("2026-09-15T10:00"))
    act("go_on")
    assert shown() == ("RUNNING", at("2026-09-10T17:00"))
    assert watched() == {}
    put_off("2026-09-16T17:00")
    with transaction():
        assert clocks.clock(1).overdue_at is None  # not late by the new appointment
    assert watched()["OVERDUE"] == at("2026-09-16T17:00")


def test_a_day_more_moves_going_clocks_only(clock):
    start(2)
    start(3)
    act("stop", case_id=2)
    act("wait", case_id=3)
    with transaction():
        assert not clocks.any_stale()
    holiday(date(2026, 9, 9), reason="Bão số 5")
    with transaction():
        assert clocks.any_stale()
        assert clocks.stale(10) == [1, 3]
        assert clocks.stale(10, after=1) == [3]
    assert recount(1) is True
    assert recount(3) is False
    assert shown() == ("RUNNING", at("2026-09-11T17:00"))
    assert watched()["OVERDUE"] == at("2026-09-11T17:00")
    assert kinds(3) == ["START", "WAIT"]
    with transaction():
        line = ledger.lines(1)[-1]
        assert (line.kind, line.due_before, line.due_after) == (
            "RECOUNT",
            at("2026-09-10T17:00"),
            at("2026-09-11T17:00"),
        )
        assert (line.reason, line.legal_basis) == ("Bão số 5", "TB 1/2026")
        assert clocks.stale(10) == []


def test_a_day_that_changes_nothing_leaves_no_line(clock):
    holiday(date(2026, 12, 9))
    assert recount() is False
    assert kinds() == ["START"]
    with transaction():
        assert clocks.stale(10) == []


def test_only_the_reasons_of_its_own_days_are_given(clock):
    holiday(date(2026, 12, 9), reason="xa")
    holiday(date(2026, 9, 8), reason="gần")
    holiday(date(2026, 9, 8), unit_id=5, reason="nơi khác")
    recount()
    with transaction():
        assert ledger.lines(1)[-1].reason == "gần"


def test_another_agencys_day_off_is_noted_without_counting(clock):
    holiday(date(2026, 9, 8), unit_id=5)
    assert recount(unit_ids=(4, 1)) is False
    assert shown() == ("RUNNING", at("2026-09-10T17:00"))
    with transaction():
        assert clocks.stale(10) == []


def test_a_recount_keeps_an_extension_and_its_promise(clock):
    put_off("2026-09-14T17:00")
    holiday(date(2026, 9, 9))
    assert recount() is False
    holiday(date(2026, 9, 14))
    assert recount() is True
    assert shown() == ("RUNNING", at("2026-09-15T17:00"))


def test_a_clock_from_before_there_were_clocks_is_brought_in_line(clock):
    holiday(date(2026, 12, 9))
    with transaction():
        session().execute(update(LegalClock).values(calendar_version=0, near_at=None))
        watches.cancel(1)
    recount()
    assert set(watched()) == {"NEAR", "APOLOGY", "OVERDUE", "ESCALATE"}
    with transaction():
        assert clocks.clock(1).near_at is not None


def test_watches_come_by_time_and_a_failing_one_waits_longer_each_time(db):
    with time_machine.travel(at("2026-09-07T10:00"), tick=False), transaction():
        watches.set_for(1, {"NEAR": now() - timedelta(hours=1), "OVERDUE": now() + timedelta(hours=1)})
        watches.set_for(2, {"NEAR": now() - timedelta(hours=2)})
        found = watches.due(now())
        assert [(case_id, kind) for _, case_id, kind, _ in found] == [(2, "NEAR"), (1, "NEAR")]
        first = found[0][0]
        waits = []
        for _ in range(12):
            watches.failed(first, "no\N{SNOWMAN}" * 400)
            waits.append(
                (session().get(Watch, first, populate_existing=True).next_try_at - now()) / timedelta(minutes=1)
            )
        assert waits[:4] == [1, 2, 4, 8]
        assert waits[-1] == 360
        watches.done(found[1][0])
        assert watches.due(now()) == []
        watches.failed(first + 1000, "gone")


def test_setting_watches_leaves_those_of_other_kinds(db):
    with transaction():
        watches.set_for(1, {"ANSWER": now(), "NEAR": now()})
        watches.set_for(1, {"OVERDUE": now()}, ("NEAR",))
    assert set(watched()) == {"ANSWER", "OVERDUE"}

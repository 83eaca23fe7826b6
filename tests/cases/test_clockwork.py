"""Dossiers and their legal clocks: real ones walked through reception, supplements, pauses and their end."""

from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select, update

from app.cases import clockwork, progress
from app.cases.due_moments import task_due
from app.cases.models import Case
from app.cases.status import Status
from app.catalogue.models import ProcedureVersion
from app.core.clock import TZ
from app.core.db import session, transaction
from app.core.errors import Invalid
from app.deadlines import clocks, editing, ledger
from app.deadlines.models import LegalClock, Watch
from app.engine.actions import Call, actions
from app.engine.nodes import Node
from app.notifications.models import Message
from tests.cases import walking as walk
from tests.cases.counting import statements

CODE = "1.004884"  # five working days, on the standard diagram
LAW = "Luật Đất đai 31/2024/QH15"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.fixture
def clock(world):
    """Monday 9 March 2026; no holiday before Sunday 26 April."""
    with time_machine.travel(at("2026-03-09T08:30"), tick=False) as traveller:
        yield traveller


def received(settings, code=CODE):
    case_id = walk.submit(code, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    return case_id


def examined(settings, code=CODE):
    case_id = received(settings, code)
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    return case_id


def asked(settings, code=CODE):
    case_id = examined(settings, code)
    walk.do(case_id, "examine", "specialist", "supplement")
    walk.do(case_id, "send_supplement", "desk")
    return case_id


def resolve(case_id):
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")
    walk.do(case_id, "issue_result", "clerk")


def clock_of(case_id):
    with transaction():
        return clocks.clock(case_id)


def lines(case_id):
    with transaction():
        return ledger.lines(case_id)


def kinds(case_id):
    return [line.kind for line in lines(case_id)]


def due(case_id):
    return walk.case(case_id).due_at and walk.case(case_id).due_at.astimezone(TZ)


def told(case_id):
    with transaction():
        messages = select(Message.template, Message.params).where(Message.case_id == case_id).order_by(Message.id)
        return [tuple(row) for row in session().execute(messages)]


def describe(code, **changes):
    """Publishes nothing: the version in force is made to say something else, before anybody has read it."""
    with transaction():
        version = session().scalars(select(ProcedureVersion).where(ProcedureVersion.code == code)).one()
        version.manifest = {**version.manifest, **changes}


def act(name, case_id, variables=None, **parameters):
    with transaction():
        case = session().get_one(Case, case_id, populate_existing=True)
        call = Call(case_id, case, walk.who("specialist").account_id, parameters, variables or {})
        return actions[name](call)


def test_the_term_begins_at_valid_reception(clock, settings):
    case_id = walk.submit(CODE, settings)
    clock.move_to(at("2026-03-10T09:00"))
    walk.do(case_id, "check_dossier", "desk", "complete")
    assert due(case_id) == at("2026-03-17T17:00")
    case, begun = walk.case(case_id), clock_of(case_id)
    assert (begun.state, begun.started_at, begun.unit_id) == ("RUNNING", case.received_at, case.competent_unit_id)
    assert (case.near_at, case.due_original) == (begun.near_at, case.due_at)
    assert kinds(case_id) == ["START"]
    template, params = told(case_id)[-1]
    assert (template, datetime.fromisoformat(params["due"])) == ("received", due(case_id))


def test_no_task_is_due_later_than_the_dossier(clock, settings):
    case_id = examined(settings)
    assert walk.item(case_id, "examine").due_at == walk.case(case_id).due_at


def test_the_term_begins_anew_after_a_supplement(clock, settings):
    case_id = asked(settings)
    assert (due(case_id), walk.item(case_id, "supplement_examined").due_at) == (None, None)
    assert walk.case(case_id).near_at is None
    clock.move_to(at("2026-03-19T10:00"))
    walk.do(case_id, "supplement_examined", "citizen")
    assert due(case_id) == at("2026-03-26T17:00")
    assert walk.item(case_id, "examine").due_at == walk.case(case_id).due_at
    assert walk.case(case_id).due_original.astimezone(TZ) == at("2026-03-16T17:00")
    assert kinds(case_id) == ["START", "WAIT", "RESTART"]
    template, params = told(case_id)[-1]
    assert (template, datetime.fromisoformat(params["due"])) == ("restarted", due(case_id))


def test_a_procedure_may_let_the_term_go_on(clock, settings):
    describe(CODE, supplement={"policy": "CONTINUE", "basis": LAW})
    case_id = asked(settings)
    clock.move_to(at("2026-03-11T10:00"))
    walk.do(case_id, "supplement_examined", "citizen")
    assert due(case_id) == at("2026-03-18T17:00")  # Tuesday and Wednesday are taken out
    assert [(line.kind, line.legal_basis) for line in lines(case_id)][-1] == ("CONTINUE", LAW)
    assert told(case_id)[-1][0] == "term_goes_on"  # and does not say that it begins anew


def test_a_late_request_keeps_its_legal_basis(clock, settings):
    case_id = examined(settings)
    act("cases.request_supplement", case_id, {"late_supplement_basis": LAW})
    assert (lines(case_id)[-1].kind, lines(case_id)[-1].legal_basis) == ("WAIT", LAW)


def test_requests_before_reception_start_nothing_but_are_kept_for_the_index(clock, settings):
    case_id = walk.submit(CODE, settings)
    for _ in range(2):
        walk.do(case_id, "check_dossier", "desk", "incomplete")
        walk.do(case_id, "supplement", "citizen")
    assert (clock_of(case_id), due(case_id)) == (None, None)
    assert [line.detail for line in lines(case_id)] == [{"stage": "INPUT"}] * 4
    assert told(case_id)[-1][0] == "supplemented"
    walk.do(case_id, "check_dossier", "desk", "complete")
    act("cases.start_processing", case_id)
    act("cases.resolve", case_id)
    assert clock_of(case_id).index_late is True


def test_nobody_pays_for_a_procedure_whose_term_pauses_meanwhile(clock, settings):
    describe("2.000635", term="5wd", pauses=[{"on": "PAYMENT_REQUIRED", "basis": LAW}])
    case_id = received(settings, "2.000635")
    assert walk.case(case_id).status == Status.PAYMENT_REQUIRED
    assert (clock_of(case_id).state, due(case_id)) == ("PAUSED", None)
    clock.move_to(at("2026-03-11T16:00"))
    walk.settle_fee(case_id)
    assert (clock_of(case_id).state, due(case_id)) == ("RUNNING", at("2026-03-18T17:00"))
    assert [line.legal_basis for line in lines(case_id) if line.kind == "PAUSE"] == [LAW]
    assert [template for template, _ in told(case_id)].count("term_goes_on") == 1


def test_a_fee_pauses_nothing_otherwise(clock, settings):
    describe("2.000635", term="5wd")
    case_id = received(settings, "2.000635")
    assert (walk.case(case_id).status, clock_of(case_id).state) == (Status.PAYMENT_REQUIRED, "RUNNING")


def test_a_diagram_may_pause_the_term_on_a_legal_basis(clock, settings):
    case_id = examined(settings)
    with pytest.raises(clocks.NoBasis):
        act("cases.pause_clock", case_id, reason="chờ họp")
    act("cases.pause_clock", case_id, reason="chờ kết luận", legal_basis=LAW)
    assert walk.item(case_id, "examine").due_at is None
    assert told(case_id)[-1][0] == "term_paused"
    clock.move_to(at("2026-03-10T16:00"))
    act("cases.resume_clock", case_id)
    assert walk.item(case_id, "examine").due_at.astimezone(TZ) == due(case_id) == at("2026-03-17T17:00")
    with pytest.raises(clocks.NotRunning):
        act("cases.resume_clock", case_id)


def test_an_extension_must_end_on_a_working_day(clock, settings):
    case_id = examined(settings)
    with pytest.raises(Invalid) as refusal:
        act("cases.extend", case_id, {"apology_reason": "r", "apology_new_date": "2026-03-21"})
    assert "apology_new_date" in refusal.value.fields


def test_the_second_extension_needs_an_exception(clock, settings):
    case_id = examined(settings)
    act("cases.extend", case_id, {"apology_reason": "chờ", "apology_new_date": "2026-03-18"})
    again = {"apology_reason": "chờ nữa", "apology_new_date": "2026-03-20"}
    with pytest.raises(clocks.SecondExtension):
        act("cases.extend", case_id, again)
    act("cases.extend", case_id, {**again, "exception_reason": "bão", "exception_basis": LAW})
    assert due(case_id) == at("2026-03-20T17:00")
    exception = lines(case_id)[-1].detail["exception"]
    assert exception == {"leader_id": walk.who("specialist").account_id, "reason": "bão", "legal_basis": LAW}


def test_a_withdrawal_asked_for_does_not_stop_the_clock_a_granted_one_does(clock, settings):
    case_id = examined(settings)
    with transaction():
        progress.withdraw(walk.who("citizen"), case_id, "Tôi không cần nữa")
    assert (clock_of(case_id).state, due(case_id)) == ("RUNNING", at("2026-03-16T17:00"))
    walk.do(case_id, "decide_withdrawal", "desk", "agree")
    assert clock_of(case_id).state == "STOPPED"


def test_a_dossier_refused_at_the_desk_never_had_a_clock(clock, settings):
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "refuse")
    walk.do(case_id, "approve_refusal", "desk_leader", "approve")
    assert (clock_of(case_id), kinds(case_id)) == (None, [])


def test_the_result_stops_the_clock_with_both_figures(clock, settings):
    case_id = asked(settings)
    clock.move_to(at("2026-03-19T10:00"))
    walk.do(case_id, "supplement_examined", "citizen")
    clock.move_to(at("2026-03-26T16:00"))
    resolve(case_id)
    stopped = clock_of(case_id)
    assert (stopped.state, stopped.stopped_at) == ("STOPPED", walk.case(case_id).resolved_at)
    # on time by law; 360 + 5 * 450 - 60 minutes by the index, of 390 + 5 * 450
    assert stopped.stopped_at < stopped.due_at
    assert (stopped.spent_minutes, stopped.index_late) == (300 + 4 * 450 + 390, False)
    with transaction():
        assert session().scalars(select(Watch.kind).where(Watch.case_id == case_id)).all() == []


def test_nobody_is_late_because_the_citizen_collects_late(clock, settings):
    case_id = examined(settings)
    resolve(case_id)
    assert walk.item(case_id, "hand_result").due_at is None
    assert due(case_id) == at("2026-03-16T17:00")


def test_a_steps_own_term_never_makes_it_later_and_counts_where_it_waits(clock, settings):
    case_id = received(settings)
    there, here = walk.unit_id("phuong-binh-minh"), walk.case(case_id).competent_unit_id
    with transaction():
        for unit_id in (there, None):
            kind = "AGENCY_OFF" if unit_id else "HOLIDAY"
            day = date(2026, 3, 10 if unit_id else 12)
            editing.set_day(unit_id, day, kind, name="n", name_en="n", legal_basis="b", reason="r", actor_id=1)
    with transaction():
        case = session().get_one(Case, case_id)
        opened = at("2026-03-09T08:30")

        def until(term, unit_id):
            return task_due(case, Node("x", "p", "x", "userTask", "specialist", step_term=term), unit_id, opened)

        assert until("1wd", here) == at("2026-03-10T17:00")
        assert until("1wd", there) == at("2026-03-11T17:00")
        assert until("1wd", None) == at("2026-03-10T17:00")  # a citizen's: by the agency that decides
        assert until("30wd", here) == case.due_at
        assert until(None, here) == case.due_at


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("", "10:00", "handover_signed_on"),
        ("2026-03-09", "", "handover_signed_time"),
        ("2026-03-10", "15:30", "handover_signed_time"),  # not yet
        ("2026-03-11", "10:00", "handover_signed_on"),
        ("2026-03-08", "10:00", "handover_signed_on"),  # before it was submitted
        ("2026-03-09", "08:00", "handover_signed_time"),
        ("2026-02-01", "10:00", "handover_signed_on"),
    ],
)
def test_by_post_the_handover_is_asked_for(clock, settings, day, time, field):
    case_id = posted(settings)
    clock.move_to(at("2026-03-10T15:00"))
    with pytest.raises(Invalid) as refusal:
        accept(case_id, day, time)
    assert set(refusal.value.fields) == {field}


def test_by_post_the_term_begins_with_the_handover(clock, settings):
    case_id = posted(settings)
    clock.move_to(at("2026-03-11T09:00"))
    accept(case_id, "2026-03-09", "15:40")
    assert due(case_id) == at("2026-03-16T17:00")
    assert clock_of(case_id).started_at.astimezone(TZ) == at("2026-03-09T15:40")
    with transaction():
        case = session().get_one(Case, case_id)
        assert "bưu chính" in clockwork.reasons(case).lines[0].title["vi"]


def test_by_post_the_last_supplement_counts_when_it_came_later(clock, settings):
    case_id = posted(settings)
    clock.move_to(at("2026-03-10T09:00"))
    walk.do(case_id, "check_dossier", "desk", "incomplete")
    clock.move_to(at("2026-03-12T09:00"))
    walk.do(case_id, "supplement", "citizen")
    accept(case_id, "2026-03-09", "15:40")
    assert clock_of(case_id).started_at.astimezone(TZ) == at("2026-03-12T09:00")


def test_what_came_online_is_not_asked_for_a_handover(clock, settings):
    case_id = walk.submit(CODE, settings)
    with pytest.raises(Invalid):
        accept(case_id, "2026-03-09", "08:30")


def posted(settings):
    case_id = walk.submit(CODE, settings)
    with transaction():
        session().execute(update(Case).where(Case.id == case_id).values(channel_in="POST"))
    return case_id


def accept(case_id, day, time):
    walk.do(case_id, "check_dossier", "desk", "complete", handover_signed_on=day, handover_signed_time=time)


def test_a_timer_may_run_by_the_clock_or_by_the_agencys_days(clock, settings):
    case_id = examined(settings)
    clock.move_to(at("2026-03-13T10:20"))  # a Friday
    assert act("cases.moment", case_id, hours=24) == "2026-03-14T10:20:00+07:00"
    assert act("cases.moment", case_id, hours=0) == "2026-03-13T10:20:00+07:00"
    assert act("cases.moment", case_id, term="1wd") == "2026-03-16T17:00:00+07:00"


def test_a_step_that_leaves_the_clock_alone_pays_nothing_for_it(clock, settings, world):
    case_id = received(settings)
    walk.settle_fee(case_id)
    item, desk = walk.item(case_id, "hand_over"), walk.who("desk")
    with transaction():
        session().scalar(select(LegalClock.case_id))
    with transaction(), statements(world) as seen:
        progress.complete_task(desk, item.id, {"papers_handed": True})
    named = " ".join(seen)
    assert not [table for table in ("legal_clock", "clock_ledger", "watch", "calendar_day") if f"{table} " in named]
    assert named.count("calendar_edit") <= 1


def test_why_it_is_due_that_day(clock, settings):
    case_id = asked(settings)
    clock.move_to(at("2026-03-19T10:00"))
    walk.do(case_id, "supplement_examined", "citizen")
    act("cases.pause_clock", case_id, reason="chờ", legal_basis=LAW)
    clock.move_to(at("2026-03-20T10:00"))
    act("cases.resume_clock", case_id)
    act("cases.extend", case_id, {"apology_reason": "đông", "apology_new_date": "2026-03-31"})
    with transaction():
        why = clockwork.reasons(session().get_one(Case, case_id))
        assert [line.kind for line in why.lines] == ["START", "WAIT", "RESTART", "PAUSE", "RESUME", "EXTEND"]
        assert all(line.title["vi"] and line.title["en"] for line in why.lines)
        assert (why.term.start, why.term.due) == (at("2026-03-19T10:00"), at("2026-03-26T17:00"))
        assert [(out.days, out.legal_basis) for out in why.excluded] == [(1, LAW)]
        assert (why.promised, why.legal.due_at) == (at("2026-03-31T17:00"), at("2026-03-31T17:00"))
        assert (why.legal.late, why.index.requests, why.index.late) == (False, 1, False)


def test_before_reception_there_is_nothing_to_explain(clock, settings):
    case_id = walk.submit(CODE, settings)
    with transaction():
        assert clockwork.reasons(session().get_one(Case, case_id)) is None

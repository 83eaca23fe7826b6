"""What administrators do to a dossier: hold it, stop it, put it back; and what the law does not let them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.cases import due_work, journal, operating, progress, sending_back
from app.cases.models import JournalLine
from app.cases.progress import Suspended
from app.cases.status import ForbiddenMove, Status
from app.core import clock
from app.core.db import session, transaction
from app.core.errors import Forbidden, Invalid, NotFound
from app.deadlines import ledger
from app.deadlines.models import LegalClock
from app.engine import queries
from app.engine.models import Timer, WorkItem, WorkItemDone
from app.identity import operations
from app.notifications.models import Message
from tests.cases import walking as walk
from tests.cases.test_journey import examined, received, resolved

WHY = "Cán bộ bấm nhầm, cần làm lại."


def act(function, case_id, *more, username="admin"):
    actor = walk.who(username)
    with transaction():
        return function(case_id, *more, WHY, actor)


def back(case_id, node):
    """Puts the dossier back to where `node` was open."""
    with transaction():
        ways = sending_back.ways(walk.case(case_id))
    found = next(one for one in ways if node in [opened.id for opened in one.opens])
    return act(sending_back.send_back, case_id, found.version)


def ways(case_id):
    with transaction():
        return sending_back.ways(walk.case(case_id))


def nodes(case_id):
    return [item.node for item in walk.items(case_id)]


def told(case_id):
    with transaction():
        found = session().scalars(select(Message.template).where(Message.case_id == case_id).order_by(Message.id))
        return list(found)


def clock_of(case_id):
    with transaction():
        return session().get_one(LegalClock, case_id, populate_existing=True)


def sound(case_id):
    with transaction():
        return queries.drift([walk.case(case_id).instance_id or 0]) == []


def test_a_held_dossier_moves_for_nobody_and_its_clock_goes_on(world, settings):
    case_id = examined(settings)
    due = walk.case(case_id).due_at
    act(operating.suspend, case_id)
    with pytest.raises(Suspended):
        walk.do(case_id, "examine", "specialist", "approve")
    assert (walk.case(case_id).due_at, clock_of(case_id).state) == (due, "RUNNING")
    act(operating.resume, case_id)
    walk.do(case_id, "examine", "specialist", "approve")
    assert nodes(case_id) == ["approve_result"]


def test_a_citizen_has_as_long_to_answer_as_if_nothing_had_been_held(world, settings, time_machine):
    case_id = resolved(settings, channel_out="ONLINE")
    held_at = clock.now()
    act(operating.suspend, case_id)
    with transaction():
        due = session().scalars(select(Timer.due_at).where(Timer.subject_id == case_id)).one()
    time_machine.move_to(due + timedelta(minutes=1))
    due_work.fire_due_timers()
    assert walk.case(case_id).status == Status.RESOLVED
    act(operating.resume, case_id)
    due_work.fire_due_timers()
    assert walk.case(case_id).status == Status.RESOLVED  # their week is not over: it stood still
    assert sound(case_id)
    time_machine.move_to(due + (due - held_at) + timedelta(minutes=2))
    due_work.fire_due_timers()
    assert walk.case(case_id).status == Status.RETURNED


def test_a_citizen_still_answers_what_fell_due_while_it_was_held(world, settings, time_machine):
    case_id = resolved(settings, channel_out="ONLINE")
    act(operating.suspend, case_id)
    time_machine.move_to(clock.now() + timedelta(days=30))
    act(operating.resume, case_id)
    walk.do(case_id, "confirm_receipt", "citizen", "received")
    assert walk.case(case_id).status == Status.RETURNED
    with transaction():
        outcome = select(WorkItemDone.outcome).where(WorkItemDone.node == "confirm_receipt")
        assert session().scalars(outcome).one() == "received"


def test_a_message_to_a_held_dossier_lets_no_timer_fire(world, settings, time_machine):
    case_id = resolved(settings, channel_out="ONLINE")
    act(operating.suspend, case_id)
    time_machine.move_to(clock.now() + timedelta(days=30))
    with transaction():
        progress.receive(case_id, "term_ends", {}, noted="term_ends")
    assert set(nodes(case_id)) == {"confirm_receipt", "decide_apology"}
    with transaction():
        opened = session().scalars(select(WorkItem.opened_at).where(WorkItem.node == "decide_apology")).one()
    assert clock.now() - opened < timedelta(minutes=1)  # what is written is of today


def test_other_timers_of_a_held_dossier_wait_and_then_fire_at_once(world, settings, time_machine, monkeypatch):
    case_id = resolved(settings, channel_out="ONLINE")
    monkeypatch.setattr(operating, "_on_citizens_steps", lambda case: set())  # as if it bounded a step of the house
    with transaction():
        due = session().scalars(select(Timer.due_at).where(Timer.subject_id == case_id)).one()
    act(operating.suspend, case_id)
    time_machine.move_to(due + timedelta(minutes=1))
    due_work.fire_due_timers()
    assert walk.case(case_id).status == Status.RESOLVED
    act(operating.resume, case_id)
    due_work.fire_due_timers()
    assert walk.case(case_id).status == Status.RETURNED


def test_holding_twice_and_letting_go_of_what_is_not_held(world, settings):
    case_id = examined(settings)
    with pytest.raises(operating.NotSuspended):
        act(operating.resume, case_id)
    act(operating.suspend, case_id)
    with pytest.raises(operating.AlreadySuspended):
        act(operating.suspend, case_id)


def test_stopping_ends_everything_and_tells_the_citizen(world, settings):
    case_id = examined(settings)
    act(operating.stop, case_id)
    stopped = walk.case(case_id)
    assert (stopped.status, stopped.closed_at is None, nodes(case_id)) == (Status.STOPPED, False, [])
    assert clock_of(case_id).state == "STOPPED"
    assert told(case_id)[-1] == "stopped_by_agency"
    assert ways(case_id) == []
    with transaction():
        line = journal.lines(case_id)[-1]
        assert (line.kind, line.detail["reason"]) == ("stopped", WHY)
        noted = operations.lines(case_id=case_id)[0]
        assert (noted.kind, noted.reason, noted.outcome) == ("stop", WHY, "DONE")


def test_what_the_national_list_does_not_let_stop_is_not_stopped(world, settings):
    case_id = received(settings)
    walk.settle_fee(case_id)
    with pytest.raises(ForbiddenMove):
        act(operating.stop, case_id)
    assert nodes(case_id) == ["hand_over"]


def test_only_administrators_operate_and_never_without_a_reason(world, settings):
    case_id = examined(settings)
    with pytest.raises(Forbidden):
        act(operating.suspend, case_id, username="leader")
    with pytest.raises(Invalid), transaction():
        operating.suspend(case_id, " ", walk.who("admin"))
    with pytest.raises(NotFound):
        act(operating.suspend, 999_999)


def test_a_draft_is_nobody_elses(world, settings):
    with pytest.raises(operating.NotRunning):
        act(operating.stop, walk.begin("2.000635"))


def test_an_examination_is_done_again(world, settings):
    case_id = examined(settings)
    walk.do(case_id, "examine", "specialist", "approve")
    handler, due = walk.case(case_id).handler_id, walk.case(case_id).due_at
    back(case_id, "examine")
    again = walk.case(case_id)
    assert (nodes(case_id), again.status, again.handler_id, again.due_at) == (["examine"], 4, handler, due)
    assert sound(case_id) and "sent_back" not in told(case_id)
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")


def test_taking_over_is_undone_with_its_handler(world, settings):
    case_id = examined(settings)
    back(case_id, "take_over")
    case = walk.case(case_id)
    assert (nodes(case_id), case.status, case.handler_id) == (["take_over"], Status.RECEIVED, None)
    walk.do(case_id, "take_over", "specialist")
    assert walk.case(case_id).status == Status.PROCESSING


def test_going_back_behind_the_result_reopens_and_the_clock_has_not_stood(world, settings, time_machine):
    case_id = examined(settings)
    due = walk.case(case_id).due_at
    walk.do(case_id, "examine", "specialist", "approve")
    walk.do(case_id, "approve_result", "leader", "sign")
    walk.do(case_id, "issue_result", "clerk")
    assert clock_of(case_id).state == "STOPPED"
    time_machine.move_to(clock.now() + timedelta(days=1))
    way = back(case_id, "issue_result")
    case, counted = walk.case(case_id), clock_of(case_id)
    assert way.reopens
    assert (case.status, case.resolved_at, case.decision, case.delivery) == (4, None, None, "NONE")
    assert (counted.state, counted.due_at, case.due_at, counted.stopped_at) == ("RUNNING", due, due, None)
    assert told(case_id)[-1] == "sent_back" and sound(case_id)
    with transaction():
        assert [line.kind for line in ledger.lines(case_id)] == ["START", "STOP", "UNDONE"]
    walk.do(case_id, "issue_result", "clerk")
    assert (walk.case(case_id).status, clock_of(case_id).state) == (Status.RESOLVED, "STOPPED")


def supplement(case_id):
    walk.do(case_id, "examine", "specialist", "supplement")
    walk.do(case_id, "send_supplement", "desk")


def test_a_supplement_asked_for_by_mistake_is_taken_back(world, settings):
    case_id = examined(settings)
    due = walk.case(case_id).due_at
    supplement(case_id)
    assert (walk.case(case_id).status, walk.case(case_id).due_at) == (5, None)
    back(case_id, "examine")
    case = walk.case(case_id)
    assert (case.status, case.due_at, case.supplements, clock_of(case_id).state) == (4, due, 0, "RUNNING")
    assert told(case_id)[-1] == "sent_back"


def test_what_reception_settled_stays(world, settings):
    case_id = received(settings)
    walk.settle_fee(case_id)
    found = {node.id: one for one in ways(case_id) for node in one.opens}
    assert isinstance(found["check_dossier"].refusal, sending_back.BehindReception)
    with pytest.raises(sending_back.BehindReception):
        act(sending_back.send_back, case_id, found["check_dossier"].version)
    assert nodes(case_id) == ["hand_over"]


def test_a_result_that_is_out_is_not_called_back(world, settings):
    case_id = resolved(settings, channel_out="ONLINE")
    with pytest.raises(sending_back.ResultOut):
        back(case_id, "issue_result")


def test_what_is_not_noted_is_not_guessed(world, settings):
    case_id = examined(settings)
    with transaction():
        session().query(JournalLine).filter(JournalLine.case_id == case_id).update({JournalLine.detail: None})
    assert {type(one.refusal) for one in ways(case_id)} == {sending_back.Unknown}


def test_a_refused_act_leaves_nothing(world, settings):
    case_id = received(settings)
    walk.settle_fee(case_id)
    with pytest.raises(NotFound):
        act(sending_back.send_back, case_id, 0)
    with transaction():
        assert session().scalar(select(func.count()).select_from(WorkItem).where(WorkItem.subject_id == case_id)) == 1
        assert operations.lines(case_id=case_id) == []

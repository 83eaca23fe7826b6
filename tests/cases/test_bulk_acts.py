"""Operators' acts on many dossiers: tried first, then done, each for itself and exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.cases import bulk_acts, bulk_reading, bulk_working, moving, operating
from app.cases.bulk_acts import Chosen, NothingChosen, StillTrying
from app.cases.models import BulkAct, BulkItem, Case, JournalLine
from app.cases.status import Status
from app.core import clock
from app.core.db import session, transaction
from app.core.errors import Forbidden, Invalid, NotFound
from app.engine import overdue
from app.identity import operations
from app.identity.models import Account
from tests.cases import walking as walk
from tests.cases.many import copies
from tests.cases.test_journey import examined
from tests.cases.test_moving import BOUNDARY, release, renamed, version_of
from tests.web.officers import at_transfer, submitted

WHY = "Sửa lỗi của phiên bản cũ."


def tried(kind, *case_ids, username="admin", **detail):
    """A trial that has ended."""
    with transaction():
        act = bulk_acts.try_out(kind, detail, Chosen(case_ids), walk.who(username))
    bulk_working.work(act_id=act.id)
    return act.id


def done(trial_id):
    """The act that follows a trial, carried out."""
    with transaction():
        act = bulk_acts.carry_out(trial_id, WHY, walk.who("admin"))
    bulk_working.work(act_id=act.id)
    return act.id


def numbers(act_id):
    with transaction():
        found = bulk_reading.counts(act_id)
    return found.done, found.refused, found.failed, found.left


def follow(act, act_id):
    with transaction():
        made = act(act_id, walk.who("admin"))
    bulk_working.work(act_id=made.id)
    return made.id


def log():
    with transaction():
        return [(line.kind, line.case_id, line.reason, line.outcome) for line in operations.lines(limit=500)]


def test_a_trial_changes_nothing_and_the_act_does_what_it_said(world, settings):
    good, bad = examined(settings), at_transfer(settings)
    trial = tried("stop", good, bad)
    assert (numbers(trial), walk.case(good).status, log()) == ((1, 1, 0, 0), Status.PROCESSING, [])
    act = done(trial)
    assert (walk.case(good).status, walk.case(bad).status) == (Status.STOPPED, Status.RECEIVED)
    assert numbers(act) == (1, 0, 0, 0)
    assert log() == [("stop", good, WHY, "DONE")]
    with transaction():
        assert bulk_reading.find(act).ended_at is not None


def test_the_same_trial_leads_to_one_act_however_often_it_is_pressed(world, settings):
    trial = tried("suspend", examined(settings))
    assert done(trial) == done(trial)
    with transaction():
        assert session().scalar(select(func.count()).select_from(BulkAct)) == 2


def test_reasons_are_counted_and_told_as_they_were(world, settings):
    first, second, third = (at_transfer(settings) for _ in range(3))
    operated = examined(settings)
    with transaction():
        operating.suspend(third, WHY, walk.who("admin"))
    stop, hold = tried("stop", first, second, operated), tried("suspend", first, third)
    with transaction():
        [refused, went] = bulk_reading.reasons(stop)
        [held, _] = bulk_reading.reasons(hold)
    assert (refused.count, refused.outcome, went.count, went.refusal) == (2, "REFUSED", 1, None)
    assert "không thể chuyển sang" in str(refused.refusal) and refused.refusal.params.keys() == {"now", "then"}
    assert str(held.refusal) == operating.AlreadySuspended.message
    with transaction():
        [line] = bulk_reading.page(hold, "REFUSED")
        assert (line.case_id, line.number) == (third, walk.case(third).code)
        assert [one.case_id for one in bulk_reading.page(stop, after=first, limit=1)] == [second]


def test_all_of_a_version_and_those_at_a_step(world, settings):
    case_id, elsewhere, draft = examined(settings), submitted(settings), walk.begin("2.000635")
    version_id, admin = version_of(case_id), walk.who("admin")
    many = copies(case_id, 250)

    def begun(kind, node=None, **detail):
        with transaction():
            act = bulk_acts.try_out(kind, detail, Chosen((), version_id, node), admin)
            return set(session().scalars(select(BulkItem.case_id).where(BulkItem.act_id == act.id)))

    assert begun("suspend") == {case_id, elsewhere, *many}
    assert begun("move_version", version=version_id) == {case_id, elsewhere, draft, *many}
    assert begun("suspend", node="check_dossier") == {elsewhere}
    with pytest.raises(NothingChosen):
        begun("suspend", node="nothing")


def test_nothing_is_begun_by_others_for_nothing_or_without_a_reason(world, settings):
    case_id, leader, admin = examined(settings), walk.who("leader"), walk.who("admin")
    trial = tried("suspend", case_id)
    for refusal, act in (
        (Forbidden, lambda: bulk_acts.try_out("suspend", {}, Chosen((case_id,)), leader)),
        (Forbidden, lambda: bulk_acts.carry_out(trial, WHY, leader)),
        (Forbidden, lambda: bulk_acts.halt(trial, leader)),
        (NotFound, lambda: bulk_acts.try_out("paint", {}, Chosen((case_id,)), admin)),
        (NotFound, lambda: bulk_acts.carry_out(99_999, WHY, admin)),
        (NotFound, lambda: bulk_acts.take_back(trial, admin)),
        (NothingChosen, lambda: bulk_acts.try_out("suspend", {}, Chosen(), admin)),
        (NothingChosen, lambda: bulk_acts.try_out("suspend", {}, Chosen((99_999,)), admin)),
        (Invalid, lambda: bulk_acts.carry_out(trial, " ", admin)),
    ):
        with pytest.raises(refusal), transaction():
            act()


def test_an_unfinished_trial_is_not_carried_out(world, settings):
    case_id, admin = examined(settings), walk.who("admin")
    with transaction():
        trial = bulk_acts.try_out("suspend", {}, Chosen((case_id,)), admin)
    with pytest.raises(StillTrying), transaction():
        bulk_acts.carry_out(trial.id, WHY, admin)


def test_a_halted_act_leaves_the_rest_as_it_was(world, settings):
    case_id = examined(settings)
    many = copies(case_id, 5)
    trial = tried("suspend", *many)
    with transaction():
        act = bulk_acts.carry_out(trial, WHY, walk.who("admin"))
    stops = iter([True, True, False])
    bulk_working.work(lambda: next(stops, False), act_id=act.id)
    with transaction():
        bulk_acts.halt(act.id, walk.who("admin"))
    bulk_working.work()
    assert numbers(act.id) == (2, 0, 0, 3)
    with transaction():
        held = session().scalar(select(func.count()).select_from(Case).where(Case.suspended_at.is_not(None)))
    assert held == 2
    assert numbers(follow(bulk_acts.again, act.id)) == (3, 0, 0, 0)


def test_a_fault_in_one_leaves_the_others_done_and_may_be_tried_again(world, settings, monkeypatch):
    first, second = examined(settings), examined(settings)
    trial, real, broken = tried("suspend", first, second), overdue.hold, walk.case(first).instance_id

    def hold(instance_id):
        if instance_id == broken:
            raise KeyError("x")
        real(instance_id)

    with monkeypatch.context() as breaking:
        breaking.setattr(overdue, "hold", hold)
        act = done(trial)
    assert numbers(act) == (1, 0, 1, 0)
    assert walk.case(first).suspended_at is None and walk.case(second).suspended_at is not None
    assert {line[1:] for line in log()} == {(first, WHY, "FAILED"), (second, WHY, "DONE")}
    assert numbers(done(follow(bulk_acts.again, act))) == (1, 0, 0, 0)
    assert walk.case(first).suspended_at is not None


def test_what_was_moved_is_taken_back_where_it_has_not_gone_on(world, settings):
    stays, goes_on = examined(settings), examined(settings)
    old, new = version_of(stays), renamed(stays)
    act = done(tried("move_version", stays, goes_on, version=new))
    assert numbers(act) == (2, 0, 0, 0)
    walk.do(goes_on, "examine", "specialist", "approve")
    back = follow(bulk_acts.take_back, act)
    with transaction():
        assert type(bulk_reading.find(back)).__name__ == "BulkAct" and bulk_reading.find(back).trial
        [refused, _] = bulk_reading.reasons(back)
    assert str(refused.refusal) == moving.NothingToRevert.message
    done(back)
    assert (version_of(stays), version_of(goes_on)) == (old, new)


def test_many_are_put_back_to_a_step(world, settings):
    gone_on, never_there = examined(settings), at_transfer(settings)
    walk.do(gone_on, "examine", "specialist", "approve")
    trial = tried("send_back", gone_on, never_there, node="examine")
    assert numbers(trial) == (1, 1, 0, 0)
    done(trial)
    assert [item.node for item in walk.items(gone_on)] == ["examine"]


def test_where_a_move_is_blocked_is_told(world, settings):
    case_id = examined(settings)
    many = [case_id, *copies(case_id, 2)]
    task = b'<bpmn:userTask id="examine"'
    target = release(case_id, "resolve.bpmn", (task, BOUNDARY + task))
    trial = tried("move_version", *many, version=target)
    with transaction():
        [one] = bulk_reading.reasons(trial)
    assert (one.count, one.about, one.refusal.params) == (3, "examine", {"node": "Thẩm định hồ sơ"})


def test_somebody_whose_account_is_closed_does_nothing_more(world, settings):
    trial = tried("suspend", examined(settings))
    with transaction():
        act = bulk_acts.carry_out(trial, WHY, walk.who("admin"))
        session().get_one(Account, act.actor_id).disabled_at = clock.now()
    bulk_working.work()
    assert numbers(act.id) == (0, 1, 0, 0)


def test_a_dossier_that_somebody_is_at_has_its_turn_later(world, settings, database_kind):
    if database_kind == "sqlite":
        pytest.skip("one writer at a time")
    free, taken = examined(settings), examined(settings)
    with transaction():
        act = bulk_acts.try_out("suspend", {}, Chosen((free, taken)), walk.who("admin"))
    with transaction(), ThreadPoolExecutor(1) as pool:
        session().get(Case, taken, with_for_update=True)
        assert pool.submit(bulk_working.work).result(timeout=20).done == 1
    bulk_working.work()
    assert numbers(act.id) == (2, 0, 0, 0)


def test_several_workers_do_each_once(world, settings):
    case_id = examined(settings)
    trial = tried("suspend", *copies(case_id, 40))
    with transaction():
        act = bulk_acts.carry_out(trial, WHY, walk.who("admin"))
    with ThreadPoolExecutor(4) as pool:
        worked = [one.result() for one in [pool.submit(bulk_working.work) for _ in range(4)]]
    assert sum(one.done for one in worked) == 40
    assert numbers(act.id) == (40, 0, 0, 0)
    with transaction():
        lines = select(JournalLine.case_id).where(JournalLine.kind == "suspended")
        assert len(list(session().scalars(lines))) == 40


def test_trials_that_led_to_nothing_are_forgotten(world, settings, time_machine):
    case_id = examined(settings)
    idle, used = tried("stop", case_id), tried("suspend", case_id)
    act = done(used)
    time_machine.move_to(clock.now() + timedelta(days=31))
    with transaction():
        bulk_acts.forget_old_trials()
    with transaction():
        left = set(session().scalars(select(BulkAct.id)))
        assert left == {used, act} and idle not in left
        assert set(session().scalars(select(BulkItem.act_id))) == left

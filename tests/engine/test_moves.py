"""Starting and moving instances; what is waited for is in the tables, and only that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import transaction
from app.core.errors import Conflict
from app.engine import overdue, queries, runtime
from app.engine.models import Instance, Snapshot, Subscription, Timer, WorkItemDone
from tests.engine.drawing import Drawing, bundle, each, timer


def _loop() -> Drawing:
    drawing = Drawing("main").start().user("fill", "citizen").user("check").xor("good", default="good_no").end()
    drawing.path("start", "fill", "check", "good").flow("good", "end", "accepted")
    return drawing.flow("good", "fill", flow_id="good_no")


def test_a_task_goes_from_lane_to_lane_until_the_end(play):
    case = play(bundle(_loop()))
    assert (case.item("fill").role, case.item("fill").unit_id) == ("citizen", 1)
    moved = case.do("fill", pages=3)
    assert [item.node for item in moved.opened] == ["check"]
    assert [item.node for item in moved.closed] == ["fill"]
    assert case.do("check", accepted=False).opened[0].node == "fill"
    case.do("fill")
    assert case.do("check", accepted=True).finished
    assert case.open == []
    assert case.knows() == {"pages": 3, "accepted": True}


def test_what_is_done_is_archived_with_who_and_how(play):
    case = play(bundle(_loop()))
    case.do("fill")
    with transaction(writes=False) as session:
        done = session.scalars(select(WorkItemDone)).one()
    assert (done.node, done.role, done.actor_id, done.outcome) == ("fill", "citizen", 7, "done")


def test_a_task_done_already_is_a_conflict_and_the_case_goes_on(play, host):
    case = play(bundle(_loop()))
    stale = case.item("fill")
    case.do("fill")
    with pytest.raises(Conflict), transaction():
        runtime.complete(stale, host, {}, 8)
    assert case.open == ["check"]


def test_an_ended_instance_refuses_and_keeps_only_its_variables(play, host):
    case = play(bundle(_loop()))
    case.do("fill", note="x")
    last = case.item("check")
    case.do("check", accepted=True)
    with pytest.raises(Conflict), transaction():
        runtime.complete(last, host, {}, 8)
    with pytest.raises(Conflict), transaction():
        runtime.send(case.id, "paid", {}, host)
    with transaction(writes=False) as session:
        row = session.scalars(select(Instance)).one()
        assert row.codec == 0 and len(row.state) < 100 and row.ended_at is not None
        assert session.scalars(select(Snapshot)).all() == []


def _paying(interrupting: bool) -> Drawing:
    drawing = Drawing("main").start().user("pay", "citizen").end().end("paid_end").user("thank")
    drawing.boundary("paid", "pay", drawing.message("paid"), interrupting)
    return drawing.path("start", "pay", "end").path("paid", "thank", "paid_end")


def test_an_interrupting_message_takes_the_task_away(play):
    case = play(bundle(_paying(interrupting=True)))
    moved = case.send("paid", amount=8000)
    assert (case.open, [item.node for item in moved.closed]) == (["thank"], ["pay"])
    assert case.knows()["amount"] == 8000
    with pytest.raises(Conflict):
        case.send("paid")
    with transaction(writes=False) as session:
        assert session.scalars(select(WorkItemDone.outcome)).all() == ["*cancelled"]
        assert session.scalars(select(Subscription)).all() == []
    assert case.do("thank").finished


def test_a_non_interrupting_message_is_heard_again_and_again(play):
    case = play(bundle(_paying(interrupting=False)))
    for round_ in range(1, 5):
        case.send("paid", round=round_)
        assert case.open == ["pay", "thank"]
        case.do("thank")
        assert case.open == ["pay"] and case.sound()
    case.send("paid")
    case.send("paid")
    assert case.open == ["pay", "thank", "thank"]
    case.do("pay")
    assert not case.finished
    case.do("thank")
    assert case.do("thank").finished
    assert case.sound()


def _main_with_withdrawal() -> tuple[Drawing, ...]:
    main = Drawing("main").start().call("filing", "file").end().end("stopped", terminate=True).end("kept")
    inner = main.sub("processing", "desk")
    inner.start("in_start").call("receiving", "receive").call("checking", "file2").end("in_end")
    inner.path("in_start", "receiving", "checking", "in_end")
    main.boundary("withdraw", "processing", main.message("withdraw"), interrupting=False)
    main.user("decide").xor("agreed", default="no").service("stop", "cases.stop").service("keep", "cases.keep")
    main.path("start", "filing", "processing", "end").path("withdraw", "decide", "agreed")
    main.flow("agreed", "stop", "agree").flow("agreed", "keep", flow_id="no")
    main.path("stop", "stopped").path("keep", "kept")
    filing = Drawing("file").start("f_start").user("fill", "citizen").end("f_end").path("f_start", "fill", "f_end")
    receiving = Drawing("receive").start("r_start").user("check").end("r_end").path("r_start", "check", "r_end")
    again = Drawing("file2").start("g_start").user("examine", None).end("g_end").path("g_start", "examine", "g_end")
    return main, filing, receiving, again


def test_withdrawing_twice_then_going_on_to_the_end(play):
    case = play(bundle(*_main_with_withdrawal()))
    case.do("fill")
    for round_ in range(2):
        case.send("withdraw", reason=f"reason {round_}")
        assert case.open == ["check", "decide"]
        case.do("decide", agree=False)
        assert case.open == ["check"] and case.sound()
    case.do("check")
    assert case.item("examine").role == "desk"
    assert case.do("examine").finished
    assert case.host.calls == [("cases.keep", {}), ("cases.keep", {})]


@pytest.mark.parametrize("before", [[], ["check"]])
def test_an_agreed_withdrawal_terminates_what_runs_inside(play, before):
    case = play(bundle(*_main_with_withdrawal()))
    for node in ["fill", *before]:
        case.do(node)
    case.send("withdraw")
    case.do("decide", agree=False)
    case.send("withdraw")
    moved = case.do("decide", agree=True)
    assert moved.finished and case.open == []
    assert {item.node for item in moved.closed} == {"decide", "examine" if before else "check"}


def test_an_interrupting_timer_at_a_given_moment(play):
    drawing = (
        Drawing("main").start().user("confirm", "citizen").end().end("silent_end").service("silence", "cases.silence")
    )
    drawing.boundary("silent", "confirm", timer("timeDate", "until"))
    drawing.path("start", "confirm", "end").path("silent", "silence", "silent_end")
    due = clock.now() + timedelta(days=1)
    case = play(bundle(drawing), until=due.isoformat())
    with transaction(writes=False):
        assert overdue.due_timers(clock.now()) == []
        assert [row[1] for row in overdue.due_timers(due)] == [case.id]
    assert case.timers(due - timedelta(seconds=1)).timers == 1
    assert case.open == ["confirm"]
    assert case.timers(due).finished
    assert case.host.calls == [("cases.silence", {})]
    with transaction(writes=False) as session:
        assert session.scalars(select(Timer)).all() == []


def test_a_due_timer_wins_over_a_late_person(play, monkeypatch):
    drawing = Drawing("main").start().user("confirm", "citizen").end().end("late_end").user("late")
    drawing.boundary("silent", "confirm", timer("timeDuration", '"P1D"'))
    drawing.path("start", "confirm", "end").path("silent", "late", "late_end")
    case = play(bundle(drawing))
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Conflict):
        case.do("confirm")
    assert case.open == ["confirm"]  # rolled back; the timer's own job moves it
    case.timers(later)
    assert case.open == ["late"]


def test_a_repeating_timer_reminds_three_times(play):
    drawing = Drawing("main").start().user("work").end().end("r_end").service("remind", "cases.notify")
    drawing.boundary("every_day", "work", timer("timeCycle", '"R3/P1D"'), interrupting=False)
    drawing.path("start", "work", "end").path("every_day", "remind", "r_end")
    case = play(bundle(drawing))
    now = clock.now()
    for day in range(1, 7):
        case.timers(now + timedelta(days=day, seconds=1))
        assert case.sound()
    assert len(case.host.calls) == 3
    assert case.do("work").finished


def test_a_council_votes_each_for_themselves(play):
    council = f"{each('members', 'member', 'votes', 'vote')}"
    who = (
        "<bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name='assignee' value='member'/>"
        "</spiffworkflow:properties></bpmn:extensionElements>"
    )
    drawing = Drawing("main").start().user("cast", "council", who + council).user("sum_up", "council").end()
    case = play(bundle(drawing.path("start", "cast", "sum_up", "end")), members=[11, 12, 13])
    with transaction(writes=False):
        items = queries.open_items(case.id)
    assert [(item.node, item.assignee_id, item.role) for item in items] == [
        ("cast", who, "council") for who in (11, 12, 13)
    ]
    for number, item in enumerate(items):
        with transaction():
            moved = runtime.complete(item, case.host, {"vote": number > 0}, item.assignee_id)
    assert [item.node for item in moved.opened] == ["sum_up"]
    assert case.knows()["votes"] == [False, True, True]
    assert case.do("sum_up").finished


def test_service_tasks_get_parameters_and_keep_results_only_when_named(play, host):
    host.actions["fees.calculate"] = lambda copies: {"vnd": copies * 8000}
    drawing = (
        Drawing("main").start().service("fee", "fees.calculate", "fee", copies="copies + 1").service("inform", "tell")
    )
    drawing.user("pay").end().path("start", "fee", "inform", "pay", "end")
    case = play(bundle(drawing), copies=2)
    assert host.calls == [("fees.calculate", {"copies": 3}), ("tell", {})]
    assert case.knows() == {"copies": 2, "fee": {"vnd": 24000}}


def test_parallel_branches_in_a_subprocess_inside_a_loop(play):
    main = Drawing("main").start().user("last").xor("again", default="no").end()
    inner = main.sub("block", "desk")
    inner.start("b_start").both("split").user("left").user("right").both("join").end("b_end")
    inner.path("b_start", "split", "left", "join").path("split", "right", "join", "b_end")
    main.path("start", "block", "last", "again").flow("again", "block", "more").flow("again", "end", flow_id="no")
    case = play(bundle(main))
    for more in (True, True, False):
        assert case.open == ["left", "right"]
        case.do("right", r=1)
        assert case.open == ["left"]
        case.do("left", l=1)
        assert case.open == ["last"] and case.sound()
        case.do("last", more=more)
    assert case.finished

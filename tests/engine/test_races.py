"""Two at once on one instance: the row lock lets one win; nothing is lost, nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.core.db import transaction
from app.core.errors import Conflict
from app.engine import runtime
from app.engine.models import Instance, WorkItemDone
from tests.engine.conftest import Play
from tests.engine.drawing import Drawing, bundle

THREADS = 6


def _at_once(acts):
    gate = Barrier(len(acts))

    def one(act):
        gate.wait()
        try:
            with transaction():
                act()
            return "won"
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def _approval() -> Drawing:
    drawing = Drawing("main").start().user("approve").service("issue", "results.issue").user("hand_over").end()
    return drawing.path("start", "approve", "issue", "hand_over", "end")


def test_one_of_many_who_complete_the_same_task_wins(play, host):
    case = play(bundle(_approval()))
    item = case.item("approve")
    acts = [lambda who=who: runtime.complete(item, host, {"by": who}, who) for who in range(THREADS)]
    assert _at_once(acts) == ["conflict"] * (THREADS - 1) + ["won"]
    assert case.open == ["hand_over"] and case.sound()
    with transaction(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(WorkItemDone)) == 1
        assert session.scalars(select(Instance.version)).all() == [1]
    assert case.do("hand_over").finished


def test_a_message_and_a_person_at_once_are_taken_one_after_the_other(play, host):
    drawing = Drawing("main").start().user("pay").end().end("paid_end")
    drawing.boundary("paid", "pay", drawing.message("paid")).user("thank").path("start", "pay", "end").path(
        "paid", "thank", "paid_end"
    )
    case = play(bundle(drawing))
    item = case.item("pay")
    acts = [lambda: runtime.complete(item, host, {}, 1), lambda: runtime.send(case.id, "paid", {}, host)]
    assert _at_once(acts) == ["conflict", "won"]
    assert case.sound()


def test_both_branches_at_once_are_both_kept(play, host):
    drawing = Drawing("main").start().both("split").user("left").user("right").both("join").user("last").end()
    drawing.path("start", "split", "left", "join", "last", "end").path("split", "right", "join")
    case = play(bundle(drawing))
    left, right = case.item("left"), case.item("right")
    acts = [lambda: runtime.complete(left, host, {"l": 1}, 1), lambda: runtime.complete(right, host, {"r": 2}, 2)]
    assert _at_once(acts) == ["won", "won"]
    assert case.open == ["last"]
    assert case.do("last").finished
    assert {"l": 1, "r": 2}.items() <= case.knows().items()


@pytest.mark.parametrize("rounds", [20])
def test_threads_share_a_parsed_definition(db, host, rounds):
    made = bundle(_approval())  # deployed by all of them at once

    def whole(_number):
        case = Play(made, host, {})
        case.do("approve", ok=True)
        return case.do("hand_over").finished

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(whole, range(rounds)))

"""States: what is written is read again, stays small, and can be gone back to; a failed step leaves nothing."""

import json

import orjson
import pytest
import zstandard
from sqlalchemy import event, select

from app.core.db import transaction
from app.core.errors import NotFound
from app.engine import definitions, incidents, runtime, snapshots, spiff_codec
from app.engine.expressions import ExpressionFault
from app.engine.models import Instance, Snapshot, WorkItem
from app.engine.spiff import BadVariables
from app.engine.spiff_workflow import Runaway
from tests.engine import constructs
from tests.engine.drawing import Drawing, bundle


def _row(case):
    with transaction(writes=False) as session:
        return session.scalars(select(Instance).where(Instance.id == case.id)).one()


def _supplements() -> Drawing:
    drawing = Drawing("main").start().user("check").xor("good", default="no").user("supplement", "citizen").end()
    drawing.path("start", "check", "good").flow("good", "end", "ok").flow("good", "supplement", flow_id="no")
    return drawing.path("supplement", "check")


def test_a_state_stays_flat_over_a_hundred_loops(play):
    case = play(bundle(_supplements()))
    sizes = []
    for round_ in range(100):
        case.do("check", ok=False, round=round_)
        case.do("supplement", pages=round_ % 3)
        sizes.append(len(_row(case).state))
    assert max(sizes) - sizes[1] <= 40  # ids grow by a digit or two, nothing else
    assert case.do("check", ok=True).finished


def test_a_withdrawal_refused_many_times_stays_small(play):
    drawing = Drawing("main").start().user("work").end().user("decide").end("d_end")
    drawing.boundary("withdraw", "work", drawing.message("withdraw"), interrupting=False)
    case = play(bundle(drawing.path("start", "work", "end").path("withdraw", "decide", "d_end")))
    for _ in range(30):
        case.send("withdraw")
        case.do("decide")
    assert len(_row(case).state) < 2000


def test_the_standard_case_fits_inline(play, host):
    construct = constructs.standard_case()
    host.actions["fees.calculate"] = lambda vnd: {"vnd": vnd}
    case = play(construct.bundle, **construct.variables)
    steps: list[tuple[str, dict[str, object]]] = [
        ("choose", {"go": "next"}),
        ("fill", {"go": "next"}),
        ("pay", {"method": "DESK"}),
        ("check", {"outcome": "complete"}),
        ("left", {}),
        ("right", {}),
        ("examine", {"finding": "approve"}),
        ("approve", {"signed": True}),
    ]
    for node, answer in steps:
        case.do(node, **answer)
        assert len(_row(case).state) < 2000
    case.do("issue", number="12/QĐ")
    assert case.do("hand_over").finished


def test_variables_come_back_as_they_were(play):
    given = {
        "text": "Nguyễn Văn Ân\n'\"",
        "number": 10**15,
        "ratio": 0.1,
        "no": False,
        "none": None,
        "deep": {"b": [1, {"a": []}], "a": 2},
    }
    case = play(bundle(_supplements()), **given)
    case.do("check", ok=False, **{"1": "one", "z": 1, "y": 2})
    known = case.knows()
    assert {name: known[name] for name in given} == given
    assert json.dumps(known["deep"]) == json.dumps(given["deep"])  # order too


def test_true_and_one_are_not_confused(play):
    case = play(bundle(_supplements()), flag=True)
    case.do("check", ok=False, flag=1)
    assert case.knows()["flag"] is not True


@pytest.mark.parametrize("bad", [{"x": object()}, {"x": {1, 2}}, {"x": "a" * 70_000}, {1: 2}])
def test_variables_that_are_no_small_json_are_refused(play, host, bad):
    case = play(bundle(_supplements()))
    with pytest.raises(BadVariables), transaction():
        runtime.complete(case.item("check"), host, bad, 1)
    assert case.open == ["check"]


def test_a_state_of_codec_1_can_be_read_for_ever(play, host):
    """The bytes of a state as they were first written: this must never stop working."""
    case = play(bundle(_supplements()))
    case.do("check", ok=False)
    old = [
        13,
        24,
        [
            [
                [1, "Start", 64, -1, 0, 10],
                [4, "good", 64, 0, 0, 23, None, {"ok": False}],
                [5, "supplement", 16, 1, 0, 24],
                [7, "check", 4, 2, 0],
                [9, "good", 4, 3, 0],
                [10, "supplement", 2, 4, 0],
                [11, "end", 1, 4, 0],
                [12, "check", 2, 5, 0],
                [13, "main.EndJoin", 1, 6, 0],
            ],
            1,
            {},
            {},
            True,
            False,
        ],
        [],
    ]
    with transaction() as session:
        row = session.scalars(select(Instance)).one()
        row.state, row.codec = zstandard.compress(orjson.dumps(old)), 1
        item = session.scalars(select(WorkItem)).one()
        item.task_id = "5"
    assert case.do("supplement").opened[0].node == "check"


def test_an_unknown_codec_is_not_guessed(play):
    case = play(bundle(_supplements()))
    with transaction() as session:
        session.scalars(select(Instance)).one().codec = 99
    with pytest.raises(LookupError):
        case.do("check")


def test_the_current_codec_can_be_read():
    assert spiff_codec.CURRENT in spiff_codec._LOADERS and spiff_codec.ENDED not in spiff_codec._LOADERS


def test_the_last_five_states_are_kept_and_can_be_gone_back_to(play, host):
    case = play(bundle(_supplements()))
    for round_ in range(4):
        case.do("check", ok=False, round=round_)
        case.do("supplement")
    with transaction(writes=False) as session:
        assert [kept.version for kept in snapshots.listed(case.id)] == [7, 6, 5, 4, 3]
        assert len(session.scalars(select(Snapshot)).all()) == snapshots.KEPT
    before = case.item("check")
    with transaction():
        moved = runtime.restore(case.id, 3, host)
    assert [item.node for item in moved.opened] == ["supplement"] and case.open == ["supplement"] and case.sound()
    case.do("supplement")
    assert case.item("check").task_id != before.task_id
    assert case.do("check", ok=True).finished


def test_a_snapshot_that_is_gone_is_not_found(play, host):
    case = play(bundle(_supplements()))
    with pytest.raises(NotFound), transaction():
        runtime.restore(case.id, 99, host)


def _issuing() -> Drawing:
    drawing = Drawing("main").start().user("approve").service("issue", "results.issue").user("hand_over").end()
    return drawing.path("start", "approve", "issue", "hand_over", "end")


def test_an_exception_in_a_service_task_leaves_nothing_behind(play, host):
    case = play(bundle(_issuing()))
    before = _row(case)

    def broken() -> None:
        raise OSError("no printer")

    host.actions["results.issue"] = broken
    with pytest.raises(OSError, match="no printer"):
        case.do("approve", number=1)
    after = _row(case)
    assert (after.state, after.version) == (before.state, before.version)
    assert case.open == ["approve"] and case.knows() == {}
    host.actions["results.issue"] = lambda: None
    case.do("approve", number=2)
    assert case.open == ["hand_over"] and case.knows() == {"number": 2}


def test_an_expression_that_fails_leaves_nothing_behind(play):
    case = play(bundle(_supplements()))
    with pytest.raises(ExpressionFault, match="ok"):
        case.do("check")
    assert case.open == ["check"]


def test_a_loop_without_people_is_stopped(play, monkeypatch):
    monkeypatch.setattr(definitions, "judge", lambda *_: [])  # which would refuse it
    drawing = Drawing("main").start().user("go").script("turn", "x = 1").xor("again", default="round_again").end()
    drawing.path("start", "go", "turn", "again").flow("again", "end", "x > 1").flow(
        "again", "turn", flow_id="round_again"
    )
    case = play(bundle(drawing))
    with pytest.raises(Runaway):
        case.do("go")
    assert case.open == ["go"]


def test_incidents_are_recorded_counted_and_resolved(play):
    case = play(bundle(_issuing()))
    act = {"kind": "complete", "task": 1}
    first = incidents.record(case.id, 1, "approve", act, OSError("no printer"))
    assert incidents.record(case.id, 1, "approve", act, OSError("no paper")) == first
    other = incidents.record(case.id, 1, "approve", {"kind": "timer"}, "late")
    with transaction():
        listed = incidents.open_incidents()
        assert [(one.id, one.tries) for one in listed] == [(first, 2), (other, 1)]
        assert listed[0].error == "OSError: no paper"
        incidents.resolve(first)
    with pytest.raises(NotFound), transaction():
        incidents.resolve(first)
    with transaction(writes=False):
        assert [one.id for one in incidents.open_incidents()] == [other]
        assert incidents.incident(other).act == {"kind": "timer"}


def test_a_usual_step_takes_few_statements(play, db):
    case = play(bundle(_supplements()))
    case.do("check", ok=False)
    item = case.item("supplement")
    seen: list[str] = []
    event.listen(db, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    with transaction():
        runtime.complete(item, case.host, {}, 1)
    statements = [one for one in seen if not one.startswith("BEGIN")]
    assert len(statements) == {"postgresql": 2, "sqlite": 6}[db.dialect.name], statements

"""Instances taken over by another version of their diagrams: what follows, what stays, what is refused and why."""

import json
from datetime import timedelta
from random import Random

import pytest

from app.core import clock
from app.core.db import transaction
from app.engine import definitions, moving, queries, snapshots
from app.engine.definitions import Bundle
from app.engine.models import Instance, WorkItem
from app.engine.moving import CannotMove, MovedOn
from tests.engine import constructs
from tests.engine.drawing import Drawing, bundle, each, timer


def draw(*after, **more):
    """fill → check → (whatever comes) → end."""
    drawing = Drawing("main").start().user("fill", "citizen").user("check", **more)
    for node in after:
        drawing.user(node)
    return drawing.end().path("start", "fill", "check", *after, "end")


def move(case, host, new):
    with transaction():
        return moving.move(case.id, definitions.deploy(new), host)


def refused(case, host, new):
    """Why, and that nothing changed."""
    before = frozen(case)
    with pytest.raises(CannotMove) as blocked:
        move(case, host, new)
    assert frozen(case) == before
    return blocked.value.why, blocked.value.node


def frozen(case):
    with transaction(writes=False) as session:
        row = session.get_one(Instance, case.id)
        items = session.query(WorkItem).filter(WorkItem.instance_id == case.id).order_by(WorkItem.id)
        said = [(item.node, item.name, item.role, item.form_key) for item in items]
        return row.definition_id, row.state, row.version, said


def test_what_comes_after_the_open_step_changes(play, host):
    case = play(bundle(draw()))
    case.do("fill", pages=3)
    switched = move(case, host, bundle(draw("stamp", "hand_out")))
    assert [change.after.id for change in switched.changes] == ["check"]
    assert case.open == ["check"] and case.sound() and case.knows()["pages"] == 3
    case.do("check")
    case.do("stamp")
    assert case.do("hand_out").finished


def test_an_open_step_gets_its_new_name_form_and_role(play, host):
    case = play(bundle(draw()))
    case.do("fill")
    was = case.item("check")
    text = draw(role="leader").xml().replace('name="check"', 'name="Kiểm tra lại"')
    new = bundle(draw(role="leader"))
    move(case, host, Bundle("main", {**new.files, "main.bpmn": text.encode()}))
    item = case.item("check")
    assert (item.id, item.task_id, item.name, item.role) == (was.id, was.task_id, "Kiểm tra lại", "leader")


def test_a_passed_step_that_is_gone_is_let_go_and_what_it_said_is_kept(play, host):
    case = play(bundle(draw("stamp")))
    case.do("fill", pages=3)
    case.do("check", accepted=True)
    new = Drawing("main").start().user("fill", "citizen").user("stamp").end().path("start", "fill", "stamp", "end")
    move(case, host, bundle(new))
    assert case.knows() == {"pages": 3, "accepted": True}
    assert case.sound() and case.do("stamp").finished


def test_an_open_step_that_is_gone_or_another_kind_blocks(play, host):
    case = play(bundle(draw()))
    case.do("fill")
    without = Drawing("main").start().user("fill", "citizen").end().path("start", "fill", "end")
    assert refused(case, host, bundle(without)) == ("open gone", "check")
    several = Drawing("main").start().user("fill", "citizen").user("check", inside=each("members", "member"))
    several.end().path("start", "fill", "check", "end")
    assert refused(case, host, bundle(several))[0] in ("open changed", "open gone")


def paying(*events):
    drawing = Drawing("main").start().user("pay", "citizen").end()
    if events:
        drawing.end("other")
    for event in events:
        drawing.boundary(event, "pay", drawing.message(event) if event != "late" else timer("timeDuration", '"P5D"'))
        drawing.path(event, "other")
    return bundle(drawing.path("start", "pay", "end"))


def test_events_on_the_boundary_of_an_open_step_block_and_kept_ones_go_on_listening(play, host):
    case = play(paying("paid"))
    assert refused(case, host, paying("paid", "late")) == ("boundary changed", "pay")
    assert refused(case, host, paying()) == ("boundary changed", "pay")
    longer = Drawing("main").start().user("pay", "citizen").end().user("thank").end("other")
    longer.boundary("paid", "pay", longer.message("paid")).path("start", "pay", "end").path("paid", "thank", "other")
    move(case, host, bundle(longer))
    case.send("paid", amount=8000)
    assert case.open == ["thank"] and case.sound()


def test_a_first_event_on_an_open_step_blocks(play, host):
    assert refused(play(paying()), host, paying("late")) == ("boundary changed", "pay")


def test_a_timer_that_waits_keeps_its_moment_and_a_changed_one_blocks(play, host):
    def waiting(expression, after="x"):
        drawing = Drawing("main").start().user("pay", "citizen").end().user(after).end("other")
        drawing.boundary("late", "pay", timer("timeDuration", expression))
        return bundle(drawing.path("start", "pay", "end").path("late", after, "other"))

    case = play(waiting('"P5D"'))
    assert refused(case, host, waiting('"P9D"')) == ("event changed", "late")
    move(case, host, waiting('"P5D"', "y"))
    assert case.sound()


def calling(called, node="call", first="a"):
    main = Drawing("main").start().call(node, called).end().path("start", node, "end")
    inner = Drawing(called).start(f"{called}_s").user(first).end(f"{called}_e")
    return bundle(main, inner.path(f"{called}_s", first, f"{called}_e"))


def test_a_changed_call_above_an_open_step_blocks(play, host):
    case = play(calling("inner"))
    assert refused(case, host, calling("other")) == ("call changed", "call")
    assert refused(case, host, calling("inner", node="elsewhere")) == ("open gone", "call")
    assert refused(case, host, calling("inner", first="b")) == ("open gone", "a")


def test_a_new_event_around_a_call_blocks(play, host):
    main = Drawing("main").start().call("call", "inner").end().end("other")
    main.boundary("late", "call", timer("timeDuration", '"P5D"')).path("start", "call", "end").path("late", "other")
    inner = Drawing("inner").start("inner_s").user("a").end("inner_e").path("inner_s", "a", "inner_e")
    assert refused(play(calling("inner")), host, bundle(main, inner)) == ("boundary changed", "call")


def together(*branches, before=()):
    drawing = Drawing("main").start()
    for node in (*before, *branches):
        drawing.user(node)
    drawing.both("split").both("join").end().path("start", *before, "split")
    for node in branches:
        drawing.path("split", node, "join")
    return bundle(drawing.path("join", "end"))


def test_a_branch_that_nobody_began_would_be_waited_for_for_ever(play, host):
    case = play(together("a", "b"))
    assert refused(case, host, together("a", "b", "c")) == ("join changed", "join")
    case.do("a")
    assert refused(case, host, together("a", "b", "c"))[0] == "join changed"


def test_an_open_step_does_not_slip_into_a_parallel_block(play, host):
    single = Drawing("main").start().user("a").end().path("start", "a", "end")
    assert refused(play(bundle(single)), host, together("a", "b")) == ("join changed", "join")


def test_a_split_that_open_branches_lean_on_and_that_is_gone_blocks(play, host):
    case = play(together("a", "b"))
    one_by_one = Drawing("main").start().user("a").user("b").end().path("start", "a", "b", "end")
    assert refused(case, host, bundle(one_by_one)) == ("passed gone", "split")


def round_and_round(*more):
    """fill → check, and back while it is not accepted."""
    drawing = Drawing("main").start().user("fill", "citizen").user("check", writes=["accepted"]).xor("good", "back")
    for node in more:
        drawing.user(node)
    drawing.end().path("start", "fill", "check", "good").flow("good", "fill", flow_id="back")
    return bundle(drawing.flow("good", more[0] if more else "end", "accepted").path(*more, "end"))


def test_one_that_goes_round_moves_in_any_round(play, host):
    case = play(round_and_round())
    for rounds in range(3):
        case.do("fill")
        case.do("check", accepted=False)
        move(case, host, round_and_round("stamp") if rounds % 2 else round_and_round("stamp", "hand_out"))
        assert case.open == ["fill"] and case.sound()
    case.do("fill")
    case.do("check", accepted=True)
    assert case.open == ["stamp"]


def test_branches_half_way_go_on_after_a_move(play, host):
    case = play(together("a", "b", before=("first",)))
    case.do("first")
    case.do("a")
    more = Drawing("main").start().user("first").user("a").user("b").user("last").both("split").both("join").end()
    more.path("start", "first", "split", "a", "join", "last", "end").path("split", "b", "join")
    move(case, host, bundle(more))
    assert case.open == ["b"] and case.sound()
    case.do("b")
    assert case.do("last").finished


def test_a_move_is_taken_back_until_the_case_goes_on(play, host):
    case = play(bundle(draw()))
    case.do("fill")
    before = frozen(case)
    move(case, host, bundle(draw("stamp", role="leader")))
    with transaction():
        moving.revert(case.id, host)
    definition, state, version, items = frozen(case)
    assert (definition, state, items, version) == (before[0], before[1], before[3], before[2] + 2)
    assert case.sound()
    with pytest.raises(MovedOn), transaction():
        moving.revert(case.id, host)
    move(case, host, bundle(draw("stamp")))
    case.do("check")
    with pytest.raises(MovedOn), transaction():
        moving.revert(case.id, host)


def test_states_of_the_old_version_are_not_gone_back_to(play, host):
    case = play(bundle(draw()))
    case.do("fill")
    move(case, host, bundle(draw("stamp")))
    with transaction():
        kept = {one.version: one.definition_id for one in snapshots.listed(case.id)}
    assert len(set(kept.values())) == 1 and frozen(case)[0] not in kept.values()


@pytest.mark.parametrize("name", sorted(constructs.ALL))
def test_moved_to_the_same_at_every_step_it_plays_as_if_never_moved(play, host, name, request):
    """To a bundle that differs in an unused form only, back and forth, against a twin that stays."""
    construct = constructs.ALL[name]()
    for seed in range(60 if request.config.getoption("--long") else 4):
        random = Random(seed)
        host.actions = _Any(construct)
        one, twin = (play(construct.bundle, **construct.variables) for _ in range(2))
        bundles = [construct.bundle, _with_note(construct.bundle)]
        for step in range(25):
            if one.finished:
                break
            assert (one.open, one.knows()) == (twin.open, twin.knows())
            move(one, host, bundles[(step + 1) % 2])
            assert one.sound()
            if not one.open or random.random() < 0.2:  # time passes for both
                far = clock.now() + timedelta(days=400 * (step + 1))
                assert one.timers(far).moved == twin.timers(far).moved
                continue
            node = random.choice(one.open)
            answer = construct.answers.get(node, lambda _: {})(random)
            one.do(node, **answer)
            twin.do(node, **answer)
        assert (one.finished, one.open) == (twin.finished, twin.open)


class _Any(dict):
    """Every action of a construct by its name."""

    def __init__(self, construct):
        super().__init__()
        self.construct = construct

    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return lambda **given: self.construct.call(name, given)


def _with_note(same: Bundle) -> Bundle:
    """The same diagrams with one form's title changed."""
    name = next(one for one in sorted(same.files) if one.endswith(".json"))
    form = json.loads(same.files[name])
    form["title"] = {"vi": "Khác", "en": "Other"}
    return Bundle(same.process_id, {**same.files, name: json.dumps(form).encode()})


def test_many_moved_have_sound_rows(play, host):
    new = bundle(draw("stamp"))
    cases = [play(bundle(draw())) for _ in range(3)]
    for case in cases:
        move(case, host, new)
    with transaction(writes=False):
        assert queries.drift([case.id for case in cases]) == []

"""What stands in the way of a move, on real dossiers: each kind once, at its place; and what does not."""

import pytest

from app.cases import moving, operating
from app.core.db import session, transaction
from app.engine import queries
from app.engine.models import Timer
from app.engine.moving import CannotMove
from app.engine.overdue import NEVER
from app.engine.spiff import Run
from app.engine.spiff_moving import CALL_CHANGED, DIFFERENT
from tests.cases import walking as walk
from tests.cases.blockages import BLOCKED, FREE, other, walked
from tests.cases.test_journey import examined
from tests.cases.test_moving import WHY, frozen, move, renamed, sound, version_of


def test_each_kind_is_refused_at_its_place_and_changes_nothing(world, settings):
    version_id, places = walked(settings)
    target = other(places[CALL_CHANGED])
    with transaction():
        assert queries.drift([walk.case(one).instance_id or 0 for one in places.values()]) == []
    for why in (CALL_CHANGED, *BLOCKED):
        case_id = places[why]
        before = frozen(case_id)
        with pytest.raises(CannotMove) as blocked:
            move(case_id, target)
        assert (blocked.value.why, frozen(case_id), version_of(case_id)) == (why, before, version_id), why
    for place in FREE:
        move(places[place], target)
        assert version_of(places[place]) == target and sound(places[place]), place
    walk.do(places["at the desk after two rounds"], "check_dossier", "desk", "incomplete")
    assert [item.node for item in walk.items(places["at the desk after two rounds"])] == ["supplement_asked"]


def test_a_taking_over_that_loses_something_is_noticed(world, settings, monkeypatch):
    """The comparison after the trial: no way is known to get there, and none is to be found by a dossier."""
    case_id = examined(settings)
    target, before = renamed(case_id), frozen(case_id)
    real = Run.take_over

    def forgetful(run, specs):
        real(run, specs)
        for task in run.projection().tasks.values():
            task.data.popitem()

    monkeypatch.setattr(Run, "take_over", forgetful)
    with pytest.raises(CannotMove) as blocked:
        move(case_id, target)
    assert (blocked.value.why, blocked.value.node, frozen(case_id)) == (DIFFERENT, "examine", before)


def test_a_held_dossier_moves_and_stays_held(world, settings):
    case_id = examined(settings)
    with transaction():
        operating.suspend(case_id, WHY, walk.who("admin"))
    move(case_id, renamed(case_id))
    assert walk.case(case_id).suspended_at is not None
    with transaction():
        held = session().query(Timer.next_try_at).filter(Timer.subject_id == case_id).all()
        assert all(row.next_try_at == NEVER for row in held)
        operating.resume(case_id, WHY, walk.who("admin"))
    walk.do(case_id, "examine", "specialist", "approve")
    assert sound(case_id)


def test_one_that_was_closed_meanwhile_is_left_alone(world, settings):
    case_id = examined(settings)
    target = renamed(case_id)
    with transaction():
        operating.stop(case_id, WHY, walk.who("admin"))
    with pytest.raises(operating.NotRunning):
        move(case_id, target)
    with pytest.raises(operating.NotRunning), transaction():
        moving.revert(case_id, WHY, walk.who("admin"))

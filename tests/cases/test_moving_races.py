"""Moving a dossier while somebody else is at it: one goes after the other, and nothing is lost between them."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from app.cases import moving, progress
from app.core.db import session, transaction
from app.engine.models import Instance
from tests.cases import walking as walk
from tests.cases.test_journey import examined
from tests.cases.test_moving import WHY, move, renamed, sound, version_of

ROUNDS = 5


def race(*acts):
    """What each of the acts raised, done at the same moment."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        with transaction():
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        said = [pool.submit(run, act) for act in acts]
        return [one.exception(timeout=60) for one in said]


def completing(case_id):
    item, actor = walk.item(case_id, "examine"), walk.who("specialist")
    with transaction():
        given = walk._good(item, "approve", {})
    return lambda: progress.complete_task(actor, item.id, dict(given), outcome="approve")


def moving_to(case_id, version_id, username="admin"):
    actor = walk.who(username)
    return lambda: moving.move(case_id, version_id, WHY, actor)


def moves_of(case_id):
    with transaction():
        return session().query(Instance.version).filter(Instance.subject_id == case_id).scalar()


def test_an_officer_completes_while_an_operator_moves(world, settings):
    first = examined(settings)
    target = renamed(first)
    for case_id in [first, *(examined(settings) for _ in range(ROUNDS - 1))]:
        before = moves_of(case_id)
        assert race(completing(case_id), moving_to(case_id, target)) == [None, None]
        assert [item.node for item in walk.items(case_id)] == ["approve_result"]
        assert (version_of(case_id), moves_of(case_id)) == (target, before + 2)
        assert sound(case_id)


def test_two_operators_move_the_same_dossier(world, settings):
    first = examined(settings)
    target = renamed(first)
    for case_id in [first, *(examined(settings) for _ in range(ROUNDS - 1))]:
        faults = [one for one in race(*[moving_to(case_id, target)] * 2) if one]
        assert [type(one) for one in faults] == [moving.SameVersion]
        assert version_of(case_id) == target and sound(case_id)


def test_two_operators_move_it_to_different_versions(world, settings):
    case_id = examined(settings)
    first, second = renamed(case_id), renamed(case_id)
    assert race(moving_to(case_id, first), moving_to(case_id, second)) == [None, None]
    assert version_of(case_id) in (first, second) and sound(case_id)
    walk.do(case_id, "examine", "specialist", "approve")


def test_an_officer_completes_while_the_move_is_taken_back(world, settings):
    """Either it went back first and the officer completed in the old version, or it had gone on and stays."""
    first = examined(settings)
    old, target = version_of(first), renamed(first)
    admin = walk.who("admin")
    for case_id in [first, *(examined(settings) for _ in range(ROUNDS - 1))]:
        move(case_id, target)
        faults = race(completing(case_id), partial(moving.revert, case_id, WHY, admin))
        assert faults[0] is None
        assert [item.node for item in walk.items(case_id)] == ["approve_result"]
        assert version_of(case_id) == (target if faults[1] else old)
        assert faults[1] is None or isinstance(faults[1], moving.NothingToRevert)
        assert sound(case_id)

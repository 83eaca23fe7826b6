"""A thousand running dossiers are tried and moved, every kind of blockage among them; some are taken back."""

import pytest
from sqlalchemy import select

from app.cases import bulk_acts, bulk_reading, bulk_working, due_work
from app.cases.bulk_acts import Chosen
from app.cases.models import Case
from app.core.db import session, transaction
from app.engine import queries
from app.engine.models import Instance
from app.engine.spiff_moving import CALL_CHANGED
from tests.cases import walking as walk
from tests.cases.blockages import BLOCKED, FREE, other, walked
from tests.cases.many import copies
from tests.cases.test_moving import WHY

EACH_BLOCKED = 8  # dossiers at each place where something stands in the way
BACK = 200  # dossiers to take back
GONE_ON = 3  # of these, dossiers that somebody has moved on


@pytest.fixture
def many(database_kind: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """A thousand on SQLite, where they are quickest; on the other enough to see that it is the same."""
    monkeypatch.setattr(due_work, "SQLITE_PAUSE", 0.0)  # there is nobody to leave the writer's place to
    return 1000 if database_kind == "sqlite" else 120


def begun(act):
    bulk_working.work(act_id=act.id, seconds=600)
    return act.id


def rows():
    """Each dossier's version, definition and state."""
    found = select(Case.id, Case.version_id, Instance.definition_id, Instance.state)
    with transaction():
        joined = found.join(Instance, Instance.id == Case.instance_id)
        return {case_id: tuple(row) for case_id, *row in session().execute(joined)}


def reasons(act_id):
    with transaction():
        return {(one.outcome, one.about): one.count for one in bulk_reading.reasons(act_id)}


def test_a_thousand_move_and_are_taken_back(world, settings, many):
    version_id, places = walked(settings)
    blocked = {why: [places[why], *copies(places[why], EACH_BLOCKED - 1)] for why in (CALL_CHANGED, *BLOCKED)}
    room = many - EACH_BLOCKED * len(blocked)
    free = [one for place in FREE for one in (places[place], *copies(places[place], room // len(FREE) - 1))]
    target, admin, before = other(places[CALL_CHANGED]), walk.who("admin"), rows()
    assert len(before) == len(free) + EACH_BLOCKED * len(blocked) >= many - len(FREE)

    with transaction():
        trial = bulk_acts.try_out("move_version", {"version": target}, Chosen((), version_id), admin)
    trial_id = begun(trial)
    found = reasons(trial_id)
    assert found.pop(("DONE", None)) == len(free)
    assert len(found) == len(blocked) and set(found.values()) == {EACH_BLOCKED}
    assert rows() == before

    with transaction():
        moved = bulk_acts.carry_out(trial_id, WHY, admin)
    assert reasons(begun(moved)) == {("DONE", None): len(free)}
    assert {one for one, row in rows().items() if row[0] == target} == set(free)

    gone_on, wanted = free[:GONE_ON], free[: min(BACK, len(free) // 2)]
    for case_id in gone_on:
        walk.do(case_id, "check_dossier", "desk", "incomplete")
    with transaction():
        back = bulk_acts.try_out("unmove_version", {}, Chosen(tuple(wanted)), admin)
    with transaction():
        taken = bulk_acts.carry_out(begun(back), WHY, admin)
    assert reasons(begun(taken)) == {("DONE", None): len(wanted) - GONE_ON}
    after = rows()
    taken_back = set(wanted) - set(gone_on)
    assert {one for one in free if after[one] == before[one]} == taken_back
    assert {one for one, row in after.items() if row[0] == target} == set(free) - taken_back
    sound(before)


def sound(case_ids):
    """The rows of all of them are what their states say."""
    with transaction(writes=False):
        instances = session().scalars(select(Case.instance_id).where(Case.id.in_(case_ids))).all()
        assert queries.drift(one for one in instances if one is not None) == []

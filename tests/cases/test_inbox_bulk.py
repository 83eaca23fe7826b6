"""One act on many tasks: each stands for itself, a refused or failing one leaves nothing but its report."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.cases import answers, bulk
from app.core.db import session, transaction
from app.core.errors import NotFound
from app.engine import runtime
from app.engine.models import Incident, WorkItem
from tests.cases import walking as walk

CODE = "2.000635"


def at_transfer(settings: Any) -> int:
    case_id = walk.submit(CODE, settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    return case_id


def test_a_failing_step_leaves_an_incident_and_the_others_go_on(
    world: Engine, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = at_transfer(settings), at_transfer(settings)
    items = [walk.item(broken, "hand_over").id, walk.item(sound, "hand_over").id]
    real = runtime.complete

    def complete(item: WorkItem, *rest: Any, **named: Any) -> Any:
        if item.subject_id == broken:
            raise RuntimeError("no answer")
        return real(item, *rest, **named)

    monkeypatch.setattr(runtime, "complete", complete)
    with transaction():
        done = bulk.transfer(walk.who("desk"), items)
    assert [one.refusal is None for one in done] == [False, True]
    assert [one.node for one in walk.items(broken)] == ["hand_over"]
    assert [one.node for one in walk.items(sound)] == ["take_over"]
    with transaction():
        assert "hand_over" not in answers.latest(broken)
        noted = session().scalars(select(Incident)).all()
        assert [(one.subject_id, "no answer" in one.error) for one in noted] == [(broken, True)]


def test_each_refusal_is_told_with_its_dossier(world: Engine, settings: Any) -> None:
    case_id = walk.submit(CODE, settings)
    item_id = walk.items(case_id)[0].id
    with transaction():
        done = bulk.claim(walk.who("specialist"), [item_id, 10**9])
    assert [type(one.refusal) for one in done] == [NotFound, NotFound]
    assert [one.code for one in done] == [walk.case(case_id).number, None]


@pytest.mark.parametrize("ids", [[], list(range(1, 102))])
def test_nothing_or_far_too_much_is_refused(world: Engine, ids: list[int]) -> None:
    with transaction(), pytest.raises(bulk.NothingChosen):
        bulk.claim(walk.who("desk"), ids)

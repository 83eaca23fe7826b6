"""Two different acts on one dossier at the same moment lock in the same order, so neither dies of the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.cases import progress
from app.core.db import transaction
from app.core.errors import Conflict
from tests.cases import walking as walk

CODE = "2.000815"  # its fee is collected at reception
ROUNDS = 6


def _race(case_id):
    waiting, desk, gate = walk.item(case_id, "collect_fee"), walk.who("desk"), Barrier(2)

    def collect():
        gate.wait()
        with transaction():
            progress.complete_task(desk, waiting.id, walk._good(waiting, None, {}))

    def money_comes():
        gate.wait()
        with transaction():
            progress.receive(case_id, "paid", {})

    with ThreadPoolExecutor(2) as pool:
        said = [pool.submit(act) for act in (collect, money_comes)]
        return [one.exception() for one in said]


def test_the_desk_collects_while_the_money_comes(world, settings):
    for _ in range(ROUNDS):
        case_id = walk.submit(CODE, settings)
        walk.do(case_id, "check_dossier", "desk", "complete")
        faults = [fault for fault in _race(case_id) if fault]
        assert len(faults) == 1, faults
        assert isinstance(faults[0], Conflict), faults
        assert [item.node for item in walk.items(case_id)] == ["hand_over"]

"""The lean runtime (dumped, loaded and compacted at every step) against the stock engine (kept in memory).

Random cases of every construct: the open user tasks and their data, what is waited for and the end are the same after
each step. `--long` plays many; FUZZ_CASES sets how many per construct, FUZZ_SEED where they begin.
"""

import copy
import json
import os
from random import Random
from typing import Any

import pytest

from app.engine.definitions import check
from app.engine.hostile_xml import read
from app.engine.spiff import Run
from app.engine.spiff_parse import parse
from tests.engine import constructs
from tests.engine.stock import Clock, Stock

USUAL, MANY, STEPS = 15, 400, 60


class Lean:
    """One instance on the lean runtime that is dumped and loaded again at each step."""

    def __init__(self, bundle: Any, variables: Any, clock: Clock) -> None:
        self.clock = clock
        self.specs = parse(bundle.process_id, {n: read(c) for n, c in bundle.files.items() if not n.endswith(".json")})
        self.kept = Run.begin(self.specs, variables, _echo, clock.now).dump()
        self.ended: bool = False

    def run(self) -> Run:
        return Run.load(*self.kept, self.specs, _echo, self.clock.now)

    def keep(self, run: Run) -> None:
        self.ended = run.finished
        self.kept = run.dump()


def _echo(_action: str, parameters: Any, _variables: Any) -> Any:
    return parameters


def _described(tasks: Any) -> list[tuple[str, str, Any]]:
    told = [(task.task_spec.bpmn_id, json.dumps(task.data, sort_keys=True), task) for task in tasks]
    return sorted(told, key=lambda one: one[:2])


def _play(construct: constructs.Construct, random: Random, clock: Clock) -> int:
    stock = Stock(construct.bundle, copy.deepcopy(construct.variables))
    lean = Lean(construct.bundle, construct.variables, clock)
    sent: set[str] = set()
    trace: list[str] = []
    for step in range(STEPS):
        assert stock.finished() == lean.ended, trace
        if lean.ended:
            return step
        run = lean.run()
        expected, actual = _described(stock.ready()), _described(run.projection().tasks.values())
        assert [one[:2] for one in expected] == [one[:2] for one in actual], trace
        waited = {name for _, name in run.projection().messages}
        assert stock.messages() - sent == waited - sent, trace
        choice = random.random()
        messages = sorted(waited - sent)
        if messages and (choice < 0.15 or not expected):
            name = random.choice(messages)
            trace.append(f"message {name}")
            sent |= {name} & construct.once
            stock.send(name)
            assert run.receive(name, {})
        elif choice < 0.3 or not expected:
            clock.turn(days=random.choice([0.6, 1.2, 4, 11]))
            trace.append(f"clock {clock.now}")
            stock.settle()
            run = lean.run()
            run.settle()
        else:
            place = random.randrange(len(expected))
            node = expected[place][0]
            answer = construct.answers.get(node, lambda _random: {})(random)
            trace.append(f"{node} {answer}")
            stock.complete(expected[place][2], copy.deepcopy(answer))
            assert run.complete(actual[place][2].id, answer)
        lean.keep(run)
    return STEPS


def _cases(name: str, count: int, patch: pytest.MonkeyPatch) -> None:
    construct = constructs.ALL[name]()
    check(construct.bundle)
    first = int(os.environ.get("FUZZ_SEED", "0"))
    steps = [_play(construct, Random(first + seed), Clock(patch)) for seed in range(count)]
    assert sum(steps) > 2 * count
    assert any(step < STEPS for step in steps)


@pytest.mark.parametrize("name", constructs.ALL)
def test_equal_to_the_stock_engine_at_every_step(name, monkeypatch):
    _cases(name, int(os.environ.get("FUZZ_CASES", USUAL)), monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("name", constructs.ALL)
def test_equal_to_the_stock_engine_in_many_cases(name, monkeypatch):
    _cases(name, int(os.environ.get("FUZZ_CASES", MANY)), monkeypatch)

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

from app.engine.hostile_xml import read
from app.engine.spiff import Run
from app.engine.spiff_parse import parse
from tests.engine import constructs, real_processes
from tests.engine.stock import Clock, Stock

USUAL, REAL, MANY, STEPS = 15, 6, 400, 80


class Lean:
    """One instance on the lean runtime that is dumped and loaded again at each step."""

    def __init__(self, construct: constructs.Construct, clock: Clock) -> None:
        bundle, self.call, self.clock = construct.bundle, construct.call, clock
        self.specs = parse(bundle.process_id, {n: read(c) for n, c in bundle.files.items() if not n.endswith(".json")})
        self.kept = Run.begin(self.specs, construct.variables, self.call, clock.now).dump()
        self.ended: bool = False

    def run(self) -> Run:
        return Run.load(*self.kept, self.specs, self.call, self.clock.now)

    def keep(self, run: Run) -> None:
        self.ended = run.finished
        self.kept = run.dump()


def _described(tasks: Any) -> list[tuple[str, str, Any]]:
    told = [(task.task_spec.bpmn_id, json.dumps(_ours(task.data), sort_keys=True), task) for task in tasks]
    return sorted(told, key=lambda one: one[:2])


def _ours(data: dict[str, Any]) -> dict[str, Any]:
    """Stock keeps the result of each service task, under a name of its own when the diagram gives none."""
    return {name: value for name, value in data.items() if not name.startswith("spiff__")}


def _play(construct: constructs.Construct, random: Random, clock: Clock) -> int:
    stock, lean = Stock(construct), Lean(construct, clock)
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


def _cases(construct: constructs.Construct, count: int, patch: pytest.MonkeyPatch) -> None:
    first = int(os.environ.get("FUZZ_SEED", "0"))
    steps = [_play(construct, Random(first + seed), Clock(patch)) for seed in range(count)]
    assert sum(steps) > 2 * count
    assert any(step < STEPS for step in steps)


@pytest.mark.parametrize("name", constructs.ALL)
def test_equal_to_the_stock_engine_at_every_step(name, monkeypatch):
    _cases(constructs.ALL[name](), int(os.environ.get("FUZZ_CASES", USUAL)), monkeypatch)


@pytest.mark.parametrize("slug", [real_processes.STANDARD, *real_processes.SLUGS])
def test_real_processes_run_as_on_the_stock_engine(slug, monkeypatch):
    _cases(real_processes.real(slug), int(os.environ.get("FUZZ_CASES", REAL)), monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("name", constructs.ALL)
def test_equal_to_the_stock_engine_in_many_cases(name, monkeypatch):
    _cases(constructs.ALL[name](), int(os.environ.get("FUZZ_CASES", MANY)), monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("slug", [real_processes.STANDARD, *real_processes.SLUGS])
def test_real_processes_run_as_on_the_stock_engine_in_many_cases(slug, monkeypatch):
    _cases(real_processes.real(slug), int(os.environ.get("FUZZ_CASES", MANY)), monkeypatch)

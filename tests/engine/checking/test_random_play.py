"""What the checker passes never hangs, raises or runs away, whoever answers what and when."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from app.engine.checking.judging import judge
from app.engine.definitions import Bundle
from app.engine.problems import ERROR
from app.engine.reading import read
from app.engine.spiff import Run
from app.engine.spiff_parse import parse
from tests.engine import sketching

USUAL, MANY, STEPS = 40, 800, 60


def _passes(made: Bundle) -> list[str]:
    return [f"{p.rule} {p.element}" for p in judge(made.files, "main") if p.severity == ERROR]


def _play(made: Bundle, variables: Mapping[str, object], random: Random) -> bool:
    """Plays one case to its end, or for `STEPS`; whether it ended."""
    specs = parse("main", read(made.files).trees)
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    run = Run.begin(specs, variables, _nothing, now)
    for _ in range(STEPS):
        if run.finished:
            return True
        waits = run.projection()
        assert waits.tasks or waits.timers or waits.messages, "it hangs"
        answers = random.random() < 0.85 and bool(waits.tasks)
        hears = not answers and bool(waits.messages) and (not waits.timers or random.random() < 0.5)
        now += timedelta(days=0 if answers or hears else random.choice([0.4, 1.1]))
        run = Run.load(*run.dump(), specs, _nothing, now)
        if hears:
            run.receive(random.choice(sorted(name for _task, name in waits.messages)), {})
        elif answers:
            task = random.choice(sorted(waits.tasks))
            answered = sketching.answer(waits.tasks[task].task_spec.bpmn_id)
            assert run.complete(task, {answered: random.randrange(4)})
        else:
            run.settle()
    return False


def _nothing(*_: object) -> None:
    return None


def _played(sketch: sketching.Sketch, random: Random) -> bool:
    made = sketch.bundle()
    if _passes(made):
        return False
    for _ in range(3):
        _play(made, sketch.answers(), random)
    return True


def _seeds(count: int) -> range:
    first = int(os.environ.get("FUZZ_SEED", "0"))
    return range(first, first + count)


def test_sound_processes_are_passed_and_end():
    ended = 0
    for seed in _seeds(USUAL):
        random = Random(seed)
        sketch = sketching.structured(random, random.randrange(3, 14))
        made = sketch.bundle()
        assert _passes(made) == [], seed
        ended += any(_play(made, sketch.answers(), random) for _ in range(3))
    assert ended > USUAL / 2


def test_spoilt_processes_are_refused_or_run():
    passed = sum(_played(sketching.spoilt(Random(seed), 2 + seed % 9), Random(seed)) for seed in _seeds(USUAL * 4))
    assert USUAL / 5 < passed < USUAL * 3


def test_sound_processes_of_every_construct_are_passed_and_run():
    seen: set[str] = set()
    ended = 0
    for seed in _seeds(USUAL * 2):
        random = Random(seed)
        sketch = sketching.structured(random, random.randrange(3, 14), more=sketching.MORE)
        made = sketch.bundle()
        assert _passes(made) == [], seed
        seen |= {kind for one in sketch.all() for kind in one.nodes.values()}
        ended += any(_play(made, sketch.answers(), random) for _ in range(3))
    wanted = {*sketching.SPLITS, *sketching.EVENTS, *sketching.MORE, "sub", "error_end"} - {"word", "cycle", "fault"}
    assert wanted - seen == set()
    assert ended > USUAL / 2


def test_spoilt_processes_of_every_construct_are_refused_or_run():
    sketches = (sketching.spoilt(Random(seed), 2 + seed % 9, sketching.MORE) for seed in _seeds(USUAL * 4))
    passed = sum(_played(sketch, Random(seed)) for seed, sketch in enumerate(sketches))
    assert USUAL / 5 < passed < USUAL * 3


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_processes_run_or_are_refused():
    for seed in _seeds(MANY):
        _played(sketching.structured(Random(seed), 3 + seed % 14), Random(seed))
        _played(sketching.spoilt(Random(seed), 2 + seed % 12), Random(seed))
        _played(sketching.structured(Random(seed), 3 + seed % 14, more=sketching.MORE), Random(seed))
        _played(sketching.spoilt(Random(seed), 2 + seed % 12, sketching.MORE), Random(seed))

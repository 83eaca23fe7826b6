"""Whatever is done to a file, the checker answers with problems; whatever is written as an expression is looked at."""

import re
from pathlib import Path
from random import Random

import pytest

from app.core.config import ROOT
from app.engine.checking.judging import judge
from app.engine.checking.known import Known
from app.engine.problems import ERROR
from tests.engine.checking.faults import event_on, one, table, xor
from tests.engine.drawing import bundle, timer
from tests.engine.test_expressions import ATTACKS

SAMPLES = sorted([*(Path(__file__).parent.parent / "vendors").glob("*.bpmn"), *(ROOT / "bpmn").glob("*/*.bpmn")])
KNOWN = Known(frozenset(), frozenset({"one_stop"}), frozenset())
_TAG = re.compile(rb"<[^>]*>")
_VALUE = re.compile(rb'"[^"]*"')


def _spoil(content: bytes, random: Random) -> bytes:
    """Takes out, doubles, exchanges tags and attribute values, or single bytes."""
    for _ in range(random.randrange(1, 6)):
        pieces = list((_TAG if random.random() < 0.5 else _VALUE).finditer(content))
        if not pieces:
            return content
        here, there = random.choice(pieces), random.choice(pieces)
        other = random.choice([b"", here.group() * 2, there.group(), here.group()[:-2], bytes([random.randrange(256)])])
        content = content[: here.start()] + other + content[here.end() :]
    return content


def _judged(seed: int) -> None:
    random = Random(seed)
    content = _spoil(random.choice(SAMPLES).read_bytes(), random)
    for problem in judge({"x.bpmn": content}, None, KNOWN, alone=True):
        assert problem.file == "x.bpmn" and problem.message["en"] and "Traceback" not in problem.message["en"]


def test_spoilt_files_are_judged():
    for seed in range(300):
        _judged(seed)


@pytest.mark.long
def test_many_spoilt_files_are_judged():
    for seed in range(300, 20_000):
        _judged(seed)


PLACES = {
    "condition": lambda text: bundle(xor(when=text)).files,
    "script": lambda text: one(lambda d: d.script("it", f"flag = {text}")),
    "duration": lambda text: bundle(event_on(timer("timeDuration", text))).files,
    "parameter": lambda text: one(lambda d: d.service("it", "act", value=text)),
    "cell": lambda text: table((text, "1")),
    "result of a row": lambda text: table(("-", text)),
    "input of a table": lambda text: table(("-", "1"), source=text),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_attack_is_refused_wherever_it_is_written(place):
    for attack in ATTACKS:
        if "\x00" in attack or (place == "script" and attack.isidentifier() and attack.isascii() and attack[0] == "x"):
            continue  # no XML; or, in a script, a long name and nothing else
        found = judge(PLACES[place](attack), "main")
        assert [problem for problem in found if problem.severity == ERROR], attack


def test_a_form_holds_no_expressions():
    """Conditions of forms are lists of values, so there is nothing to evaluate (`app.forms.definition`)."""
    assert len(ATTACKS) >= 60

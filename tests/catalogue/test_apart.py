"""Checking in a process of its own, with limits."""

import time

from app.catalogue.apart import check_apart
from app.engine.checking.known import Known
from tests.engine.checking.pairs import PAIRS


def _slow() -> dict[str, bytes]:
    """Tables of many rows that each name many values."""
    cell = " or ".join(f"? == {number}" for number in range(140))
    row = (
        '<rule id="r{0}"><inputEntry id="c{0}"><text>{1}</text></inputEntry>'
        '<outputEntry id="o{0}"><text>1</text></outputEntry></rule>'
    )
    rows = "".join(row.format(number, f"{cell} or ? == {1000 + number}") for number in range(700))
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
        '<decision id="e" name="e"><decisionTable id="t"><input id="i"><inputExpression id="x"><text>n</text>'
        f'</inputExpression></input><output id="o" name="z"/>{rows}</decisionTable></decision></definitions>'
    )
    return {f"t{number}.dmn": table.encode() for number in range(6)}


def test_it_says_what_a_check_in_the_same_process_says():
    found = check_apart(PAIRS["people.no-lane"].faulty, process_id="main", known=Known({"a"}, frozenset({"desk"})))
    assert {problem.rule for problem in found} == {"form.invalid", "people.no-lane"}
    assert found[0].message["en"]


def test_what_is_slow_is_stopped_in_time():
    begun = time.monotonic()
    (found,) = check_apart(_slow(), seconds=1.5)
    assert found.rule == "check.too-slow" and "1.5" in found.message["vi"]
    assert time.monotonic() - begun < 15


def test_what_needs_too_much_memory_is_stopped():
    big = b"<x>" + b"<y a='b'/>" * 19_000 + b"</x>"
    (found,) = check_apart({f"{number}.bpmn": big for number in range(30)}, bytes=8 * 1024 * 1024)
    assert found.rule == "check.failed"


def test_a_hostile_file_is_refused_there_too():
    found = check_apart({"x.bpmn": b"<!DOCTYPE x><x/>"}, alone=True)
    assert [problem.rule for problem in found] == ["file.doctype"]


def test_nothing_of_the_environment_is_handed_over(monkeypatch):
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    assert check_apart({"x.bpmn": b""}, alone=True)[0].rule == "file.empty"

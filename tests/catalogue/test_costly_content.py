"""Tables, forms and expressions that would cost too much: refused, or judged within the limits."""

import json
import time

import pytest

from app.catalogue import apart
from app.catalogue.inspecting import problems_of
from app.engine.problems import ERROR
from tests.engine.checking.faults import table, xor
from tests.engine.drawing import Drawing, bundle, timer

SECONDS = 8  # of CPU, on a machine several times slower than any this runs on
FORM = {"title": {"vi": "Thử", "en": "Try"}, "sections": [{"title": {"vi": "a", "en": "a"}, "fields": []}]}
FIELD = {"name": "a", "kind": "text", "label": {"vi": "a", "en": "a"}}


def form(**more):
    field = FIELD | more
    sections = [FORM["sections"][0] | {"fields": [field]}]
    return {"forms/x.json": json.dumps(FORM | {"sections": sections}).encode()}


def condition(text):
    return bundle(xor(when=text)).files


def script(text):
    return bundle(Drawing("main").start().script("it", text).end().path("start", "it", "end")).files


def on_the_edge(text):
    drawing = Drawing("main").start().user("work").end().boundary("event", "work", timer("timeDuration", text))
    return bundle(drawing.path("start", "work", "end").path("event", "end")).files


REFUSED = {
    "a pattern that backtracks": form(pattern="(a+)+$"),
    "a pattern of its own": form(pattern="^.*$"),
    "a condition that computes": form(when={"flag": {"$where": "while(1);"}}),
    "a condition in words": form(when="flag == 'x'"),
    "a condition on code": form(when={"__import__('os')": ["x"]}),
    "a condition as deep as it goes": {"forms/x.json": b'{"sections": ' + b"[" * 9000 + b"]" * 9000 + b"}"},
    "a number of a million digits": {"forms/x.json": b'{"title": 1' + b"0" * 1_000_000 + b"}"},
    "a manifest with such a number": {"procedure.json": b'{"code": 1' + b"0" * 1_000_000 + b"}"},
    "a form of two megabytes": {"forms/x.json": json.dumps(FORM | {"x": "y" * 2_000_000}).encode()},
    "a string times a billion": condition("'a' * 1000000000 == 'b'"),
    "a power": condition("9 ** 9 ** 9 > 1"),
    "a shift": condition("1 << 10000000000 > 1"),
    "a comprehension": condition("[x for x in [1]] == []"),
    "a format": condition("'%1000000000d' % 1 == ''"),
    "an integer of a million digits": condition("1" * 1_000_000 + " > n"),
    "a condition of a megabyte": condition(" or ".join(["n > 1"] * 100_000)),
    "a condition as deep as a well": condition("(" * 5000 + "n" + ")" * 5000),
    "nots without end": condition("not " * 5000 + "n"),
    "an attribute": condition("n.__class__ == 1"),
    "a call": condition("open('/etc/passwd') == 1"),
    "a loop in a script": script("while True:\n    n = 1"),
    "an import in a script": script("import os"),
    "a function in a script": script("def f():\n    return f()\nn = f()"),
    "a lambda in a script": script("n = (lambda: 1)()"),
    "a script of a megabyte": script("n = 1\n" * 150_000),
    "a timer that computes": on_the_edge("'P' + '9' * 1000000000 + 'D'"),
    "a timer that calls": on_the_edge("__import__('os').system('id')"),
    "a timer beyond all time": on_the_edge('"P99999999999999D"'),
    "a cell that calls": table(("__import__('os').system('id')", "1")),
    "a cell that multiplies strings": table(("'a' * 1000000000", "1")),
    "a result that calls": table(("1", "open('x')")),
    "an input that calls": table(("1", "1"), source="exec('1')"),
    "a hundred thousand cells": table(*[(str(number), "1") for number in range(50_000)]),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_without_being_run(kind):
    begun = time.process_time()
    found = [one for one in problems_of(REFUSED[kind], alone=True) if one.severity == ERROR]
    assert time.process_time() - begun < SECONDS
    assert found and all(len(one.message["vi"]) < 400 for one in found), kind


def test_the_biggest_table_is_judged_or_broken_off_in_time():
    rows = [(f"? in ({number}, {number + 1}, {number * 7})", str(number)) for number in range(1300)]
    begun = time.monotonic()
    found = apart.check_apart(table(*rows), seconds=6, alone=True)
    assert found and time.monotonic() - begun < 40


def test_more_memory_than_is_allowed_is_not_had():
    """Eight files of the largest size need more than this; the same with the usual limit is judged."""
    big = b"<x>" + b"<y a='b'/>" * 19_000 + b"</x>"
    files = {f"{number}.bpmn": big for number in range(30)}
    (found,) = apart.check_apart(files, bytes=8 * 1024 * 1024)
    assert found.rule == "check.failed"
    assert {one.rule for one in apart.check_apart(files)} == {"file.not-bpmn"}


def test_there_are_many_of_them():
    assert len(REFUSED) >= 30

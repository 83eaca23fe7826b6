"""A list of results that is there already makes a repeated task fail: found wherever a case may come back to it."""

import pytest

from app.engine.checking.judging import judge
from app.engine.definitions import Bundle
from app.engine.problems import ERROR
from tests.engine.checking.pairs import KNOWN
from tests.engine.drawing import Drawing, bundle, each


def _cast(drawing: Drawing, *before: str) -> Drawing:
    """A process or subprocess in which all of a list answer."""
    mark = drawing.id
    drawing.start(f"{mark}_start").user(f"{mark}_cast", "desk", each("members", f"{mark}_one", "votes", "vote"))
    if before:
        drawing.script(f"{mark}_clear", "votes = []")
    steps = [f"{mark}_clear"] if before else []
    return drawing.end(f"{mark}_end").path(f"{mark}_start", *steps, f"{mark}_cast", f"{mark}_end")


def _around(inside: str, *clears: str) -> Bundle:
    """A loop around a subprocess or a call."""
    main = Drawing("main").start().xor("head").user("ask", writes=["flag"]).xor("again", default="no").end()
    called = Drawing("called")
    if inside == "subprocess":
        _cast(main.sub("block"), *clears)
    else:
        main.call("block", "called")
        _cast(called, *clears)
    main.path("start", "head", "block", "ask", "again").flow("again", "head", "flag == 'x'")
    main.flow("again", "end", flow_id="no")
    return bundle(main, *([called] if inside == "call" else []))


def _two_calls(apart: bool) -> Bundle:
    """Called at two places: one after the other, or on two ways of which a case goes one."""
    main = Drawing("main").start().user("ask", writes=["flag"]).call("one", "called").call("two", "called").end()
    if apart:
        main.xor("way", default="no").xor("met").path("start", "ask", "way").flow("way", "one", "flag == 'x'")
        main.flow("way", "two", flow_id="no").path("one", "met").path("two", "met", "end")
    else:
        main.path("start", "ask", "one", "two", "end")
    return bundle(main, _cast(Drawing("called")))


def _said(made: Bundle) -> set[str]:
    known = type(KNOWN)(KNOWN.actions, KNOWN.roles, frozenset({"members", "flag"}))
    return {f"{one.rule} {one.element}" for one in judge(made.files, "main", known) if one.severity == ERROR}


@pytest.mark.parametrize("inside", ["subprocess", "call"])
def test_in_a_loop_around_it(inside: str) -> None:
    mark = "block" if inside == "subprocess" else "called"
    assert _said(_around(inside)) == {f"instances.not-cleared {mark}_cast"}
    assert _said(_around(inside, "cleared")) == set()


def test_in_a_process_called_twice_one_after_the_other() -> None:
    assert _said(_two_calls(apart=False)) == {"instances.not-cleared called_cast"}
    assert _said(_two_calls(apart=True)) == set()

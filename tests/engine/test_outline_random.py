"""Random edits through the list: the file stays whole, its drawing clear, and what a tool rewrites says the same."""

import re
from random import Random

import pytest

from app.catalogue import own_files
from app.core.config import ROOT
from app.engine.checking.judging import judge
from app.engine.outline import reading
from app.engine.outline.laying import draw, is_drawn
from app.engine.outline.weaving import weave
from tests.engine.redrawing import edited, faults, overlaps
from tests.engine.test_outline import rewritten

FILES = sorted((ROOT / "bpmn").glob("*/*.bpmn"))
BLANK = own_files.beginning("resolve.bpmn", "x")
RESOLVE = (ROOT / "bpmn" / "shared" / "resolve.bpmn").read_bytes()


def undrawn(content):
    return re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", content, flags=re.DOTALL)


UNDRAWN = undrawn(BLANK)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("start", [BLANK, RESOLVE], ids=["blank", "resolve"])
def test_a_diagram_stays_whole_and_clear_whatever_is_edited(start, seed):
    random, content = Random(seed), start
    for number in range(40):
        before, content = content, edited(content, random)
        assert not faults(content), number
        assert not overlaps(content), number
        assert content == before or reading.read(content)
    judge({"resolve.bpmn": content}, alone=True)
    assert reading.read(weave(start, rewritten(content))) == reading.read(content)


@pytest.mark.parametrize("seed", range(4))
def test_a_diagram_that_is_not_drawn_stays_whole_and_undrawn(seed):
    random, content = Random(seed), UNDRAWN
    for _ in range(40):
        content = edited(content, random)
        assert not faults(content)
        assert b"BPMNShape" not in content
    assert not overlaps(draw(content))
    assert reading.read(draw(content))[0].steps == reading.read(content)[0].steps
    judge({"resolve.bpmn": content}, alone=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_not_drawn_is_drawn_clearly_and_says_the_same(path):
    content = undrawn(path.read_bytes())
    assert not is_drawn(content)
    drawn = draw(content)
    assert is_drawn(drawn)
    assert not faults(drawn)
    assert not overlaps(drawn)
    assert reading.read(drawn) == reading.read(content)
    assert draw(drawn) == drawn

"""The worst files that may be uploaded: judged within the limits, read in the server's process at a bounded cost."""

import time

import pytest

from app.catalogue import apart, differing
from app.catalogue.apart import check_apart, compare
from app.catalogue.confined import Broken
from app.engine import hostile_xml
from app.engine.checking.judging import judge
from app.engine.outline import reading as outline
from app.web.diagram import picture
from tests.catalogue.worst import ALLOWED, WORST

MAIN = "one_stop"
SECONDS = 8  # of CPU, on a machine several times slower than any this runs on


def seconds_of(act):
    begun = time.process_time()
    act()
    return time.process_time() - begun


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_file_is_judged_and_not_by_the_clock(kind):
    content = WORST[kind]()
    assert len(content) <= hostile_xml.MAX_BYTES
    hostile_xml.read(content)  # it is one that reading takes
    found = check_apart({f"{MAIN}.bpmn": content}, process_id=MAIN)
    assert found and not apart.broken_off(found), [one.rule for one in found]


@pytest.mark.parametrize("kind", ALLOWED)
def test_the_biggest_process_is_judged_by_all_rules_at_once(kind):
    files = {f"{MAIN}.bpmn": ALLOWED[kind]()}
    assert "process.too" not in str([one.rule for one in judge(files, MAIN)])
    assert seconds_of(lambda: judge(files, MAIN)) < SECONDS


@pytest.mark.parametrize("kind", WORST)
def test_pages_read_the_worst_file_at_a_bounded_cost(kind):
    content = WORST[kind]()
    assert seconds_of(lambda: outline.read(content)) < SECONDS
    assert seconds_of(lambda: picture.read(content)) < SECONDS


def test_what_is_big_is_compared_in_a_process_of_its_own(monkeypatch):
    before = {"a.bpmn": WORST["chain"](), "b.bpmn": b"<x/>"}
    after = {"a.bpmn": before["a.bpmn"].replace(b"Vi\xe1\xbb\x87c 7", b"Xem 7"), "b.bpmn": b"<x/>"}
    by_itself = differing.compare(before, after)
    assert compare(before, after) == by_itself and len(by_itself.changes) > 100
    monkeypatch.setattr(differing, "compare", lambda *_: pytest.fail("it was compared here"))
    assert compare(before, after) == by_itself

    def broken(*_):
        raise Broken(slow=True)

    monkeypatch.setattr(apart, "_ask", broken)
    assert [(one.file, one.text["en"]) for one in compare(before, after).changes] == [("a.bpmn", "Another content.")]


def test_what_changed_in_too_many_places_is_told_in_part():
    many = "".join(f'<bpmn:task id="n{n}"/>' for n in range(600))
    empty = WORST["a long name"]().replace("Tên dài ".encode() * 190_000, b"x")
    full = empty.replace(b'name="x"/>', f'name="x"/>{many}'.encode())
    found = differing.compare({"a.bpmn": empty}, {"a.bpmn": full}).changes
    assert len(found) == differing.MOST + 1 and "more changes" in found[-1].text["en"]

"""Diagrams of other vendors are edited through the list; what the list does not know stays as it was."""

from pathlib import Path
from random import Random

import pytest

from app.engine import hostile_xml
from app.engine.hostile_xml import HostileXml
from app.engine.nodes import BPMN
from app.engine.outline import edits, laying, reading, steps
from app.engine.outline.edits import NotPossible
from app.engine.outline.source import Source
from tests.engine.redrawing import all_steps, edited, faults

VENDORS = sorted((Path(__file__).parent / "vendors").glob("*.bpmn"))
_ELSEWHERE = ("dataStoreReference", "dataObjectReference", "textAnnotation", "association", "messageFlow", "group")


def strangers(content):
    """What other tools draw and the list does not show, as it is written."""
    source = Source(content)
    kept = source.all(*(BPMN + one for one in _ELSEWHERE))
    return {one.id: content[one.start : one.end] for one in kept}


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.name)
def test_a_step_is_renamed_and_one_added_and_nothing_else_changes(path):
    before = path.read_bytes()
    try:
        found = all_steps(before)
    except HostileXml:  # no diagram at all: its page says why
        return
    for step in [step for step in found if step.flows]:
        named = edits.set_name(before, step.id, "Tên khác")
        assert [one.name for one in all_steps(named) if one.id == step.id] == ["Tên khác"]
        try:
            added, new_id = steps.add_step(before, step.id, "userTask", "Mới", step.flows[0].id)
        except NotPossible:
            continue
        assert strangers(added) == strangers(before)
        assert new_id in {one.id for one in all_steps(added)}
        assert set(faults(added)) <= set(faults(before))


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.name)
def test_random_edits_leave_a_file_that_opens(path):
    content, random = path.read_bytes(), Random(path.name)
    try:
        reading.read(content)
    except HostileXml:
        return
    for _ in range(25):
        content = edited(content, random) if reading.read(content) else content
    hostile_xml.read(content)
    drawn = laying.draw(content)
    assert [step.id for step in all_steps(drawn)] == [step.id for step in all_steps(content)]
    assert laying.draw(drawn) == drawn
    assert {one.id for one in reading.others(path.read_bytes())} <= {one.id for one in reading.others(content)}

"""Edits of a diagram by its outline: what is not edited stays byte for byte, and what is edited runs."""

import difflib
import re

import pytest
from lxml import etree

from app.catalogue import assembling, own_files
from app.core.config import ROOT
from app.engine import definitions
from app.engine.actions import actions
from app.engine.hostile_xml import HostileXml
from app.engine.outline import edits, joins, lanes, reading, wrapping
from app.engine.outline import steps as making
from app.engine.outline.drawing import Drawing
from app.engine.outline.edits import NotPossible, NotThere
from app.engine.outline.source import Source
from app.engine.outline.weaving import weave

FILES = sorted((ROOT / "bpmn").glob("*/*.bpmn"))
RESOLVE = ROOT / "bpmn" / "shared" / "resolve.bpmn"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n'
    "  <!-- drawn elsewhere -->\n  <process id='p'>\n"
)
ELSEWHERE = (
    HEAD + "\t<startEvent id='s'   name = 'a &amp; b > c'/><userTask id='t' name='T'><documentation>d</documentation>"
    "</userTask>\n    <endEvent id='e'/>\n    <sequenceFlow id='f' sourceRef='s' targetRef='t'/>\n"
    "    <sequenceFlow id='g' sourceRef='t' targetRef='e'>\n    </sequenceFlow>\n  </process>\n</definitions>"
)


def content(path=RESOLVE):
    return path.read_bytes()


def changed_lines(before, after):
    pairs = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in pairs if line[:2] in ("+ ", "- ")]


def steps(data):
    return {step.id: step for process in reading.read(data) for step in process.steps}


def box_of(data, element_id):
    return Drawing(data).shapes[element_id].box


def runs(data, slug="ho-ngheo", name="resolve.bpmn"):
    bundle = assembling.assemble_files(slug, {name: data}, ROOT / "bpmn", ROOT / "forms")
    definitions.check(bundle, actions)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_place_is_right_in_every_file(path):
    source = Source(content(path))
    for one in source.root.within():
        tag = source.content[one.start : one.inner]
        assert tag.startswith(b"<") and tag.endswith(b">")
        assert (one.close == one.end) == tag.endswith(b"/>")
        assert one.close == one.end or source.content[one.close : one.end].startswith(b"</")
    assert source.result() == source.content
    assert [one.tag for one in source.root.within()] == [one.tag for one in etree.fromstring(content(path)).iter("*")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_new_name_changes_one_line_of_the_file_and_the_old_one_gives_it_back(path):
    before = content(path)
    for step in list(steps(before).values())[::4]:
        after = edits.set_name(before, step.id, 'Tên "mới" & <khác>')
        assert len(changed_lines(before, after)) == 2
        assert steps(after)[step.id].name == 'Tên "mới" & <khác>'
        assert edits.set_name(after, step.id, step.name) == before


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_step_put_into_a_flow_and_taken_out_again_leaves_the_same_process(path):
    before = content(path)
    for step in [step for step in steps(before).values() if step.flows][::4]:
        for flow in step.flows[:2]:
            added, new_id = making.add_step(before, step.id, "scriptTask", "Bước mới", flow.id)
            assert steps(added)[new_id].before == (step.id,)
            assert [one.target for one in steps(added)[new_id].flows] == [flow.target]
            assert steps(added)[new_id].lane == step.lane
            assert logic(making.remove_step(added, new_id)) == logic(before)


def logic(data):
    return [
        (step.id, step.lane, step.given, sorted((one.id, one.target, one.condition, one.default) for one in step.flows))
        for step in sorted(steps(data).values(), key=lambda one: one.id)
    ]


def test_steps_come_in_the_order_of_the_flow():
    found = list(steps(content()))
    assert found[0] == "resolve_started"
    assert found.index("examine") < found.index("gateway_examine") < found.index("approve_result")
    assert found[-1] == "resolve_ended"


def test_the_outline_says_all_that_can_be_edited():
    found = steps(content())
    assert found["send_supplement"].given == {"form": "send_supplement", "step_term": "4wh"}
    assert found["request_supplement_examined"].action == "cases.request_supplement"
    assert found["examine"].instructions.startswith("Thẩm định")
    assert [(one.condition, one.default) for one in found["gateway_examine"].flows] == [
        ('examine_outcome == "supplement"', False),
        (None, True),
    ]


def test_properties_are_changed_added_and_taken_away():
    before = content()
    changed = edits.set_property(before, "send_supplement", "step_term", "8wh")
    assert len(changed_lines(before, changed)) == 2
    added = edits.set_property(before, "supplement_examined", "step_term", "5wd")
    assert steps(added)["supplement_examined"].given["step_term"] == "5wd"
    assert [line[0] for line in changed_lines(before, added)] == ["+"]
    assert edits.set_property(added, "supplement_examined", "step_term", "") == before
    assert edits.set_property(before, "resolve_ended", "step_term", "") == before


def test_instructions_actions_scripts_and_conditions_are_set_and_taken_away():
    before = content()
    told = edits.set_instructions(before, "resolve_ended", "Dòng một\nDòng <hai>")
    assert steps(told)["resolve_ended"].instructions == "Dòng một\nDòng <hai>"
    assert steps(edits.set_instructions(told, "resolve_ended", ""))["resolve_ended"].instructions is None
    acted = edits.set_action(before, "supplement_examined_received", "cases.stop")
    assert len(changed_lines(before, acted)) == 2  # the parameters stay
    idle = edits.set_action(acted, "supplement_examined_received", "")
    assert steps(idle)["supplement_examined_received"].action is None
    assert steps(edits.set_script(before, "conclude", "decision = 1"))["conclude"].script == "decision = 1"
    flow = "flow_gateway_approve_examine"
    held = edits.set_condition(before, flow, 'approve_outcome == "back" and 1 < 2')
    assert 'approve_outcome == "back" and 1 < 2' in {one.condition for one in steps(held)["gateway_approve"].flows}
    assert logic(edits.set_condition(held, flow, "")) == logic(before)
    runs(edits.set_default(held, "gateway_approve", flow))
    bare = steps(edits.set_default(before, "gateway_approve", None))["gateway_approve"]
    assert not any(one.default for one in bare.flows)


def test_a_step_changes_its_lane_and_is_drawn_there():
    before = content()
    moved = lanes.put_in_lane(before, "issue_result", "lane_resolve_leader")
    assert steps(moved)["issue_result"].lane == "lane_resolve_leader"
    assert moved.count(b"<bpmn:flowNodeRef>issue_result<") == 1
    box, lane = (box_of(moved, one) for one in ("issue_result", "lane_resolve_leader"))
    assert lane.y <= box.y <= lane.y + lane.height - box.height
    assert lanes.put_in_lane(moved, "issue_result", "lane_resolve_leader") == moved
    runs(moved)


def test_a_new_procedure_is_drawn_from_the_least_one_and_runs():
    data = own_files.beginning("resolve.bpmn", "x")
    data, lane = lanes.add_lane(data, "resolve_lane_specialist", "Lãnh đạo", "leader")
    data, gateway = making.add_step(data, "resolve_handle", "exclusiveGateway", "Đủ chưa?", "resolve_flow_handled")
    data, sign = making.add_step(data, gateway, "userTask", "Ký duyệt", f"flow_{gateway}")
    data = lanes.put_in_lane(data, sign, lane)
    data = edits.set_property(data, sign, "form", "approve_result")
    data, again = joins.add_flow(data, gateway, "resolve_handle")
    data = edits.set_condition(data, again, 'handle_outcome == "refuse"')
    data = edits.set_default(data, gateway, f"flow_{gateway}")
    bundle = {"resolve.bpmn": data, "forms/handle.json": own_files.beginning("forms/handle.json", "x")}
    definitions.check(assembling.assemble_files("x", bundle, ROOT / "bpmn", ROOT / "forms"), actions)
    drawn = {one.attributes["bpmnElement"] for one in Source(data).root.within() if "bpmnElement" in one.attributes}
    assert {lane, gateway, sign, again, *steps(data)} <= drawn
    assert steps(joins.remove_flow(data, again))[gateway].flows[0].target == sign


def test_room_is_made_to_the_right_and_nothing_overlaps():
    before = content()
    after, new_id = making.add_step(before, "examine", "userTask", "Xem thêm", "flow_examine_gateway_examine")
    boxes = {one: box_of(after, one) for one in steps(after)}
    new = boxes.pop(new_id)
    assert not [one for one, box in boxes.items() if box.meets(new)]
    assert box_of(after, "pool_resolve").width > box_of(before, "pool_resolve").width
    assert Drawing(after).lines["flow_examine_gateway_examine"].points[-1] == new.left


def test_a_file_drawn_elsewhere_keeps_its_ways():
    before = ELSEWHERE.encode()
    named = edits.set_name(before, "s", "it's")
    assert named == before.replace(b"'a &amp; b > c'", b"'it&apos;s'")
    extended = edits.set_property(before, "t", "form", "f")
    assert steps(extended)["t"].given == {"form": "f"}
    assert extended.replace(b' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"', b"").startswith(
        before[: before.index(b"</documentation>")]
    )
    conditioned = edits.set_condition(before, "g", "x > 1")
    assert steps(conditioned)["t"].flows[0].condition == "x > 1"
    grown, new_id = making.add_step(before, "s", "userTask", "Mới", "f")
    assert steps(grown)["s"].flows[0].target == new_id
    assert b"<!-- drawn elsewhere -->" in grown


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_line_ends_and_marks_of_other_editors_stay(change):
    before = change(ELSEWHERE).encode()
    after = edits.set_property(edits.set_name(before, "t", "Khác"), "t", "form", "f")
    assert steps(after)["t"].name == "Khác"
    assert after.count(b"\n") == after.count(b"\r\n") or b"\r\n" not in before
    assert after[:3] == before[:3]


def test_what_cannot_be_done_is_refused():
    before = content()
    with pytest.raises(NotThere):
        edits.set_name(before, "nobody", "x")
    for act in (
        lambda: making.add_step(before, "examine", "userTask", "x"),  # a second way out of a task
        lambda: making.add_step(before, "resolve_ended", "userTask", "x"),
        lambda: making.add_step(before, "examine", "endEvent", "x", "flow_examine_gateway_examine"),
        lambda: making.add_step(before, "examine", "process", "x", "flow_examine_gateway_examine"),
        lambda: making.remove_step(before, "gateway_examine"),  # it leads two ways
        lambda: making.remove_step(before, "lane_resolve_leader"),
        lambda: joins.add_flow(before, "resolve_ended", "examine"),
        lambda: joins.remove_flow(before, "examine"),
        lambda: lanes.add_lane(before, "examine", "x", "leader"),
    ):
        with pytest.raises(NotPossible):
            act()


def test_hostile_files_are_not_edited():
    for hostile in (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<a", b"\xff\xfe<\x00a\x00"):
        with pytest.raises(HostileXml):
            edits.set_name(hostile, "x", "y")


def rewritten(data):
    """The file as a tool writes it: other quotes and blanks, no comments, attributes in another order."""
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True, remove_comments=True))
    for one in root.iter("*"):
        kept = sorted(one.attrib.items())
        one.attrib.clear()
        one.attrib.update(kept)
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_that_a_tool_wrote_anew_is_the_same_file_when_nothing_was_changed(path):
    assert weave(content(path), rewritten(content(path))) == content(path)


@pytest.mark.parametrize("path", FILES[::3], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_of_a_file_that_a_tool_wrote_anew_only_the_change_arrives(path):
    before = content(path)
    step = next(one for one in steps(before).values() if one.flows)
    named = edits.set_name(before, step.id, "Khác")
    drawn, new_id = making.add_step(named, step.id, "userTask", "Mới", step.flows[0].id)
    drawn = edits.set_property(drawn, new_id, "form", "f")
    woven = weave(before, rewritten(drawn))
    assert logic(woven) == logic(drawn)
    assert drawn.split() == woven.split() or len(changed_lines(drawn, woven)) < 20
    gone = weave(woven, rewritten(making.remove_step(woven, new_id)))
    assert logic(gone) == logic(named)


def test_comments_and_ways_of_writing_stay_when_a_tool_has_dropped_them():
    before = ELSEWHERE.encode()
    named = rewritten(before).replace(b'name="T"', b'name="Kh\xc3\xa1c"')
    assert weave(before, named) == before.replace(b"name='T'", "name='Khác'".encode())


def test_what_cannot_be_woven_is_taken_as_it_came():
    other = ELSEWHERE.encode().replace(b"xmlns=", b"xmlns:b=").replace(b"</", b"</b:")
    other = re.sub(rb"<(?=[a-z])", b"<b:", other)
    assert weave(ELSEWHERE.encode(), other) == other


def test_a_block_put_into_a_subprocess_keeps_what_its_steps_say_and_who_does_it():
    before = content()
    wrapped, new_id = wrapping.wrap(before, "send_supplement", "request_supplement_examined", "Bổ sung")
    found = steps(wrapped)
    assert found["request_supplement_examined"].scope == new_id
    assert [one.target for one in found[new_id].flows] == ["supplement_examined"]
    assert found[new_id].before == ("gateway_examine",)
    for one in ("send_supplement", "request_supplement_examined"):
        assert said(wrapped, one) == said(before, one)
    assert found[new_id].lane == found["send_supplement"].lane == "lane_resolve_one_stop"
    runs(wrapped)
    for first, last in (("gateway_examine", "approve_result"), ("send_supplement", "supplement_examined")):
        with pytest.raises(NotPossible):  # a way out in the middle; two lanes
            wrapping.wrap(before, first, last, "x")


def said(data, element_id):
    """What a step says of itself, as it is written."""
    one = Source(data).by_id[element_id].child("{http://www.omg.org/spec/BPMN/20100524/MODEL}extensionElements")
    return data[one.start : one.end]

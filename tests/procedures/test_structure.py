"""What every diagram and form owes its readers: names, lanes, forms, known variables, a drawing that fits."""

import ast
import json
import re
from importlib import import_module
from itertools import pairwise

import pytest
from lxml import etree

from app.core.config import ROOT
from app.engine import definitions, formulas
from app.engine.actions import actions
from app.engine.nodes import BPMN, SPIFF, find_nodes, local
from app.forms.definition import Form
from tests.procedures.bundles import ALL, bundle, trees

FILES = sorted((ROOT / "bpmn").glob("*/*.bpmn"))
FORMS = sorted((ROOT / "forms").glob("*/*.json"))
ROLES = {"citizen", "one_stop", "desk_leader", "specialist", "leader", "clerk", "council"}
AT_START = {"procedure_code", "channel_in", "online", "fee_vnd", "collect_at"}
SNAKE = re.compile(r"[a-z][a-z0-9_]*")
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
Box = tuple[float, float, float, float]

each_file = pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
each_slug = pytest.mark.parametrize("slug", ALL)


def root_of(path) -> etree._Element:
    return etree.parse(path).getroot()


def nodes_of(path):
    return find_nodes({path.name: root_of(path)})


def boxes(root) -> dict[str, Box]:
    """Left, top, right, bottom of every drawn element."""
    found = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        x, y, w, h = (float(shape.find(BOUNDS).get(key)) for key in ("x", "y", "width", "height"))
        found[shape.get("bpmnElement")] = (x, y, x + w, y + h)
    return found


def lines(root) -> dict[str, list[tuple[float, float]]]:
    """The points of every drawn flow."""
    return {
        edge.get("bpmnElement"): [(float(point.get("x")), float(point.get("y"))) for point in edge.iter(POINT)]
        for edge in root.iter(f"{DI}BPMNEdge")
    }


def flows_of(root) -> list[etree._Element]:
    return list(root.iter(f"{BPMN}sequenceFlow"))


@each_slug
def test_it_is_accepted_with_the_actions_there_are(slug):
    for owner in ("cases", "payments", "delivery"):
        import_module(f"app.{owner}.actions")
    definitions.check(bundle(slug), actions)


@each_file
def test_the_file_is_named_as_its_process(path):
    assert [process.get("id") for process in root_of(path).iter(f"{BPMN}process")] == [path.stem]


@each_file
def test_names_are_given_and_ids_are_english(path):
    root = root_of(path)
    for one in nodes_of(path):
        assert SNAKE.fullmatch(one.node.id), one.node.id
        assert one.node.name, one.node.id
    for lane in root.iter(f"{BPMN}lane"):
        assert lane.get("name"), lane.get("id")


@each_file
def test_people_know_what_to_do_and_where_each_way_leads(path):
    root = root_of(path)
    for one in nodes_of(path):
        if one.node.kind == "userTask":
            assert one.node.role in ROLES, one.node.id
            assert one.node.instructions, one.node.id
        out = [flow for flow in flows_of(root) if flow.get("sourceRef") == one.node.id]
        if one.node.kind == "exclusiveGateway" and len(out) > 1:
            assert all(flow.get("name") for flow in out), one.node.id


@each_file
def test_everything_is_drawn(path):
    root = root_of(path)
    drawn = boxes(root)
    for one in nodes_of(path):
        assert one.node.id in drawn, one.node.id
    for kind in ("lane", "participant"):
        assert all(element.get("id") in drawn for element in root.iter(f"{BPMN}{kind}"))
    assert {flow.get("id") for flow in flows_of(root)} == set(lines(root))


@each_file
def test_flows_are_straight_and_end_at_their_nodes(path):
    root = root_of(path)
    drawn, drawn_lines = boxes(root), lines(root)
    for flow in flows_of(root):
        points = drawn_lines[flow.get("id")]
        for end, point in (("sourceRef", points[0]), ("targetRef", points[-1])):
            assert _touches(drawn[flow.get(end)], point), f"{flow.get('id')} does not reach its {end}"
        for (x0, y0), (x1, y1) in pairwise(points):
            assert abs(x0 - x1) <= 1 or abs(y0 - y1) <= 1, f"{flow.get('id')} is slanted"


@each_file
def test_no_flow_runs_through_a_node_and_no_nodes_overlap(path):
    root = root_of(path)
    drawn, drawn_lines = boxes(root), lines(root)
    nodes = {one.node.id: one.node.kind for one in nodes_of(path)}
    solid = {node: drawn[node] for node, kind in nodes.items() if kind not in ("subProcess", "boundaryEvent")}
    for flow, points in drawn_lines.items():
        for start, end in pairwise(points):
            crossed = [node for node, box in solid.items() if _cuts(box, start, end)]
            assert not crossed, f"{flow} runs through {crossed}"
    pairs = [(a, b) for a in solid for b in solid if a < b and _overlap(solid[a], solid[b])]
    assert not pairs


@each_file
def test_nodes_stand_in_their_lanes(path):
    root = root_of(path)
    drawn = boxes(root)
    for lane in root.iter(f"{BPMN}lane"):
        left, top, right, bottom = drawn[lane.get("id")]
        for ref in lane.iter(f"{BPMN}flowNodeRef"):
            x0, y0, x1, y1 = drawn[ref.text]
            assert left < x0 and top < y0 and x1 < right and y1 < bottom, f"{ref.text} is outside {lane.get('id')}"


@pytest.mark.parametrize("path", FORMS, ids=[f"{path.parent.name}/{path.stem}" for path in FORMS])
def test_the_form_can_be_read(path):
    Form.read(json.loads(path.read_text()))


def test_a_supplement_asked_for_late_has_room_for_its_legal_basis():
    forms = {path: Form.read(json.loads(path.read_text())) for path in FORMS}
    asking = {
        path: form
        for path, form in forms.items()
        if form.outcomes and any(option.value == "supplement" for option in form.outcomes.options)
    }
    assert len(asking) >= 6
    assert [path for path, form in asking.items() if "late_supplement_basis" not in form.variables] == []


@each_slug
def test_what_expressions_read_is_written_somewhere(slug):
    known = _written(slug)
    for formula in formulas.formulas(trees(slug)):
        for node in ast.walk(ast.parse(formula.text.strip())):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not _is_called(formula.text, node.id):
                assert node.id in known, f"{formula.element_id}: nothing writes {node.id}"


@each_slug
def test_compared_answers_are_buttons_or_choices(slug):
    """A condition that waits for a word no form gives would never hold."""
    choices = _choices(slug)
    for formula in formulas.formulas(trees(slug)):
        for node in ast.walk(ast.parse(formula.text.strip())):
            match node:
                case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=str(word))]):
                    assert name not in choices or word in choices[name], f"{formula.element_id}: {name} is never {word}"


def _forms(slug: str) -> list[Form]:
    found = (content for name, content in bundle(slug).files.items() if name.startswith("forms/"))
    return [Form.read(json.loads(content)) for content in found]


def _written(slug: str) -> set[str]:
    names = AT_START | {name for form in _forms(slug) for name in form.variables}
    for root in trees(slug).values():
        names |= {one.get("resultVariable") for one in root.iter(f"{SPIFF}serviceTaskOperator")}
        names |= {one.text for one in root.iter(f"{BPMN}loopDataOutputRef")}
        for script in root.iter(f"{BPMN}script"):
            names |= {
                one.id
                for one in ast.walk(ast.parse(script.text))
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
    return names


def _choices(slug: str) -> dict[str, set[str]]:
    """The words that outcome variables can hold."""
    found: dict[str, set[str]] = {}
    for form in _forms(slug):
        if form.outcomes:
            words = found.setdefault(form.outcomes.variable, set())
            words |= {option.value for option in form.outcomes.options}
        for field in form.fields:
            if field.variable and field.options:
                words = found.setdefault(field.variable, set())
                words |= {str(option.value) for option in field.options}
    return found


def _is_called(text: str, name: str) -> bool:
    calls = (node.func for node in ast.walk(ast.parse(text.strip())) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == name for called in calls)


def _touches(box: Box, point: tuple[float, float]) -> bool:
    (left, top, right, bottom), (x, y) = box, point
    inside = left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1
    return inside and min(abs(x - left), abs(x - right), abs(y - top), abs(y - bottom)) <= 1


def _cuts(box: Box, start: tuple[float, float], end: tuple[float, float]) -> bool:
    (left, top, right, bottom), (x0, y0), (x1, y1) = box, start, end
    across = max(min(x0, x1), left + 1) < min(max(x0, x1), right - 1) or (x0 == x1 and left + 1 < x0 < right - 1)
    along = max(min(y0, y1), top + 1) < min(max(y0, y1), bottom - 1) or (y0 == y1 and top + 1 < y0 < bottom - 1)
    return across and along


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_only_kinds_that_are_played_are_used():
    kinds = {local(one.element) for path in FILES for one in nodes_of(path)}
    assert kinds <= {
        "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "userTask", "serviceTask", "scriptTask",
        "callActivity", "subProcess", "exclusiveGateway", "parallelGateway", "intermediateThrowEvent",
    }  # fmt: skip

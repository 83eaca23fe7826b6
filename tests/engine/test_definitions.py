"""Deploying bundles: by content, for ever, and only what can be run."""

import re
import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.core.db import transaction
from app.core.errors import Invalid, NotFound
from app.engine import definitions, reading
from app.engine.definitions import Bundle, check, definition, deploy
from app.engine.models import Definition as DefinitionRow
from tests.engine import constructs
from tests.engine.drawing import Drawing, bundle, each, timer


def _plain() -> Drawing:
    return Drawing("main").start().user("work").end().path("start", "work", "end")


def _said(made: Bundle, actions=None) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check(made, actions)
    return {where: text % params for where, (text, params) in refused.value.fields.items()}


def test_the_same_content_is_the_same_definition(db):
    with transaction():
        first = deploy(bundle(_plain()))
    with transaction() as session:
        assert deploy(bundle(_plain())) == first
        other = Drawing("main").start().user("work").end("other_end").path("start", "work", "other_end")
        assert deploy(bundle(other)) != first
        assert session.scalar(select(func.count()).select_from(DefinitionRow)) == 2


def test_the_hash_is_of_the_content_and_not_of_the_zip():
    one = Bundle("main", {"a.bpmn": b"1", "b.bpmn": b"2"})
    assert one.sha256 == Bundle("main", {"b.bpmn": b"2", "a.bpmn": b"1"}).sha256
    assert one.sha256 != Bundle("main", {"a.bpmn": b"12", "b.bpmn": b""}).sha256
    assert Bundle.unzipped("main", one.zipped()) == one


def test_a_definition_knows_its_nodes_forms_and_diagrams(db):
    with transaction():
        known = definition(deploy(bundle(_plain())))
    work = known.nodes["work"]
    assert (work.kind, work.role, work.form_key, work.process_id) == ("userTask", "desk", "work", "main")
    assert known.forms["work"]["title"] == {"vi": "work"}
    assert b"<bpmn:process" in known.diagram("main")
    with pytest.raises(NotFound):
        known.diagram("other")


def test_a_definition_that_was_rolled_back_is_not_remembered(db):
    with pytest.raises(ZeroDivisionError), transaction():
        made = deploy(bundle(_plain()))
        definition(made)
        raise ZeroDivisionError
    with pytest.raises(NotFound), transaction():
        definition(made)


def test_a_definition_is_parsed_once(db, monkeypatch):
    with transaction():
        made = deploy(bundle(_plain()))
    with transaction():
        first = definition(made)
    monkeypatch.setattr(definitions, "parse", None)
    with transaction():
        assert definition(made) is first


def test_user_tasks_read_their_properties(db):
    inside = (
        "<bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name='form' value='other'/>"
        "<spiffworkflow:property name='unit' value='consulted'/><spiffworkflow:property name='step_term' value='2wh'/>"
        "</spiffworkflow:properties>"
        "<spiffworkflow:instructionsForEndUser>Xem hồ sơ</spiffworkflow:instructionsForEndUser>"
        "</bpmn:extensionElements>"
    )
    drawing = (
        Drawing("main").start().user("work", inside=inside).user("other").end().path("start", "work", "other", "end")
    )
    with transaction():
        work = definition(deploy(bundle(drawing))).nodes["work"]
    assert (work.form_key, work.unit, work.step_term, work.instructions) == ("other", "consulted", "2wh", "Xem hồ sơ")


def _lane(lane_id: str, role: str, node_id: str, inner: str = "") -> str:
    return (
        f'<bpmn:lane id="{lane_id}"><bpmn:extensionElements><spiffworkflow:properties>'
        f'<spiffworkflow:property name="role" value="{role}"/></spiffworkflow:properties></bpmn:extensionElements>'
        f"<bpmn:flowNodeRef>{node_id}</bpmn:flowNodeRef>{inner}</bpmn:lane>"
    )


def test_lanes_are_innermost_and_inherited(db):
    main = Drawing("main").start().call("calling", "bare").end()
    main.sub("outer", "leader").start("o_start").user("inherits", None).user("own", "clerk").end("o_end").path(
        "o_start", "inherits", "own", "o_end"
    )
    bare = (
        Drawing("bare").start("b_start").user("fallen_back", None).end("b_end").path("b_start", "fallen_back", "b_end")
    )
    main.path("start", "outer", "calling", "end")
    made = bundle(main, bare)
    inner = _lane("narrow", "council", "calling")
    lanes = _lane("wide", "desk", "calling", f"<bpmn:childLaneSet>{inner}</bpmn:childLaneSet>").encode()
    xml = made.files["main.bpmn"].replace(b'<bpmn:laneSet id="lanes_main">', b'<bpmn:laneSet id="lanes_main">' + lanes)
    made = replace(made, files={**made.files, "main.bpmn": xml})
    with transaction():
        nodes = definition(deploy(made)).nodes
    assert {name: nodes[name].role for name in ("inherits", "own", "fallen_back")} == {
        "inherits": "leader", "own": "clerk", "fallen_back": "council",
    }  # fmt: skip


@pytest.mark.parametrize("name", constructs.ALL)
def test_what_the_fuzz_plays_is_accepted(name):
    check(constructs.ALL[name]().bundle)


def test_hostile_files_are_refused_by_name():
    made = bundle(_plain())
    files = {
        **made.files,
        "evil.bpmn": b"<!DOCTYPE x><x/>",
        "bad.dmn": b"no xml",
        "forms/work.json": b"[",
        "not.bpmn": b"<html/>",
    }
    assert _said(replace(made, files=files)).keys() == {"evil.bpmn", "bad.dmn", "forms/work.json", "not.bpmn"}


def test_the_main_process_must_be_there():
    assert _said(Bundle("other", bundle(_plain()).files)).keys() == {"other"}


def _xor(default=None, when="x > 1") -> Drawing:
    drawing = _plain().xor("g", default).end("end2").path("work", "g")
    return drawing.flow("g", "end", when, "yes").flow("g", "end2", flow_id="no")


def _parallel_loop() -> Drawing:
    drawing = Drawing("main").start().both("split").user("a").user("b").both("join").xor("more", "no").end()
    drawing.path("start", "split", "a", "join", "more").path("split", "b", "join")
    return drawing.flow("more", "split", "again").flow("more", "end", flow_id="no")


def _event_subprocess() -> Drawing:
    inner = Drawing("inner", _plain()).start("i_start").end("i_end").path("i_start", "i_end")
    return _plain().node("subProcess", "sudden", inner._inside(), triggeredByEvent="true")


FAULTY = {
    "no role": (lambda: Drawing("main").start().user("work", None).end().path("start", "work", "end"), "work", "làn"),
    "long id": (lambda: _plain().user("w" * 81).path("work", "w" * 81), "w" * 80, "80"),
    "no form": (
        lambda: Drawing("main").start().user("work", form=False).end().path("start", "work", "end"),
        "work",
        "biểu mẫu",
    ),
    "no default": (lambda: _xor(), "g", "mặc định"),
    "no condition": (lambda: _xor(default="yes"), "no", "điều kiện"),
    "bad condition": (lambda: _xor("no", "__import__('os')"), "yes", "không được phép"),
    "unreadable condition": (lambda: _xor("no", "x >"), "yes", "không được phép"),
    "bad script": (lambda: _plain().script("s", "import os").path("work", "s"), "s", "không được phép"),
    "bad parameter": (
        lambda: _plain().service("s", "act", value="open('x')").path("work", "s"),
        "s",
        "không được phép",
    ),
    "bad timer": (lambda: _plain().boundary("t", "work", timer("timeDuration", "P5D")), "t", "P5D"),
    "unquoted timer": (lambda: _plain().boundary("t", "work", timer("timeDuration", '"5 days"')), "t", "ISO 8601"),
    "cron timer": (lambda: _plain().boundary("t", "work", timer("timeCycle", '"0 0 * * *"')), "t", "ISO 8601"),
    "dangling call": (lambda: _plain().call("c", "nowhere").path("work", "c"), "c", "nowhere"),
    "endless call": (lambda: _plain().call("c", "main").path("work", "c"), "c", "chính nó"),
    "parallel in a loop": (lambda: _parallel_loop(), "split", "vòng lặp"),
    "event subprocess": (lambda: _event_subprocess(), "sudden", "theo sự kiện"),
    "ad hoc": (lambda: _plain().node("adHocSubProcess", "any"), "any", "ad-hoc"),
    "complex gateway": (lambda: _plain().node("complexGateway", "cg"), "cg", "phức hợp"),
    "two starts": (lambda: _plain().start("start2").path("start2", "work"), "main", "bắt đầu"),
    "flow to nowhere": (lambda: _plain().flow("work", "nowhere", flow_id="f"), "f", "Nối lại"),
    "task that splits": (lambda: _plain().end("other").path("work", "other"), "work", "cổng"),
    "nameless message": (lambda: _plain().boundary("m", "work", "<bpmn:messageEventDefinition/>"), "m", "tin nhắn"),
    "no operation": (lambda: _plain().node("serviceTask", "s").path("work", "s"), "s", "việc phải làm"),
    "id twice": (lambda: _plain().user("work"), "work", "trùng"),
    "id of a parameter": (lambda: _plain().service("s", "act", work="1").path("work", "s"), "work", "tham số"),
    "bad multi-instance": (
        lambda: _plain().user("v", inside=each("a", "b", until="open()")).path("work", "v"),
        "v",
        "không được phép",
    ),
}


@pytest.mark.parametrize(("draw", "element", "word"), FAULTY.values(), ids=FAULTY.keys())
def test_faults_are_named_with_their_mend(draw, element, word):
    said = _said(bundle(draw()))
    assert word in said[f"main.bpmn#{element}"]


def test_unknown_actions_are_refused_when_they_are_known():
    drawing = Drawing("main").start().service("s", "cases.fly").end().path("start", "s", "end")
    check(bundle(drawing))
    assert "cases.fly" in _said(bundle(drawing), {"cases.submit"})["main.bpmn#s"]


@pytest.mark.parametrize("cell", ["1, 2, 3", '"a", "b"', "not(1)", "[1..10]", "in (1, 2)", "open('x')"])
def test_cells_that_would_never_match_are_refused(cell):
    made = constructs.choosing().bundle
    table = re.sub(r"\? in \(2, 3\)", cell.replace("\\", ""), constructs.FEE)
    assert "fee.dmn#r2i" in _said(replace(made, files={**made.files, "fee.dmn": table.encode()}))


def test_an_unsupported_hit_policy_is_refused():
    made = constructs.choosing().bundle
    table = constructs.FEE.replace("FIRST", "RULE ORDER").encode()
    assert "fee.dmn#fee_table" in _said(replace(made, files={**made.files, "fee.dmn": table}))


def test_too_big_a_bundle_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BUNDLE", 100)
    assert _said(bundle(_plain())).keys() == {""}


def test_a_huge_diagram_is_judged_quickly():
    drawing = Drawing("main").start().end()
    for number in range(590):
        drawing.node("parallelGateway", f"g{number}").flow(f"g{number}", f"g{(number + 1) % 590}")
    begun = time.process_time()
    assert len(_said(bundle(drawing))) >= 200
    assert time.process_time() - begun < 10

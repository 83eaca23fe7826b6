"""Hostile and broken files: each refused with one clear sentence, none with a traceback, none stops the others."""

import json
import time

import pytest

from app.engine.checking.judging import judge
from app.engine.problems import ERROR, RULES
from tests.engine.checking.faults import plain
from tests.engine.drawing import bundle
from tests.engine.test_hostile_xml import HOSTILE as XML

SOUND = bundle(plain()).files
TEXT = SOUND["main.bpmn"].decode()
OPEN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'


def _with(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


FILES = {f"xml: {name}": ("x.bpmn", content) for name, content in XML.items()} | {
    "many attributes": ("x.bpmn", b"<x " + b" ".join(b"a%d='1'" % n for n in range(500)) + b"/>"),
    "a huge attribute": ("x.bpmn", b'<x a="' + b"y" * 3_000_000 + b'"/>'),
    "the same attribute twice": ("x.bpmn", b'<x a="1" a="2"/>'),
    "an unbound prefix": ("x.bpmn", b"<bpmn:definitions/>"),
    "a control character": ("x.bpmn", b"<x>\x08</x>"),
    "a reference to one": ("x.bpmn", b"<x>&#8;</x>"),
    "a lone surrogate": ("x.bpmn", b"<x>&#xD800;</x>"),
    "a CDATA that does not end": ("x.bpmn", b"<x><![CDATA[y</x>"),
    "a comment that does not end": ("x.bpmn", b"<x><!-- y</x>"),
    "html": ("x.bpmn", b"<html><body>404</body></html>"),
    "json": ("x.bpmn", b'{"nodes": []}'),
    "a zip": ("x.bpmn", b"PK\x03\x04" + b"\x00" * 50),
    "a gzip": ("x.bpmn", b"\x1f\x8b\x08\x00aaaa"),
    "a picture": ("x.bpmn", b"\x89PNG\r\n\x1a\n"),
    "draw.io": ("x.bpmn", b'<mxfile host="app.diagrams.net"><diagram/></mxfile>'),
    "XPDL": ("x.bpmn", b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>'),
    "BPMN 1.1 draft": ("x.bpmn", b'<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"/>'),
    "BPMN without namespace": ("x.bpmn", b"<definitions><process id='p'/></definitions>"),
    "a table in a diagram's name": ("x.bpmn", b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'),
    "a diagram in a table's name": ("x.dmn", OPEN.encode() + b"</definitions>"),
    "a table of nothing": ("x.dmn", b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'),
    "no process": ("x.bpmn", OPEN.encode() + b"</definitions>"),
    "a form nested without end": ("forms/x.json", b'{"a":' * 100_000),
    "a form that is a list": ("forms/x.json", b"[]"),
    "a form in UTF-16": ("forms/x.json", '{"title": {}}'.encode("utf-16")),
    "a form with NUL": ("forms/x.json", b'{"title": "\x00"}'),
    "a form of a megabyte": ("forms/x.json", json.dumps({"title": "x" * 1_000_000}).encode()),
    "a form with NaN": ("forms/x.json", b'{"a": NaN}'),
}


@pytest.mark.parametrize(("name", "content"), FILES.values(), ids=FILES.keys())
def test_a_hostile_file_is_refused_in_a_sentence_and_stops_no_other(name, content):
    begun = time.process_time()
    found = judge({"z.bpmn": _with('id="work"', 'id="work" isForCompensation="true"'), name: content}, alone=True)
    assert time.process_time() - begun < 2
    refused = [problem for problem in found if problem.file == name and problem.severity == ERROR]
    assert refused and all(0 < len(problem.message["vi"]) < 250 for problem in refused)
    assert "element.compensation" in {problem.rule for problem in found if problem.file == "z.bpmn"}


INSIDE = {
    "an id that breaks out of a path": ('id="work"', """id="work' or '1'='1" """),
    "a reference that breaks out of a path": (
        '<bpmn:endEvent id="end"',
        '<bpmn:endEvent id="end2"><bpmn:signalEventDefinition signalRef="&quot;]|//*[&quot;"/>'
        '</bpmn:endEvent><bpmn:endEvent id="end"',
    ),
    "an id with a line feed": ('id="work"', 'id="wo&#10;rk"'),
    "an id of a megabyte": ('id="work"', f'id="{"w" * 1_000_000}"'),
    "a name of a megabyte": ('name="work"', f'name="{"w" * 1_000_000}"'),
    "no id": ('id="work"', ""),
    "the process called like a task": ('process id="main"', 'process id="work"'),
    "two processes of one id": ("</bpmn:process>", '</bpmn:process><bpmn:process id="main"/>'),
    "a flow into itself": ('targetRef="work"', 'targetRef="start"'),
    "flows without ends": ('sourceRef="start" targetRef="work"', ""),
    "a lane in a lane in a lane": (
        "<bpmn:flowNodeRef>",
        "<bpmn:childLaneSet><bpmn:lane><bpmn:childLaneSet/></bpmn:lane></bpmn:childLaneSet><bpmn:flowNodeRef>",
    ),
    "a thousand boundary events": (
        "</bpmn:process>",
        "".join(
            f'<bpmn:boundaryEvent id="b{n}" attachedToRef="work"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
            for n in range(1000)
        )
        + "</bpmn:process>",
    ),
    "a boundary event on itself": ("</bpmn:process>", '<bpmn:boundaryEvent id="b" attachedToRef="b"/></bpmn:process>'),
    "a message without an id": ("<bpmn:process ", '<bpmn:message name="x"/><bpmn:process '),
    "a call of everything": ("</bpmn:process>", '<bpmn:callActivity id="c" calledElement="*"/></bpmn:process>'),
    "a property without a name": ('<spiffworkflow:property name="role" ', "<spiffworkflow:property "),
    "a shape at NaN": (
        "</bpmn:definitions>",
        '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:c="http://www.omg.org/spec/DD/20100524/DC"><d:BPMNShape bpmnElement="work"><c:Bounds x="here" y="NaN"/>'
        "</d:BPMNShape></d:BPMNDiagram></bpmn:definitions>",
    ),
    "a data store without a name": ("<bpmn:process ", '<bpmn:dataStore id="ds"/><bpmn:process '),
    "a loop of a billion": (
        "</bpmn:userTask>",
        '<bpmn:standardLoopCharacteristics loopMaximum="99999999999999999999"/></bpmn:userTask>',
    ),
    "a timer of a million years": (
        "</bpmn:process>",
        '<bpmn:boundaryEvent id="b" attachedToRef="work"><bpmn:timerEventDefinition>'
        '<bpmn:timeDuration>"P999999999Y"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent></bpmn:process>',
    ),
    "a script that is no script": (
        "</bpmn:process>",
        '<bpmn:scriptTask id="s"><bpmn:script/></bpmn:scriptTask></bpmn:process>',
    ),
    "half an element": ("</bpmn:userTask>", ""),
}


@pytest.mark.parametrize(("old", "new"), INSIDE.values(), ids=INSIDE.keys())
def test_a_diagram_with_something_hostile_inside_is_judged_in_time(old, new):
    begun = time.process_time()
    found = judge({**SOUND, "main.bpmn": _with(old, new)}, "main")
    assert time.process_time() - begun < 2
    for problem in found:
        assert len(problem.message["vi"]) < 1000 and "\n" not in problem.message["vi"]
        assert "Traceback" not in problem.message["en"] and problem.rule != "engine.refuses"


def test_there_are_many_of_them():
    assert len(FILES) + len(INSIDE) >= 60


IN_FOLDERS = {"file.unknown-kind", "file.unreadable"}  # shown in catalogue/test_inspecting


def test_every_rule_about_files_is_broken_by_one_and_by_no_sound_one():
    broken = {one.rule for name, content in FILES.values() for one in judge({name: content}, alone=True)}
    about_files = {rule for rule in RULES if rule.startswith("file.")} - IN_FOLDERS
    assert about_files - broken == set()
    assert not {one.rule for one in judge(SOUND, "main")} & about_files

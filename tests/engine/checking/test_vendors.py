"""Files in the manner of other tools: runnable, or refused with reasons at their places. Written for these tests."""

from pathlib import Path

import pytest

from app.engine.checking.judging import judge
from app.engine.checking.known import Known
from app.engine.problems import ERROR
from app.engine.reading import read
from app.engine.spiff_parse import parse

FOLDER = Path(__file__).parent.parent / "vendors"
KNOWN = Known(frozenset({"cases.notify"}), frozenset({"one_stop", "leader"}), frozenset())
WRONG = {
    "camunda7.bpmn": {
        ("people.no-role", "Activity_check"), ("gateway.no-default", "Gateway_1"), ("gateway.no-condition", "Flow_no"),
        ("expression.foreign", "Flow_yes"),
    },
    "zeebe.bpmn": {
        ("people.no-lane", "Task_z"), ("service.not-chosen", "Job_z"), ("call.not-chosen", "Call_z"),
        ("expression.foreign", "f_if"), ("timer.unquoted", "Wait_z"),
    },
    "signavio.bpmn": {
        ("gateway.no-default", "sid-g"), ("gateway.no-condition", "sid-f3"), ("gateway.no-condition", "sid-f4"),
        ("process.no-start", "sid-other"), ("process.no-end", "sid-other"),
    },
    "bizagi.bpmn": {("people.no-role", "Id_task"), ("event.no-message", "Id_start")},
    "activiti.bpmn20.bpmn": {
        ("people.no-lane", "approve"), ("instances.no-list", "approve"), ("expression.refused", "script"),
        ("service.not-chosen", "java"), ("expression.foreign", "yes"),
    },
    "visual_paradigm.bpmn": {("people.no-lane", "M.1"), ("tokens.not-joined", "G.2")},
    "aris.bpmn": {("element.ad-hoc", "AR_a"), ("element.link", "AR_l")},
    "drawio.bpmn": {("file.not-bpmn", "")},
    "bpmnio_sound.bpmn": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_other_tools_files_are_runnable_or_refused_at_their_places(name):
    found = judge({name: (FOLDER / name).read_bytes()}, None, KNOWN, alone=True)
    assert {(problem.rule, problem.element) for problem in found if problem.severity == ERROR} == WRONG[name]


def test_all_samples_are_tried():
    assert {path.name for path in FOLDER.glob("*.bpmn")} == WRONG.keys()


def test_the_next_step_is_offered():
    found = judge({"x.bpmn": (FOLDER / "camunda7.bpmn").read_bytes()}, None, KNOWN, alone=True)
    mends = {problem.rule: problem.mend for problem in found}
    assert "Thiếu" in mends["gateway.no-default"]["vi"]
    assert "ok == True" in mends["expression.foreign"]["vi"]
    assert "leader, one_stop" in mends["people.no-role"]["en"]


def test_a_pool_that_is_not_run_is_no_reason_to_refuse():
    content = (FOLDER / "signavio.bpmn").read_bytes()
    found = judge({"x.bpmn": content}, "sid-proc", KNOWN, alone=True)
    assert all(problem.severity != ERROR for problem in found if problem.element.startswith("sid-o"))


def test_what_only_documents_is_taken_out_of_the_copy_and_the_rest_runs():
    content = (FOLDER / "bpmnio_sound.bpmn").read_bytes()
    specs = parse("Process_9", read({"x.bpmn": content}).trees)
    assert "Task_9" in specs.main.task_specs
    assert specs.main.task_specs["Task_9"].data_input_associations == []

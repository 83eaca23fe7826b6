"""`flask studio rehearse`, as typed."""

import shutil

import pytest

from app import create_app
from tests.catalogue.making import own_copy

SLUG = "xac-nhan-cu-tru"


@pytest.fixture
def folder(tmp_path):
    return own_copy(SLUG, tmp_path)


@pytest.fixture
def rehearse(db, settings, folder):
    runner = create_app(settings, engine=db).test_cli_runner()

    def run(*words, folder=folder):
        answer = runner.invoke(args=["studio", "rehearse", str(folder), *words])
        assert "Traceback" not in answer.output
        return answer.exit_code, answer.output

    return run


def test_scenarios_and_coverage_are_told(rehearse):
    status, printed = rehearse()
    assert status == 0
    assert "scenarios/found.json  đạt" in printed
    assert " 100 %  transfer.bpmn  (bước 6/6, luồng 5/5)" in printed


def test_a_failing_one_is_told_with_its_step(rehearse, folder):
    (folder / "scenarios" / "x.json").write_text('{"steps": [{"do": "examine"}]}')
    status, printed = rehearse("--language", "en")
    assert status == 1
    assert "scenarios/x.json  FAILS  steps.1: examine is not open" in printed


def test_broken_diagrams_cannot_be_rehearsed(rehearse, folder):
    (folder / "resolve.bpmn").write_text("<no")
    assert rehearse()[0] == 1


def test_no_scenario_is_no_fault(rehearse, folder):
    shutil.rmtree(folder / "scenarios")
    assert rehearse()[0] == 0
    (folder / "procedure.json").unlink()
    assert rehearse()[0] == 2


def test_what_procedures_share_has_scenarios_of_its_own(rehearse, folder):
    status, printed = rehearse(folder=folder.parent / "shared")
    assert status == 0
    assert " 100 %  apologise.bpmn" in printed

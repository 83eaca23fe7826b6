"""`flask studio check` as it is typed."""

import json

import pytest
from click.testing import CliRunner

from app.commands.studio import group
from tests.engine.checking.pairs import PAIRS


def _run(*arguments):
    return CliRunner().invoke(group, ["check", *map(str, arguments)])


@pytest.fixture
def faulty(tmp_path):
    path = tmp_path / "x.bpmn"
    path.write_bytes(PAIRS["people.no-lane"].faulty["main.bpmn"])
    return path


def test_an_error_ends_with_one_and_is_said_with_its_mend(faulty):
    done = _run(faulty)
    assert done.exit_code == 1
    assert f"LỖI  {faulty} work “work”  [people.no-lane]" in done.output
    assert "→ Chọn một làn cho nó" in done.output and "1 lỗi" in done.output


def test_in_english(faulty):
    assert "so nobody is given it" in _run(faulty, "--language", "en").output


def test_as_json(faulty):
    done = _run(faulty, "--format", "json", "--language", "en")
    (found,) = json.loads(done.output)
    assert done.exit_code == 1
    assert found == {
        "file": str(faulty), "element": "work", "name": "work", "rule": "people.no-lane", "severity": "error",
        "message": "The task is in no lane, so nobody is given it.",
        "mend": "Choose a lane: drag the task into one, or draw a lane that has a role.",
    }  # fmt: skip


def test_warnings_end_with_nought(tmp_path):
    path = tmp_path / "x.bpmn"
    path.write_bytes(PAIRS["call.not-at-hand"].faulty["main.bpmn"].replace(b'"desk"', b'"one_stop"'))
    done = _run(path)
    assert done.exit_code == 0 and "call.not-at-hand" in done.output


def test_a_path_that_is_not_there_ends_with_two(tmp_path):
    assert _run(tmp_path / "nowhere").exit_code == 2
    assert _run().exit_code == 2


def test_bytes_that_are_nothing_give_no_traceback(tmp_path):
    for number in range(256):
        (tmp_path / f"{number}.bpmn").write_bytes(bytes([number]) * 40)
    done = _run(tmp_path)
    assert done.exit_code == 1 and done.exception.code == 1

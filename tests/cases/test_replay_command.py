"""`flask studio replay`, as typed; and every dossier of the demo played as it went."""

import json

import pytest

from app import create_app
from app.cases import replaying
from app.cases.demo import make_dossiers
from app.catalogue import queries, whole
from app.core.config import ROOT
from app.core.db import transaction
from tests.cases import walking as walk
from tests.cases.test_journey import CODE, examined
from tests.catalogue.making import own_copy


@pytest.fixture
def folder(world, tmp_path):
    with transaction(writes=False):
        slug = queries.get(CODE).slug
    return own_copy(slug, tmp_path)


@pytest.fixture
def replay(world, settings, folder):
    runner = create_app(settings, engine=world).test_cli_runner()

    def run(*words):
        answer = runner.invoke(args=["studio", "replay", str(folder), *words])
        assert "Traceback" not in answer.output
        return answer.exit_code, answer.output

    return run


def change(folder):
    text = (folder.parent / "shared" / "resolve.bpmn").read_text(encoding="utf-8")
    changed = text.replace('name="assignee" value="handler"', 'name="unit" value="receiving"', 1)
    assert changed != text
    (folder / "resolve.bpmn").write_text(changed, encoding="utf-8")


def test_what_differs_is_told_with_status_0(replay, folder, settings):
    case_id = examined(settings)
    change(folder)
    status, printed = replay()
    assert status == 0
    code = walk.case(case_id).code
    assert "“Thẩm định hồ sơ” giao cho người khác: unit – → receiving, assignee handler → –. [1 đang mở" in printed
    assert str(code) in printed
    assert "1 hồ sơ đã chạy (1/1 đang mở, 0/0 đã xong)" in printed


def test_it_tells_the_same_as_json(replay, folder, settings):
    examined(settings)
    change(folder)
    status, printed = replay("--format", "json")
    found = json.loads(printed)
    assert (status, found["played"], found["differences"][0]["kind"]) == (0, 1, "role")
    assert found["differences"][0]["en"].startswith("“Thẩm định hồ sơ” goes to other people")


def test_an_unchanged_folder_differs_in_nothing(replay, settings):
    examined(settings)
    assert "Nothing differs." in replay("--language", "en")[1]


def test_without_dossiers_and_with_errors(replay, folder):
    assert replay() == (0, "Không có hồ sơ nào để chạy thử lại.\n")
    (folder / "resolve.bpmn").write_text("<no")
    assert replay()[0] == 1


def test_every_dossier_of_the_demo_plays_as_it_went(world):
    with transaction():
        made = make_dossiers()
    reached = 0
    with transaction(writes=False):
        versions = [line.id for line in _versions()]
    for version_id in versions:
        with transaction(writes=False):
            gathered = replaying.gather(version_id, whole.of_version(version_id))
        if gathered is None or not gathered.histories:
            continue
        result = replaying.play(gathered)
        assert (result.untold, result.differences) == ((), ())
        reached += result.reached
    assert reached == made > 0


def _versions():
    return [queries.get(code) for code in _codes()]


def _codes():
    manifests = (json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "bpmn").glob("*/procedure.json"))
    return [one["code"] for one in manifests if one["service_level"] != "INFO_ONLY" and "repealed_on" not in one]

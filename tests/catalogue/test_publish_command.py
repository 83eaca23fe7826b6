"""`flask publish`, as typed: a folder checked, compared, released in one go."""

import json
from datetime import timedelta

import pytest

from app import create_app
from app.catalogue import queries, releases
from app.core import clock
from app.core.db import transaction
from tests.catalogue.making import own_copy

CODE, SLUG = "1.001193", "khai-sinh"


@pytest.fixture
def folder(tmp_path):
    """`bpmn/khai-sinh` of the test's own, with what it shares."""
    return own_copy(SLUG, tmp_path)


@pytest.fixture
def publish(world, settings, folder):
    """Runs `flask publish` on the folder: its exit status and what it printed."""
    runner = create_app(settings, engine=world).test_cli_runner()

    def run(*words):
        answer = runner.invoke(args=["publish", str(folder), *words])
        assert "Traceback" not in answer.output
        return answer.exit_code, answer.output

    return run


def change(folder, **changes):
    file = folder / "procedure.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes), encoding="utf-8")


def current():
    with transaction(writes=False):
        return queries.get(CODE).number


def test_what_is_released_already_is_said_to_be(publish):
    before = current()
    status, printed = publish()
    assert (status, current()) == (0, before)
    assert f"giống hệt phiên bản {before}" in printed


def test_one_command_tells_the_changes_and_releases(publish, folder):
    before = current()
    change(folder, term="5wd")
    status, printed = publish("--basis", "QĐ 5/QĐ-UBND")
    assert (status, current()) == (0, before + 1)
    assert "~ procedure.json  thời hạn:" in printed
    with transaction(writes=False):
        assert releases.latest(queries.get(CODE).procedure_id).legal_basis == "QĐ 5/QĐ-UBND"
    status, printed = publish()
    assert (status, current()) == (0, before + 1)
    assert "không có gì để làm" in printed


def test_a_dry_run_only_tells(publish, folder):
    before = current()
    change(folder, term="5wd")
    status, printed = publish("--dry-run", "--language", "en")
    assert (status, current()) == (0, before)
    assert "~ procedure.json  term:" in printed
    assert "nothing was released" in printed


def test_a_day_to_come(publish, folder):
    before = current()
    change(folder, term="5wd")
    day = clock.today() + timedelta(days=3)
    status, printed = publish("--effective", day.isoformat())
    assert (status, current()) == (0, before)
    assert f"{day:%d/%m/%Y}" in printed
    with transaction(writes=False):
        assert [one.effective_from for one in releases.pending(queries.get(CODE).procedure_id)] == [day]


def test_errors_are_told_with_their_places_and_nothing_is_released(publish, folder):
    before = current()
    diagram = folder / "resolve.bpmn"
    diagram.write_text(diagram.read_text().replace('default="', 'default="gone_', 1), encoding="utf-8")
    change(folder, term="mai")
    status, printed = publish()
    assert (status, current()) == (1, before)
    assert "procedure.json" in printed


def test_a_wrong_call(publish, folder):
    assert publish("--effective", "2001-01-01")[0] == 2
    (folder / "procedure.json").unlink()
    assert publish()[0] == 2


def test_another_codes_folder_is_refused(publish, folder):
    change(folder, code="9.000001")
    status, printed = publish()
    assert status == 1
    assert "mã khác" in printed

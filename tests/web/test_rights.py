"""Who of the house may open which address: a line for each page and each act of the studio and of administration.

An address without a line makes a test fail, so nothing can be added without saying whose it is.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.catalogue import drafts, own_files
from app.core.clock import today
from app.core.db import transaction
from app.identity import granting
from app.identity.accounts import by_username
from app.identity.permissions import HOUSE_ROLES
from tests.web.officers import as_

LETTERS = {"D": "designer", "P": "proposer", "R": "releaser", "O": "operator", "A": "admin"}
TABLE = {
    "DPRA": """
        studio.procedures studio.draft studio.export studio.file studio.download studio.outline studio.canvas
        studio.canvas_source studio.check_canvas studio.manifest studio.form studio.release studio.rehearsal
        studio.form_preview studio.table studio.new_table
        studio.history studio.difference studio.difference_source studio.release_source studio.simulation
        studio.replay studio.run_replay studio.playing""",
    "D": """
        studio.begin_blank studio.begin_from studio.bring_in studio.discard studio.here studio.take_in studio.add_file
        studio.save_file studio.rename_file studio.remove_file studio.restore_file studio.edit_outline
        studio.try_form studio.make_form studio.make_table studio.edit_table
        studio.save_canvas studio.edit_manifest studio.edit_form studio.begin_playing studio.press_playing
        studio.copy_playing studio.rename_playing studio.remove_playing""",
    "P": "studio.propose studio.take_back studio.propose_again studio.propose_repeal",
    "PR": "studio.turn_down",
    "R": "studio.do_release studio.reject studio.decide_release studio.call_off",
    "DPROA": "admin.home admin.procedures admin.procedure",
    "OA": """
        admin.incidents admin.incident_group admin.operation_log admin.operation_table admin.versions admin.heat
        admin.running admin.running_case admin.outbox admin.timers admin.bulk_acts admin.bulk_act admin.bulk_table""",
    "O": """
        admin.retry_incident admin.retry_incidents admin.dismiss_incident admin.bulk_operate admin.unmove
        admin.forward admin.operate
        admin.send_back admin.retry_item admin.drop_item admin.retry_timer admin.bulk_carry_out admin.bulk_again
        admin.bulk_take_back admin.bulk_halt""",
    "A": """
        admin.calendar admin.calendar_year admin.set_calendar_year admin.calendar_day admin.set_calendar_day
        admin.clear_calendar_day admin.calendar_hours admin.set_calendar_hours admin.clear_calendar_hours
        admin.calendar_log admin.calendar_exchange admin.import_calendar admin.calendar_download admin.rehearsal
        admin.move_rehearsal admin.rehearsal_back admin.units admin.people admin.make_person admin.new_person
        admin.person admin.grant admin.revoke admin.disable admin.enable admin.new_password""",
}
RIGHTS = {
    endpoint: {LETTERS[one] for one in letters}
    for letters, endpoints in TABLE.items()
    for endpoint in endpoints.split()
}
TEXTS = {
    "path": "resolve.bpmn", "slug": "khai-sinh", "code": "1.001193", "name": "suspend", "source": "work",
    "text": "2026-01-05", "number": "2026", "ending": "csv", "key": "0",
}  # fmt: skip


def rules(app: Flask) -> list[Rule]:
    """The addresses of the two surfaces."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("studio.", "admin."))]


def acts(app: Flask, draft_id: int) -> Iterator[tuple[str, str, str]]:
    """Each address as (method, path, endpoint): pages of what is there, acts on what is not, so they do nothing."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in rules(app):
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            number = draft_id if method == "GET" else 99_999_999
            values = {name: TEXTS.get(name, number) for name in rule.arguments}
            yield method, adapter.build(rule.endpoint, values, method=method), rule.endpoint


@pytest.fixture
def some_draft(world: object) -> int:
    with transaction():
        files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
        return drafts.begin("thu-moi", "Thủ tục thử", files, by_username("admin").id).id


def test_every_address_has_a_line_and_every_line_an_address(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} == set(RIGHTS)


def test_every_role_of_the_house_is_in_the_table() -> None:
    assert set(LETTERS.values()) == set(HOUSE_ROLES)


@pytest.mark.parametrize("role", HOUSE_ROLES)
def test_each_role_alone_opens_what_is_its_own_and_nothing_else(
    app: Flask, client: FlaskClient, some_draft: int, role: str
) -> None:
    with transaction():
        account_id = by_username("designer").id
        for held, unit in granting.roles_of(account_id):
            granting.revoke(account_id, held, unit)
        granting.grant(account_id, role)
    person = as_(client, "designer")
    wrong = []
    for method, path, endpoint in acts(app, some_draft):
        status = person.open(path, method=method).status_code
        good = status < 500 and status not in (401, 403) if role in RIGHTS.get(endpoint, ()) else status == 403
        if not good:
            wrong.append((endpoint, method, path, status))
    assert wrong == []


@pytest.mark.parametrize("username", ["desk", "lead", "citizen"])
def test_others_open_nothing_of_it(app: Flask, client: FlaskClient, some_draft: int, username: str) -> None:
    person = as_(client, username)
    opened = [
        (endpoint, path)
        for method, path, endpoint in acts(app, some_draft)
        if person.open(path, method=method).status_code != 403
    ]
    assert opened == []


def test_nobody_opens_anything_of_it_without_signing_in(app: Flask, client: FlaskClient, some_draft: int) -> None:
    answers = [(endpoint, client.open(path, method=method)) for method, path, endpoint in acts(app, some_draft)]
    shown = {
        endpoint: answer.status_code for endpoint, answer in answers if "/dang-nhap" not in (answer.location or "")
    }
    assert set(shown.values()) <= {401, 403}, shown

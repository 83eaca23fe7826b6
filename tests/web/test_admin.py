"""The administrators' pages: incidents, outbox, procedures, accounts, the system."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.db import session, transaction
from app.engine import incidents
from app.engine.models import Incident
from app.identity.accounts import by_username
from app.integrations import outbox
from app.integrations.models import Outbox
from tests.cases import walking as walk
from tests.web.officers import as_, submitted

PAGES = ["", "/su-co", "/hop-gui", "/don-vi", "/tai-khoan", "/tai-khoan/moi"]


@pytest.mark.parametrize("path", [*PAGES, "/thu-tuc", "/thu-tuc/1.001193"])
def test_pages_are_the_administrators(client: FlaskClient, path: str) -> None:
    for username in ("desk", "citizen"):
        assert as_(client, username).get(f"/quan-tri{path}").status_code == 403
    assert as_(client, "admin").get(f"/quan-tri{path}").status_code == 200


@pytest.mark.parametrize("path", PAGES[1:])
def test_designers_see_procedures_only(client: FlaskClient, path: str) -> None:
    designer = as_(client, "designer")
    assert designer.get(f"/quan-tri{path}").status_code == 403
    assert designer.get("/quan-tri").location == "/quan-tri/thu-tuc"
    assert designer.get("/quan-tri/thu-tuc").status_code == 200


def failed(case_id: int, act: dict[str, Any]) -> int:
    with transaction():
        return incidents.record(walk.case(case_id).instance_id or 0, case_id, "check_dossier", act, "E5 KeyError: x")


def test_an_incident_shows_the_number_and_the_error_and_no_name(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    failed(case_id, {"kind": "timer"})
    page = as_(client, "admin").get("/quan-tri/su-co").text
    assert walk.case(case_id).number in page
    assert "E5 KeyError: x" in page
    assert "Nguyễn Văn An" not in page


def test_an_incident_is_tried_again_and_resolved(client: FlaskClient, settings: Any) -> None:
    incident_id = failed(submitted(settings), {"kind": "timer"})
    assert as_(client, "admin").post(f"/quan-tri/su-co/{incident_id}/thu-lai").status_code == 303
    assert _incident(incident_id).resolved_at is not None


def test_a_retry_that_cannot_work_says_so_and_stays_open(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    act = {"kind": "complete", "item": 0, "actor": 1, "form": None, "data": {}, "variables": {}, "outcome": None}
    incident_id = failed(case_id, act)
    answer = as_(client, "admin").post(f"/quan-tri/su-co/{incident_id}/thu-lai")
    assert answer.status_code == 409
    assert walk.case(case_id).number in answer.text
    assert _incident(incident_id).resolved_at is None


def test_closing_an_incident_asks_first(client: FlaskClient, settings: Any) -> None:
    incident_id = failed(submitted(settings), {"kind": "timer"})
    admin = as_(client, "admin")
    assert "sẽ không chạy lại" in admin.post(f"/quan-tri/su-co/{incident_id}/dong").text
    assert _incident(incident_id).resolved_at is None
    admin.post(f"/quan-tri/su-co/{incident_id}/dong", data={"confirmed": "1"})
    assert _incident(incident_id).resolved_at is not None
    assert admin.post(f"/quan-tri/su-co/{incident_id}/dong").status_code == 404


def test_a_dead_item_is_sent_again_or_deleted_after_asking(client: FlaskClient) -> None:
    with transaction():
        for key in ("a", "b"):
            outbox.put("nothing", key, {"secret": "nội dung riêng"})
    with transaction():
        session().query(Outbox).update({Outbox.dead: True, Outbox.tries: 12, Outbox.error: "TimeoutError"})
        first, second = [row.id for row in outbox.dead_items()]
    admin = as_(client, "admin")
    page = admin.get("/quan-tri/hop-gui").text
    assert "TimeoutError" in page
    assert "nội dung riêng" not in page
    admin.post(f"/quan-tri/hop-gui/{first}/thu-lai")
    admin.post(f"/quan-tri/hop-gui/{second}/xoa")
    with transaction():
        assert [row.id for row in outbox.dead_items()] == [second]
    admin.post(f"/quan-tri/hop-gui/{second}/xoa", data={"confirmed": "1"})
    with transaction():
        assert outbox.dead_items() == []
        assert [row.id for row in outbox.waiting_items()] == [first]


def test_unverified_figures_are_marked(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    page = admin.get("/quan-tri/thu-tuc/1.001193").text
    assert re.search(r"fees\.0\.amount_vnd</th><td>[^<]*</td><td><span[^>]*>chưa kiểm chứng", page)
    assert "clock--near" in admin.get("/quan-tri/thu-tuc").text
    assert admin.get("/quan-tri/thu-tuc/9.999999").status_code == 404


def test_an_officer_is_made_given_a_role_and_signs_in(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    told = admin.post("/quan-tri/tai-khoan", data={"username": "Hoa.LT", "full_name": "Lê Thị Hoa Mới"})
    assert told.headers["Cache-Control"] == "no-store"
    password = re.search(r'class="number code">([^<]+)<', told.text)
    assert password
    account_id = _account_id("hoa.lt")
    unit = walk.unit_id("xa-hoa-son")
    admin.post(f"/quan-tri/tai-khoan/{account_id}/vai-tro", data={"role": "one_stop", "unit": unit})
    apart = admin.post(f"/quan-tri/tai-khoan/{account_id}/vai-tro", data={"role": "specialist", "unit": unit})
    assert apart.status_code == 409
    client.post("/dang-nhap", data={"username": "hoa.lt", "password": password[1]})
    assert client.get("/can-bo").status_code == 200


def test_a_wrong_account_names_every_fault_and_keeps_what_was_typed(client: FlaskClient) -> None:
    answer = as_(client, "admin").post(
        "/quan-tri/tai-khoan", data={"username": "Có dấu", "full_name": "", "phone": "12", "email": "x@y"}
    )
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 4
    assert 'value="Có dấu"' in answer.text
    taken = client.post("/quan-tri/tai-khoan", data={"username": "desk", "full_name": "Người Khác"})
    assert "đã có người dùng" in taken.text


def test_closing_an_account_asks_ends_its_sessions_and_is_undone(client: FlaskClient, settings: Any) -> None:
    desk_id = _account_id("desk")
    other = client.application.test_client()
    as_(other, "desk")
    admin = as_(client, "admin")
    assert "đăng xuất ngay" in admin.post(f"/quan-tri/tai-khoan/{desk_id}/khoa").text
    assert other.get("/can-bo").status_code == 200
    admin.post(f"/quan-tri/tai-khoan/{desk_id}/khoa", data={"confirmed": "1"})
    assert other.get("/can-bo").status_code == 303
    admin.post(f"/quan-tri/tai-khoan/{desk_id}/mo")
    assert as_(other, "desk").get("/can-bo").status_code == 200


def test_an_administrator_cannot_lock_themselves_out(client: FlaskClient) -> None:
    admin, own = as_(client, "admin"), _account_id("admin")
    assert admin.post(f"/quan-tri/tai-khoan/{own}/khoa", data={"confirmed": "1"}).status_code == 409
    assert admin.post(f"/quan-tri/tai-khoan/{own}/vai-tro/bo", data={"role": "admin"}).status_code == 409
    assert admin.get("/quan-tri").status_code == 200


def test_citizens_accounts_are_not_listed(client: FlaskClient) -> None:
    admin, citizen = as_(client, "admin"), _account_id("citizen")
    assert "Nguyễn Văn An" not in admin.get("/quan-tri/tai-khoan").text
    assert admin.get(f"/quan-tri/tai-khoan/{citizen}").status_code == 404
    assert admin.post(f"/quan-tri/tai-khoan/{citizen}/mat-khau", data={"confirmed": "1"}).status_code == 404


def test_the_system_page_tells_trouble_and_hides_secrets(client: FlaskClient, settings: Any) -> None:
    failed(submitted(settings), {"kind": "timer"})
    page = as_(client, "admin").get("/quan-tri").text
    assert "1 sự cố chưa xử lý" in page
    assert settings.secret_key not in page


def _incident(incident_id: int) -> Incident:
    with transaction():
        return session().get_one(Incident, incident_id, populate_existing=True)


def _account_id(username: str) -> int:
    with transaction():
        found = by_username(username)
    assert found is not None
    return found.id

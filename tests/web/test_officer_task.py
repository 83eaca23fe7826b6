"""The task page: doing the work, drafts, what is refused, and tasks that have moved on."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cases import answers, tasks
from app.cases.models import JournalLine
from app.core.db import session, transaction
from app.engine.models import WorkItemDone
from tests.cases import walking as walk
from tests.web.filing import good
from tests.web.officers import as_, at_transfer, code_of, item_of, submitted


def complete(client: FlaskClient, case_id: int, outcome: str | None, **wanted: Any) -> Any:
    posted = {**good(case_id, outcome), **wanted}
    return client.post(f"/can-bo/viec/{item_of(case_id)}", data=posted)


def test_the_task_shows_instructions_form_outcomes_and_dossier(client: FlaskClient, settings: Any) -> None:
    page = as_(client, "desk").get(f"/can-bo/viec/{item_of(submitted(settings))}").text
    for words in ("Hướng dẫn bổ sung", "Tiếp nhận và hẹn trả", "Yêu cầu bổ sung", "Tờ khai", "Nguyễn Văn An"):
        assert words in page


def test_completing_says_what_comes_next_and_returns_to_the_list(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk = as_(client, "desk")
    answer = complete(desk, case_id, "complete")
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/can-bo")
    told = desk.get("/can-bo").text
    assert code_of(case_id) in told
    assert "Bước tiếp theo" in told


def test_completing_opens_the_next_of_mine_when_so_set(client: FlaskClient, settings: Any) -> None:
    first, second = submitted(settings), submitted(settings)
    desk = as_(client, "desk")
    desk.post(f"/can-bo/viec/{item_of(second)}/nhan")
    answer = complete(desk, first, "complete", _goes_on="1")
    assert answer.location == f"/can-bo/viec/{item_of(second)}"


def test_faults_keep_what_was_typed_and_name_the_field(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk = as_(client, "desk")
    answer = desk.post(
        f"/can-bo/viec/{item_of(case_id)}", data={"receive_outcome": "incomplete", "note": "Ghi chú giữ lại"}
    )
    assert answer.status_code == 422
    assert "Ghi chú giữ lại" in answer.text
    assert "Có mục cần sửa" in answer.text
    assert walk.items(case_id)[0].node == "check_dossier"


def test_a_forged_outcome_or_field_is_refused(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk = as_(client, "desk")
    assert complete(desk, case_id, None, receive_outcome="sign").status_code == 422
    assert complete(desk, case_id, "complete", status="10").status_code == 422
    assert walk.items(case_id)[0].node == "check_dossier"


def test_a_grave_outcome_asks_once_and_keeps_the_answers(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk = as_(client, "desk")
    asked = complete(desk, case_id, "refuse", reason="Trùng hồ sơ đã nộp")
    assert asked.status_code == 200
    assert "Trùng hồ sơ đã nộp" in asked.text
    assert walk.items(case_id)[0].node == "check_dossier"
    answer = complete(desk, case_id, "refuse", reason="Trùng hồ sơ đã nộp", _confirmed="refuse")
    assert answer.status_code == 303
    assert walk.items(case_id)[0].node == "approve_refusal"


def test_drafts_are_kept_by_button_and_by_themselves(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk, item_id = as_(client, "desk"), item_of(case_id)
    told = desk.post(f"/can-bo/viec/{item_id}/nhap", data={"note": "một"})
    assert "Đã lưu" in json.loads(told.data)["saved"]
    assert desk.post(f"/can-bo/viec/{item_id}", data={"note": "hai", "later": "1"}).status_code == 303
    with transaction():
        kept = answers.draft(case_id, "check_dossier")
        assert kept is not None
        assert kept.data["note"] == "hai"
    assert "hai</textarea>" in desk.get(f"/can-bo/viec/{item_id}").text


def test_rows_are_added_without_a_script(client: FlaskClient, settings: Any) -> None:
    desk, item_id = as_(client, "desk"), item_of(submitted(settings))
    answer = desk.post(f"/can-bo/viec/{item_id}", data={"_add": "missing"})
    assert answer.status_code == 303
    assert 'name="missing-0-what"' in desk.get(f"/can-bo/viec/{item_id}").text


def test_pressing_twice_leads_where_pressing_once_did(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    item_id, posted = item_of(case_id), good(case_id, "complete")
    desk = as_(client, "desk")
    answers_twice = [desk.post(f"/can-bo/viec/{item_id}", data=posted) for _ in range(2)]
    assert [(one.status_code, one.location.split("?")[0]) for one in answers_twice] == [(303, "/can-bo")] * 2
    assert walk.items(case_id)[0].node != "check_dossier"


def test_a_task_done_meanwhile_tells_who_did_what(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    item_id, posted = item_of(case_id), {**good(case_id, "complete"), "note": "Chữ tôi vừa gõ"}
    walk.do(case_id, "check_dossier", "desk", "complete")
    _long_ago(item_id)
    desk = as_(client, "desk")
    for answer in (desk.get(f"/can-bo/viec/{item_id}"), desk.post(f"/can-bo/viec/{item_id}", data=posted)):
        assert answer.status_code == 409
        assert "Lê Thị Hoa" in answer.text
        assert f"/can-bo/ho-so/{case_id}" in answer.text
    assert "Chữ tôi vừa gõ" in answer.text


def test_a_task_somebody_holds_is_only_looked_at(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    item_id = item_of(case_id)
    as_(client, "desk").post(f"/can-bo/viec/{item_id}/nhan")
    lead = as_(client, "lead")
    page = lead.get(f"/can-bo/viec/{item_id}")
    assert "Bạn chỉ xem được" in page.text
    assert "Tiếp nhận và hẹn trả" not in page.text
    assert complete(lead, case_id, "complete").status_code in (403, 404)


@pytest.mark.parametrize("username", ["specialist", "desk_bm", "leader"])
def test_foreign_tasks_do_not_exist(client: FlaskClient, settings: Any, username: str) -> None:
    case_id = submitted(settings)
    stranger, item_id = as_(client, username), item_of(case_id)
    assert stranger.get(f"/can-bo/viec/{item_id}").status_code == 404
    assert complete(stranger, case_id, "complete").status_code == 404
    for act in ("nhan", "tra", "nhap"):
        assert stranger.post(f"/can-bo/viec/{item_id}/{act}").status_code == 404


def test_a_citizens_step_is_not_an_officers_task(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    walk.do(case_id, "check_dossier", "desk", "incomplete")
    assert walk.items(case_id)[0].role == "citizen"
    for username in ("desk", "lead", "citizen"):
        assert as_(client, username).get(f"/can-bo/viec/{item_of(case_id)}").status_code in (403, 404)


def test_claim_hand_over_to_a_colleague_and_release(client: FlaskClient, settings: Any) -> None:
    case_id = at_transfer(settings)
    desk, item_id = as_(client, "desk"), item_of(case_id)
    assert desk.post(f"/can-bo/viec/{item_id}/nhan").location == f"/can-bo/viec/{item_id}"
    wrong = desk.post(f"/can-bo/viec/{item_id}/giao", data={"to": walk.who("specialist").account_id})
    assert wrong.status_code == 422
    desk.post(f"/can-bo/viec/{item_id}/tra")
    assert walk.items(case_id)[0].assignee_id is None


def test_every_opening_is_in_the_journal(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk = as_(client, "desk")
    desk.get(f"/can-bo/viec/{item_of(case_id)}")
    desk.get(f"/can-bo/ho-so/{case_id}")
    as_(client, "specialist").get(f"/can-bo/viec/{item_of(case_id)}")
    with transaction():
        lines = session().query(JournalLine).filter_by(case_id=case_id, kind="opened").all()
        assert [line.actor_id for line in lines] == [walk.who("desk").account_id] * 2


def _long_ago(item_id: int) -> None:
    with transaction():
        session().get_one(WorkItemDone, item_id).done_at -= timedelta(hours=1)


def test_a_draft_is_shown_to_its_writer_only(client: FlaskClient, settings: Any) -> None:
    item_id = item_of(submitted(settings))
    with transaction():
        tasks.claim(walk.who("desk"), item_id)
        tasks.save_draft(walk.who("desk"), item_id, {"note": "Chưa chắc"})
    assert "Chưa chắc" in as_(client, "desk").get(f"/can-bo/viec/{item_id}").text
    client.post("/dang-xuat")
    assert "Chưa chắc" not in as_(client, "lead").get(f"/can-bo/viec/{item_id}").text

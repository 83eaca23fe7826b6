"""The inbox as officers use it: queues, filters kept, one act on many tasks."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app.cases.filters import Filters, parse
from app.core.clock import now
from app.core.db import session, transaction
from app.engine.models import WorkItem
from tests.cases import walking as walk
from tests.cases.counting import statements
from tests.web.officers import as_, at_transfer, item_of, submitted


def test_the_desk_sees_a_new_dossier_in_words(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    page = as_(client, "desk").get("/can-bo?state=available").text
    assert f"/can-bo/viec/{item_of(case_id)}" in page
    for words in ("Nguyễn Văn An", "Kiểm tra hồ sơ", "Xã Tân Phú", "Cấp bản sao trích lục hộ tịch"):
        assert words in page
    assert '<form class="list"' in page, "the table is in the first paint"


@pytest.mark.parametrize("username", ["specialist", "desk_bm", "leader"])
def test_other_roles_and_units_do_not(client: FlaskClient, settings: Any, username: str) -> None:
    case_id = submitted(settings)
    assert f"/can-bo/viec/{item_of(case_id)}" not in as_(client, username).get("/can-bo?state=available").text


@pytest.mark.parametrize("username", ["citizen", "admin", "designer"])
def test_nobody_else_enters(client: FlaskClient, username: str) -> None:
    assert as_(client, username).get("/can-bo").status_code == 403


def test_signed_out_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/can-bo?state=available").location == "/dang-nhap?next=/can-bo%3Fstate%3Davailable"


def test_late_is_told_by_a_word_as_well_as_a_colour(client: FlaskClient, settings: Any) -> None:
    item_id = item_of(submitted(settings))
    _due(item_id, timedelta(days=-10))
    page = as_(client, "desk").get("/can-bo?state=available&due=overdue").text
    assert "clock--late" in page
    assert re.search("quá hạn [5-9] ngày làm việc", page)


def test_an_unknown_filter_is_refused(client: FlaskClient) -> None:
    assert as_(client, "desk").get("/can-bo?sort=nonsense").status_code == 422


def test_a_filter_is_kept_counted_and_deleted(client: FlaskClient, settings: Any) -> None:
    submitted(settings)
    desk = as_(client, "desk")
    query = Filters("available", q="an").query()
    desk.post("/can-bo/bo-loc", data={"name": "Của ông An", "query": query})
    page = desk.get("/can-bo").text
    assert f"/can-bo?{query}".replace("&", "&amp;") in page
    assert "<span>Của ông An</span><b>1</b>" in page
    desk.post("/can-bo/bo-loc/1/xoa")
    assert "Của ông An</span>" not in desk.get("/can-bo").text


def test_somebody_elses_filter_does_not_exist(client: FlaskClient) -> None:
    as_(client, "desk").post("/can-bo/bo-loc", data={"name": "x", "query": "state=done"})
    assert as_(client, "specialist").post("/can-bo/bo-loc/1/xoa").status_code == 404


def test_bulk_claim_reports_each(client: FlaskClient, settings: Any) -> None:
    mine, taken = item_of(submitted(settings)), item_of(submitted(settings))
    desk = as_(client, "desk")
    assert desk.post("/can-bo/chon", data={"act": "claim", "item": [mine]}).status_code == 303
    answer = desk.post("/can-bo/chon", data={"act": "claim", "item": [taken, 987654]})
    assert answer.status_code == 200
    assert "1 việc xong, 1 việc không thực hiện được" in answer.text
    assert _holder(mine) == _holder(taken) == walk.who("desk").account_id


def test_bulk_transfer_moves_those_at_that_step_only(client: FlaskClient, settings: Any) -> None:
    ready, early = at_transfer(settings), submitted(settings)
    answer = as_(client, "desk").post(
        "/can-bo/chon", data={"act": "transfer", "item": [item_of(ready), item_of(early)]}
    )
    assert "1 việc xong, 1 việc không thực hiện được" in answer.text
    assert [one.node for one in walk.items(ready)] == ["take_over"]
    assert [one.node for one in walk.items(early)] == ["check_dossier"]


@pytest.mark.parametrize(
    "data", [{"act": "claim"}, {"act": "assign", "item": ["1"]}, {"act": "nonsense", "item": ["1"]}]
)
def test_a_bulk_act_on_nothing_says_so(client: FlaskClient, data: dict[str, Any]) -> None:
    answer = as_(client, "desk").post("/can-bo/chon", data=data, follow_redirects=True)
    assert "flash--bad" in answer.text


def test_the_way_back_is_the_list_as_it_was_left(client: FlaskClient, settings: Any) -> None:
    item_id = item_of(submitted(settings))
    desk = as_(client, "desk")
    desk.get("/can-bo?state=available&q=an")
    desk.post(f"/can-bo/viec/{item_id}/nhan")
    back = desk.post(f"/can-bo/viec/{item_id}/tra").location
    assert parse(back.split("?")[1]) == Filters("available", q="an")


def test_the_lead_sees_who_holds_what_and_moves_it(client: FlaskClient, settings: Any) -> None:
    item_id = item_of(submitted(settings))
    as_(client, "desk").post(f"/can-bo/viec/{item_id}/nhan")
    lead = as_(client, "lead")
    page = lead.get("/can-bo/nhom").text
    assert "Lê Thị Hoa" in page
    assert f"/can-bo/viec/{item_id}" in page
    specialist = walk.who("specialist").account_id
    refused = lead.post("/can-bo/chon", data={"act": "assign", "item": [item_id], "to": specialist, "from": "team"})
    assert "không giữ vai trò" in refused.text
    lead.post("/can-bo/chon", data={"act": "release", "item": [item_id], "from": "team"})
    assert _holder(item_id) is None
    lead.post("/can-bo/chon", data={"act": "assign", "item": [item_id], "to": walk.who("desk").account_id})
    assert _holder(item_id) == walk.who("desk").account_id


def test_only_leads_have_a_team(client: FlaskClient) -> None:
    assert as_(client, "desk").get("/can-bo/nhom").status_code == 403


def test_the_inbox_costs_as_many_statements_as_before_however_long_it_is(
    client: FlaskClient, settings: Any, world: Engine
) -> None:
    desk = as_(client, "desk")
    counted = []
    for _ in range(2):
        submitted(settings)
        desk.get("/can-bo?state=available")
        with statements(world) as seen:
            desk.get("/can-bo?state=available")
        counted.append(len([one for one in seen if one.startswith("SELECT")]))
    assert counted[0] == counted[1] <= 7


def _due(item_id: int, left: timedelta) -> None:
    with transaction():
        session().get_one(WorkItem, item_id).due_at = now() + left


def _holder(item_id: int) -> int | None:
    with transaction():
        return session().get_one(WorkItem, item_id, populate_existing=True).assignee_id


def test_new_tasks_are_told_in_a_line_and_move_nothing(client: FlaskClient, settings: Any) -> None:
    submitted(settings)
    desk = as_(client, "desk")
    page = desk.get("/can-bo?state=available").text
    address = html.unescape(re.search(r'data-news="([^"]+)"', page)[1])  # type: ignore[index]
    assert json.loads(desk.get(address).data)["said"] == ""
    submitted(settings)
    assert json.loads(desk.get(address).data)["said"].startswith("1 việc mới")
    assert desk.get("/can-bo/moi?since=yesterday").status_code == 422

"""Whoever opens a form that has changed under them reads what became of what they had typed."""

from typing import Any

from flask.testing import FlaskClient

from app.cases import answers
from app.core.db import transaction
from tests.cases import walking as walk
from tests.cases.test_draft_fitting import RENAMED, typing
from tests.cases.test_moving import move, release
from tests.web.officers import as_

CHANGED = "Biểu mẫu đã đổi sau khi bạn bắt đầu điền."


def test_an_officer_reads_what_the_new_form_does_not_ask_for(client: FlaskClient, settings: Any) -> None:
    case_id = typing(settings)
    address = f"/can-bo/viec/{walk.item(case_id, 'examine').id}"
    officer = as_(client, "specialist")
    assert CHANGED not in officer.get(address).text
    move(case_id, release(case_id, "forms/examine.json", RENAMED))
    page = officer.get(address).text
    assert CHANGED in page and "<dt>Kết quả thẩm định</dt><dd>Đang viết dở</dd>" in page and "Ảnh</textarea>" in page
    officer.post(address, data={"later": "1"})
    assert "Đang viết dở" in officer.get(address).text


def test_a_citizen_reads_it_too_and_that_all_is_still_there(client: FlaskClient, settings: Any) -> None:
    case_id = walk.begin("2.000635")
    item = walk.items(case_id)[0]
    with transaction():
        answers.keep_draft(case_id, item.node, {}, walk.who("citizen").account_id)
    file = f"forms/{item.form_key}.json"
    move(case_id, release(case_id, file, (b'"vi": "', b'"vi": "Moi: ')))
    page = as_(client, "citizen").get(f"/ho-so/{case_id}/buoc").text
    assert CHANGED in page and "Những gì bạn đã điền còn nguyên" in page

"""The page of a draft's rehearsals."""

import json

import pytest

from app.catalogue import draft_files, drafts, own_files
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.web.officers import as_

SLUG = "xac-nhan-cu-tru"


@pytest.fixture
def draft_id(client):
    with transaction():
        designer = by_username("designer").id
        files = own_files.of_folder(SLUG, ROOT / "bpmn", ROOT / "forms")
        return drafts.begin(SLUG, "Cư trú", files, designer).id


def put(draft_id, path, content):
    with transaction():
        draft_files.put_all(draft_id, {path: content}, by_username("designer").id)


def page(client, draft_id):
    return as_(client, "designer").get(f"/thiet-ke/{draft_id}/thu").text


def draft(client, draft_id):
    return as_(client, "designer").get(f"/thiet-ke/{draft_id}").text


def test_scenarios_and_coverage_are_shown(client, draft_id):
    shown = page(client, draft_id)
    assert shown.count(">đạt<") == 4
    assert "không đạt" not in shown
    assert "97 %" in shown
    assert "bước 17/17, luồng 19/20" in shown
    assert "→" in shown  # the flow that was missed, in words
    assert 'class="mark mark-5"' in shown
    assert "✗</text>" in shown  # a sign, not colour alone


def test_a_failing_one_says_where_and_nothing_is_proposed(client, draft_id):
    put(draft_id, "scenarios/x.json", json.dumps({"steps": [{"do": "<examine>"}]}).encode())
    shown = page(client, draft_id)
    assert "không đạt" in shown
    assert "&lt;examine&gt; không mở; đang mở: choose_service" in shown
    sent = {"effective_from": "2099-01-01", "legal_basis": "x"}
    assert as_(client, "designer").post(f"/thiet-ke/{draft_id}/trinh", data=sent).status_code == 422


def test_errors_come_first(client, draft_id):
    put(draft_id, "resolve.bpmn", b"<no")
    assert "Còn lỗi, nên chưa thử được" in page(client, draft_id)


def test_a_draft_without_scenarios_says_how_to_begin(client, draft_id):
    with transaction():
        for one in draft_files.listed(draft_id):
            if one.path.startswith("scenarios/"):
                draft_files.remove(draft_id, one.path, by_username("designer").id)
    assert "scenarios/ten.json" in page(client, draft_id)
    assert "Ghi kịch bản mới" in page(client, draft_id)
    assert "Ghi một kịch bản trước khi trình." in draft(client, draft_id)


def test_the_drafts_own_page_says_how_much_is_covered(client, draft_id):
    assert "4 kịch bản, qua 97 % sơ đồ riêng" in draft(client, draft_id)
    put(draft_id, "scenarios/x.json", b'{"steps": [{"do": "examine"}]}')
    assert "1 kịch bản không đạt" in draft(client, draft_id)


def test_only_designers_and_administrators(client, draft_id):
    for username, status in (("admin", 200), ("desk", 403), ("citizen", 403)):
        assert as_(client, username).get(f"/thiet-ke/{draft_id}/thu").status_code == status

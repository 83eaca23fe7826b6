"""The preview of a form: what is drawn is tried before it is saved, checked for real, and nothing is kept."""

import json
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app.catalogue.models import DraftFile
from app.core.db import session, transaction
from app.web.studio import form_preview
from tests.web.drawing import stored
from tests.web.officers import as_

PATH = "forms/handle.json"
TEXT = {"vi": "Chữ", "en": "Words"}
CONDITIONAL = {
    "title": {"vi": "Đơn", "en": "Application"},
    "sections": [
        {
            "fields": [
                {"name": "tick", "kind": "boolean", "label": {"vi": "Có con", "en": "Children"}},
                {"name": "names", "kind": "text", "label": {"vi": "Tên con", "en": "Names"}, "required": True,
                 "when": {"tick": [True]}, "variable": "names"},
                {"name": "person", "kind": "person_name", "label": TEXT, "prefill": "account.full_name"},
                {"name": "unit", "kind": "choice", "label": TEXT, "options_from": "units"},
            ]
        }
    ],
}  # fmt: skip


@pytest.fixture
def frame(draft_id):
    return f"/thiet-ke/{draft_id}/bieu-mau/{PATH}/xem-thu"


def unsaved(**sent):
    return {"_source": json.dumps(CONDITIONAL), **sent}


def test_the_saved_form_is_shown_filled_in_for_somebody_in_both_languages_and_framed_by_our_page_alone(designer, frame):
    page = designer.get(frame)
    assert "Kết quả xử lý" in page.text
    assert "Findings" in designer.get(f"{frame}?lang=en").text
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert "/static/form." in page.text


def test_a_button_checks_for_real_and_keeps_nothing(designer, frame, draft_id):
    with transaction():
        before = session().scalar(select(func.count()).select_from(DraftFile))
    refused = designer.post(frame, data={"findings": "", "handle_outcome": "approve"}).text
    assert "error-summary" in refused
    good = designer.post(frame, data={"findings": "Đủ điều kiện", "handle_outcome": "approve"}).text
    assert "Nút này nhận được các câu trả lời." in good
    assert 'handle_outcome = "approve"' in good
    with transaction():
        assert session().scalar(select(func.count()).select_from(DraftFile)) == before


def test_what_is_not_saved_is_tried_with_its_conditions(designer, frame):
    again = designer.post(frame, data=unsaved(_again="1")).text
    assert 'name="tick"' in again
    assert 'name="names"' not in again
    again = designer.post(frame, data=unsaved(_again="1", tick="on")).text
    assert 'name="names"' in again
    assert "Ví dụ 1" in again
    assert "error-summary" in designer.post(frame, data=unsaved(tick="on")).text
    assert 'names = "An"' in designer.post(frame, data=unsaved(tick="on", names="An", unit="example_1")).text


def test_an_edit_is_seen_before_it_is_saved_and_its_faults_are_told(designer, frame, draft_id):
    before = stored(draft_id, PATH)
    boxes = {"act": "save", "at": "0.0", "label_vi": "Nhãn mới", "label_en": "New label"}
    page = designer.post(frame, data={"_edit": urlencode(boxes), "findings": "đã gõ"}).text
    assert "Nhãn mới" in page
    assert "đã gõ" in page
    wrong = designer.post(
        frame, data={"_edit": urlencode({**boxes, "name": "Có Dấu"})}, headers={"Accept": "application/json"}
    )
    assert wrong.status_code == 422
    assert wrong.json["errors"][0]["path"] == "sections.0.fields.0.name"
    assert stored(draft_id, PATH) == before


def test_hostile_and_broken_previews_are_refused(designer, frame, client):
    for sent, status in (
        ({"_source": "{"}, 422),
        ({"_source": "[" * 100_000}, 422),
        ({"_source": " " * (form_preview.MAX_TEXT + 1)}, 422),
        ({"_edit": "act=explode"}, 409),
        ({"_edit": "act=save&at=9.9"}, 409),
        ({"_edit": "&".join(f"a{n}=1" for n in range(form_preview.MAX_BOXES + 1))}, 422),
        ({"_source": json.dumps({"title": TEXT, "sections": [{"fields": [{"kind": "x"}]}]})}, 422),
    ):
        assert designer.post(frame, data=sent).status_code == status, sent
    admin = as_(client, "admin")
    assert admin.post(frame, data={}).status_code == 403
    assert "<fieldset disabled>" in admin.get(frame).text

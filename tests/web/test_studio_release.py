"""Pages of releasing: proposed by one, released by another after a question; differences, history, again, repeal."""

import json
import re
from datetime import timedelta

import pytest

from app.catalogue import drafts, own_files, queries, releases
from app.catalogue.models import ProcedureRelease
from app.core.clock import today
from app.core.config import ROOT
from app.core.db import session, transaction
from app.identity.accounts import by_username
from tests.web.officers import CODE as TRANSFER
from tests.web.officers import as_, at_transfer, code_of

CODE, SLUG = "1.001193", "khai-sinh"
BASIS = "Quyết định 7/QĐ-UBND"


@pytest.fixture
def designer(app, client):
    return as_(client, "designer")


@pytest.fixture
def admin(app, client):
    return as_(app.test_client(), "admin")


@pytest.fixture
def draft_id(designer):
    """A draft of the version in force: another term, a step under another name."""
    with transaction():
        files = own_files.of_version(queries.get(CODE).id, ROOT / "bpmn", ROOT / "forms")
        files["procedure.json"] = json.dumps(json.loads(files["procedure.json"]) | {"term": "5wd"}).encode()
        renamed = files["resolve.bpmn"].replace(b'id="approve_result" name="', b'id="approve_result" name="Xem: ')
        files["resolve.bpmn"] = renamed
        return drafts.begin(SLUG, "Khai sinh", files, by_username("designer").id).id


def propose(designer, draft_id):
    sent = {"effective_from": today().isoformat(), "legal_basis": BASIS}
    assert designer.post(f"/thiet-ke/{draft_id}/trinh", data=sent).status_code == 303


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page).group(1)


def number():
    with transaction(writes=False):
        return queries.get(CODE).number


def last():
    with transaction(writes=False):
        return releases.latest(queries.get(CODE).procedure_id).id


def test_what_a_draft_changes_is_told_and_drawn(designer, draft_id):
    page = designer.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    assert "thời hạn: " in page
    assert "Bước “Xem: " in page
    assert page.count("<svg class=") == 2
    assert page.count('class="mark mark-7"') == 2  # the renamed step, before and after
    assert "~ đổi</text>" in page  # a sign in words, not by colour alone


def test_from_proposing_to_releasing(designer, admin, draft_id):
    before = number()
    propose(designer, draft_id)
    page = admin.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    assert BASIS in page
    asked = admin.post(f"/thiet-ke/{draft_id}/ban-hanh", data={"seen": seen(page)})
    assert "Ban hành Khai sinh?" in asked.text
    assert number() == before  # nothing is done by asking
    done = admin.post(f"/thiet-ke/{draft_id}/ban-hanh", data={"seen": seen(page), "confirmed": "1"})
    assert done.location.endswith(f"/thu-tuc/{SLUG}")
    assert number() == before + 1
    history = admin.get(done.location).text
    assert BASIS in history
    assert "Phan Thị Yến" in history
    assert "Hồ Văn Quang" in history


def test_the_designer_does_not_release(designer, draft_id):
    propose(designer, draft_id)
    page = designer.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    assert "Ban hành…" not in page
    for act in ("ban-hanh", "tra-lai"):
        sent = {"seen": seen(page) if "seen" in page else "x", "confirmed": "1", "reason": "x"}
        assert designer.post(f"/thiet-ke/{draft_id}/{act}", data=sent).status_code == 403


def test_nobody_else_comes_in(app, draft_id):
    for username in ("desk", "citizen"):
        person = as_(app.test_client(), username)
        for path in (f"{draft_id}/ban-hanh", f"thu-tuc/{SLUG}", f"thu-tuc/{SLUG}/khac-biet?tu=1&den=2"):
            assert person.get(f"/thiet-ke/{path}").status_code == 403, (username, path)
        for path in ("de-nghi/1/duyet", "de-nghi/1/tu-choi", "de-nghi/1/dung", f"thu-tuc/{SLUG}/bai-bo"):
            assert person.post(f"/thiet-ke/{path}").status_code == 403, (username, path)


def test_sending_back_needs_a_reason_which_the_designer_reads(designer, admin, draft_id):
    propose(designer, draft_id)
    page = admin.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    assert admin.post(f"/thiet-ke/{draft_id}/tra-lai", data={"seen": seen(page)}).status_code == 422
    sent = {"seen": seen(page), "reason": "Thiếu <b>căn cứ</b>"}
    assert admin.post(f"/thiet-ke/{draft_id}/tra-lai", data=sent).status_code == 303
    assert "Thiếu &lt;b&gt;căn cứ" in designer.get(f"/thiet-ke/{draft_id}").text


def test_what_changed_since_the_page_was_opened_is_not_released(designer, admin, draft_id):
    propose(designer, draft_id)
    page = admin.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    designer.post(f"/thiet-ke/{draft_id}/rut-lai")
    propose(designer, draft_id)
    with transaction():
        drafts.draft(draft_id).legal_basis = "khác"
    sent = {"seen": seen(page), "confirmed": "1"}
    answer = admin.post(f"/thiet-ke/{draft_id}/ban-hanh", data=sent)
    assert answer.status_code == 409
    assert "thay đổi sau khi bạn mở trang" in answer.text


def release(designer, admin, draft_id):
    propose(designer, draft_id)
    page = admin.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    admin.post(f"/thiet-ke/{draft_id}/ban-hanh", data={"seen": seen(page), "confirmed": "1"})


def test_an_older_version_again_and_what_differs(designer, admin, draft_id):
    with transaction():
        old = queries.get(CODE).id
    release(designer, admin, draft_id)
    with transaction():
        new = queries.get(CODE).id
    page = designer.get(f"/thiet-ke/thu-tuc/{SLUG}/khac-biet?tu={old}&den={new}").text
    assert "thời hạn: " in page
    assert designer.get(f"/thiet-ke/thu-tuc/{SLUG}/khac-biet?tu={old}&den=999999").status_code == 404
    sent = {"version": old, "effective_from": today().isoformat(), "legal_basis": BASIS}
    assert "Đang chờ duyệt" not in admin.get("/thiet-ke").text
    assert designer.post(f"/thiet-ke/thu-tuc/{SLUG}/ban-hanh-lai", data=sent).status_code == 303
    assert "Đang chờ duyệt" in admin.get("/thiet-ke").text
    with transaction():
        proposal = session().query(ProcedureRelease).order_by(ProcedureRelease.id.desc()).first().id
    assert "Ban hành lại phiên bản 1 của Đăng ký khai sinh?" in admin.post(f"/thiet-ke/de-nghi/{proposal}/duyet").text
    assert admin.post(f"/thiet-ke/de-nghi/{proposal}/duyet", data={"confirmed": "1"}).status_code == 303
    with transaction():
        assert queries.get(CODE).id == old


def test_a_repealed_procedure_says_so_to_everybody(app, settings, designer, admin):
    case_id = at_transfer(settings)
    with transaction():
        slug = queries.get(TRANSFER).slug
    sent = {"effective_from": today().isoformat(), "legal_basis": BASIS, "successors": CODE}
    assert designer.post(f"/thiet-ke/thu-tuc/{slug}/bai-bo", data={**sent, "successors": "9.9"}).status_code == 422
    assert designer.post(f"/thiet-ke/thu-tuc/{slug}/bai-bo", data=sent).status_code == 303
    with transaction():
        proposal = session().query(ProcedureRelease).order_by(ProcedureRelease.id.desc()).first().id
    assert "không nhận hồ sơ mới" in admin.post(f"/thiet-ke/de-nghi/{proposal}/duyet").text
    assert admin.post(f"/thiet-ke/de-nghi/{proposal}/duyet", data={"confirmed": "1"}).status_code == 303
    page = app.test_client().get(f"/thu-tuc/{TRANSFER}")
    assert page.status_code == 200
    assert "đã bãi bỏ" in page.text
    assert f"/thu-tuc/{CODE}" in page.text
    assert "/nop" not in page.text
    assert code_of(case_id) in admin.get(f"/thiet-ke/thu-tuc/{slug}").text
    assert code_of(case_id) not in designer.get(f"/thiet-ke/thu-tuc/{slug}").text
    assert f"/thiet-ke/thu-tuc/{slug}" in designer.get("/thiet-ke").text


def test_stopping_before_the_day(designer, admin, draft_id):
    with transaction():
        day = today() + timedelta(days=5)
        drafts.propose(draft_id, day, BASIS, by_username("designer").id)
    page = admin.get(f"/thiet-ke/{draft_id}/ban-hanh").text
    admin.post(f"/thiet-ke/{draft_id}/ban-hanh", data={"seen": seen(page), "confirmed": "1"})
    assert "chờ ngày hiệu lực" in admin.get(f"/thiet-ke/thu-tuc/{SLUG}").text
    assert admin.post(f"/thiet-ke/de-nghi/{last()}/dung", data={"reason": ""}).status_code == 422
    assert admin.post(f"/thiet-ke/de-nghi/{last()}/dung", data={"reason": "lùi"}).status_code == 303
    assert "đã dừng" in admin.get(f"/thiet-ke/thu-tuc/{SLUG}").text


def test_a_draft_is_set_aside_after_asking(designer, draft_id):
    address = f"/thiet-ke/{draft_id}/bo"
    assert "Bỏ bản thảo" in designer.post(address).text
    assert f'href="/thiet-ke/{draft_id}"' in designer.get("/thiet-ke").text
    assert designer.post(address, data={"confirmed": "1"}).status_code == 303
    assert f'href="/thiet-ke/{draft_id}"' not in designer.get("/thiet-ke").text
    page = designer.get(f"/thiet-ke/{draft_id}").text
    assert "đã bỏ" in page and "Trình ban hành" not in page and "Bỏ bản thảo…" not in page


def test_the_log_of_operations_tells_of_drafts_and_releases(designer, admin, draft_id):
    propose(designer, draft_id)
    page = admin.get("/quan-tri/nhat-ky?kind=proposed").text
    assert "Trình ban hành" in page and f"bản thảo {draft_id}" in page and "hiệu lực từ" in page and BASIS in page

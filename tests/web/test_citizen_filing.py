"""Filing over the pages: nothing typed or sent is lost, and what is pressed twice happens once."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from app.cases import answers
from app.core.db import transaction
from tests.browsing import Browser
from tests.cases import walking
from tests.web import filing
from tests.web.filing import begin, node, press, send_file, sign_in, text

COPY = "2.000908"  # cấp bản sao từ sổ gốc: no fee
EXTRACT = "2.000635"  # trích lục hộ tịch: a fee for each copy
AUTHORISED = {"applicant_relation": "authorised"}


@pytest.fixture
def citizen(client: Browser) -> Browser:
    return sign_in(client)


def test_signing_in_on_the_way_returns_to_the_chosen_procedure(client: Browser) -> None:
    sent_away = client.post(f"/thu-tuc/{COPY}/nop")
    assert sent_away.location.startswith("/dang-nhap")
    signed_in = client.post(sent_away.location, data={"username": "citizen", "password": filing.DEMO_PASSWORD})
    resume = text(client.get(signed_in.location))
    assert f'action="/thu-tuc/{COPY}/nop"' in resume
    assert re.fullmatch(r"/ho-so/\d+/buoc", client.post(f"/thu-tuc/{COPY}/nop").location)


def test_a_second_start_offers_the_draft_that_is_there(citizen: Browser) -> None:
    first = begin(citizen, COPY)
    answer = citizen.post(f"/thu-tuc/{COPY}/nop")
    assert answer.location == f"/thu-tuc/{COPY}/nop"
    assert f"/ho-so/{first}/buoc" in text(citizen.get(answer.location))


def test_each_step_shows_where_one_is(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    page = text(citizen.get(f"/ho-so/{case_id}/buoc"))
    assert page.count('aria-current="step"') == 1 and "Nơi nộp" in page and "Kiểm tra, nộp" in page


def test_wrong_answers_come_back_with_what_was_typed_and_stay_as_the_draft(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    posted = filing.good(case_id) | {"applicant_id_number": "12", "paper_name": "Bằng tốt nghiệp THPT"}
    answer = citizen.post(f"/ho-so/{case_id}/buoc", data=posted)
    page = text(answer)
    assert answer.status_code == 422 and 'href="#f-applicant_id_number"' in page and "Bằng tốt nghiệp THPT" in page
    with transaction():
        kept = answers.draft(case_id, "fill_application")
    assert kept is not None and kept.data["paper_name"] == "Bằng tốt nghiệp THPT"


def test_a_hundred_kilobytes_in_a_name_are_refused_at_the_field(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    answer = citizen.post(f"/ho-so/{case_id}/buoc", data=filing.good(case_id) | {"applicant_name": "A" * 100_000})
    assert answer.status_code == 422 and "f-applicant_name-error" in text(answer)


def test_autosave_keeps_half_a_form(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    item = str(walking.items(case_id)[0].id)
    answer = citizen.post(f"/ho-so/{case_id}/nhap", data={"item": item, "paper_name": "Học bạ"})
    assert answer.get_json()["saved"].startswith("Đã lưu")
    assert "Học bạ" in text(citizen.get(f"/ho-so/{case_id}/buoc"))


def test_going_back_needs_no_finished_form(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    item = str(walking.items(case_id)[0].id)
    citizen.post(f"/ho-so/{case_id}/buoc", data={"item": item, "go": "back", "paper_name": "Học bạ"})
    assert node(case_id) == "choose_service"
    press(citizen, case_id)
    assert "Học bạ" in text(citizen.get(f"/ho-so/{case_id}/buoc"))


def test_missing_papers_are_named_and_files_show_their_digest(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    press(citizen, case_id, **AUTHORISED)
    answer = press(citizen, case_id)
    assert answer.status_code == 422 and 'href="#f-papers-authorisation"' in text(answer)
    assert send_file(citizen, case_id, "authorisation").status_code == 303
    assert "SHA-256" in text(citizen.get(f"/ho-so/{case_id}/buoc"))
    assert press(citizen, case_id).status_code == 303


def test_a_good_file_stays_though_another_is_refused(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    press(citizen, case_id, **AUTHORISED)
    files = [(BytesIO(filing.PDF), "tot.pdf"), (BytesIO(b"MZ program"), "xau.pdf")]
    posted = filing.good(case_id) | {"file-authorisation": files}
    answer = citizen.post(f"/ho-so/{case_id}/buoc", data=posted, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Tệp chương trình" in text(answer)
    assert "tot.pdf" in text(citizen.get(f"/ho-so/{case_id}/buoc"))
    assert node(case_id) == "attach_components"


def test_a_file_can_be_taken_away_again(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    press(citizen, case_id)
    press(citizen, case_id, **AUTHORISED)
    send_file(citizen, case_id, "authorisation", name="nham.pdf")
    found = re.search(r'name="remove" value="(\d+)"', text(citizen.get(f"/ho-so/{case_id}/buoc")))
    assert found
    citizen.post(f"/ho-so/{case_id}/buoc", data={"item": filing.good(case_id)["item"], "remove": found[1]})
    assert "nham.pdf" not in text(citizen.get(f"/ho-so/{case_id}/buoc"))


def test_the_check_page_shows_everything_and_leads_back_to_each_part(citizen: Browser) -> None:
    case_id = filing.to_check(citizen, COPY, paper_name="Bằng tốt nghiệp THPT")
    page = text(citizen.get(f"/ho-so/{case_id}/buoc"))
    assert "Bằng tốt nghiệp THPT" in page and "Xã Tân Phú" in page
    press(citizen, case_id, "edit_application")
    assert node(case_id) == "fill_application"
    assert 'value="check"' in text(citizen.get(f"/ho-so/{case_id}/buoc"))
    press(citizen, case_id, "check")
    assert node(case_id) == "check_and_submit"


def test_submitting_needs_the_code_and_happens_once(citizen: Browser) -> None:
    case_id = filing.to_check(citizen, COPY)
    posted = filing.submission(citizen, case_id)
    wrong = citizen.post(f"/ho-so/{case_id}/buoc", data=posted | {"confirmation_code": "000000x"})
    assert wrong.status_code == 422 and "f-confirmation_code-error" in text(wrong)
    first = citizen.post(f"/ho-so/{case_id}/buoc", data=posted)
    again = citizen.post(f"/ho-so/{case_id}/buoc", data=posted)
    assert first.location == again.location == f"/ho-so/{case_id}/bien-nhan"
    assert [item.node for item in walking.items(case_id)] == ["check_dossier"]
    assert "Đã nộp hồ sơ" in text(citizen.get(first.location))


def test_wrong_codes_are_counted_though_the_page_is_refused(citizen: Browser) -> None:
    case_id = filing.to_check(citizen, COPY)
    posted = filing.submission(citizen, case_id)
    for _ in range(5):
        citizen.post(f"/ho-so/{case_id}/buoc", data=posted | {"confirmation_code": "no"})
    locked = citizen.post(f"/ho-so/{case_id}/buoc", data=posted)
    assert locked.status_code == 422 and node(case_id) == "check_and_submit"


def test_an_old_page_is_told_so_and_shows_what_was_typed(citizen: Browser, monkeypatch: Any) -> None:
    case_id = begin(citizen, COPY)
    old = filing.good(case_id)
    press(citizen, case_id)
    monkeypatch.setattr("app.web.citizen.task.PRESSED_TWICE", timedelta(seconds=-1))
    answer = citizen.post(f"/ho-so/{case_id}/buoc", data=old | {"delivery_address": "Thôn Bắc"})
    page = text(answer)
    assert answer.status_code == 409 and "Thôn Bắc" in page and f"/ho-so/{case_id}/buoc" in page


def test_paying_online_through_the_pretended_bank(citizen: Browser) -> None:
    case_id = begin(citizen, EXTRACT)
    press(citizen, case_id)
    press(citizen, case_id, copies=2)
    press(citizen, case_id)
    assert "16.000" in text(citizen.get(f"/ho-so/{case_id}/buoc"))
    press(citizen, case_id, payment_method="ONLINE")
    item = str(walking.items(case_id)[0].id)
    bank = citizen.post(f"/ho-so/{case_id}/buoc", data={"item": item, "pay": "1"}).location
    assert bank.startswith("/thanh-toan/demo/") and "16.000" in text(citizen.get(bank))
    for _ in range(2):
        assert citizen.post(bank, data={"pay": "1"}).location == f"/ho-so/{case_id}/buoc"
    assert node(case_id) == "check_and_submit" and walking.case(case_id).financial == "PAID"


def test_a_forged_field_is_refused(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    answer = citizen.post(f"/ho-so/{case_id}/buoc", data=filing.good(case_id) | {"fee_vnd": "0"})
    assert answer.status_code == 422 and node(case_id) == "choose_service"


def test_others_dossiers_are_not_there(app: Flask, citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    other = sign_in(app.test_client(), "citizen2")  # type: ignore[arg-type]
    item = filing.good(case_id)["item"]
    for path in ("", "/buoc", "/bien-nhan", "/xoa", "/rut", "/sua", "/giay-to"):
        assert other.get(f"/ho-so/{case_id}{path}").status_code == 404
    assert other.post(f"/ho-so/{case_id}/buoc", data={"item": item}).status_code == 404
    mine = begin(other, COPY)
    assert other.post(f"/ho-so/{mine}/buoc", data={"item": item}).status_code == 404


def test_a_draft_is_thrown_away_after_asking(citizen: Browser) -> None:
    case_id = begin(citizen, COPY)
    assert "Bỏ bản nháp" in text(citizen.get(f"/ho-so/{case_id}/xoa"))
    citizen.post(f"/ho-so/{case_id}/xoa")
    assert citizen.get(f"/ho-so/{case_id}/buoc").status_code == 404

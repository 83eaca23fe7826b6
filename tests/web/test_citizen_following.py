"""A dossier after its submission, as its owner sees and changes it."""

from io import BytesIO
from typing import Any

import pytest

from app.cases import answers
from app.core.db import transaction
from tests.browsing import Browser
from tests.cases import walking
from tests.web import filing
from tests.web.filing import sign_in, text

COPY = "2.000908"
ASKED = {"what": "Ảnh mờ, chụp lại giấy ủy quyền", "legal_basis": "Nghị định 23/2015"}
TO_THE_DRAFT = (
    ("check_dossier", "desk", "complete"),
    ("hand_over", "desk", None),
    ("take_over", "specialist", None),
    ("look_up_marriage", "specialist", "found"),
    ("examine", "specialist", "approve"),
)


@pytest.fixture
def citizen(client: Browser) -> Browser:
    return sign_in(client)


@pytest.fixture
def submitted(citizen: Browser, settings: Any) -> int:
    return walking.submit(COPY, settings, applicant_relation="authorised")


def ask_supplement(case_id: int) -> None:
    missing = [{"component": "authorisation", **ASKED}]
    walking.do(case_id, "check_dossier", "desk", "incomplete", missing=missing)


def test_my_dossiers_say_whose_turn_it_is(citizen: Browser, submitted: int) -> None:
    page = text(citizen.get("/ho-so"))
    assert "Đã nộp, chờ tiếp nhận" in page and "Đang ở Xã Tân Phú" in page
    ask_supplement(submitted)
    assert "Đến lượt bạn" in text(citizen.get("/ho-so"))


def test_the_list_without_dossiers_says_what_to_do(citizen: Browser) -> None:
    assert "Bạn chưa có hồ sơ nào" in text(citizen.get("/ho-so"))


def test_the_dossier_tells_now_who_and_until_when(citizen: Browser, submitted: int) -> None:
    walking.do(submitted, "check_dossier", "desk", "complete")
    page = text(citizen.get(f"/ho-so/{submitted}"))
    for said in ("Đã tiếp nhận", "Ai làm tiếp", "trước 17:00", "Tiếp nhận hồ sơ và hẹn ngày trả", "SHA-256"):
        assert said in page
    assert str(walking.case(submitted).code) in page


def test_who_opened_the_dossier_is_shown(app: Any, citizen: Browser, submitted: int) -> None:
    desk = sign_in(app.test_client(), "desk")
    desk.get(f"/can-bo/ho-so/{submitted}")
    page = text(citizen.get(f"/ho-so/{submitted}"))
    assert "1 lần" in page


def test_papers_and_application_change_only_until_reception(citizen: Browser, submitted: int) -> None:
    posted = {"file-other": (BytesIO(filing.PDF), "them.pdf")}
    send = {"data": posted, "content_type": "multipart/form-data"}
    assert citizen.post(f"/ho-so/{submitted}/giay-to", **send).status_code == 303
    assert "them.pdf" in text(citizen.get(f"/ho-so/{submitted}"))
    assert citizen.get(f"/ho-so/{submitted}/sua").status_code == 200
    walking.do(submitted, "check_dossier", "desk", "complete")
    posted["file-other"] = (BytesIO(filing.PDF + b"%"), "muon.pdf")
    assert citizen.post(f"/ho-so/{submitted}/giay-to", **send).status_code == 409
    assert citizen.get(f"/ho-so/{submitted}/giay-to").status_code == 409
    assert citizen.get(f"/ho-so/{submitted}/sua").status_code == 409


def test_the_application_is_corrected_at_its_fields(citizen: Browser, submitted: int) -> None:
    page = text(citizen.get(f"/ho-so/{submitted}/sua"))
    assert 'name="paper_name"' in page
    answer = citizen.post(f"/ho-so/{submitted}/sua", data={"paper_name": ""})
    assert answer.status_code == 422 and "f-paper_name-error" in text(answer)


def test_a_supplement_shows_what_is_asked_and_goes_back_to_the_desk(citizen: Browser, submitted: int) -> None:
    ask_supplement(submitted)
    page = text(citizen.get(f"/ho-so/{submitted}/buoc"))
    assert ASKED["what"] in page and ASKED["legal_basis"] in page and "Cán bộ yêu cầu bổ sung" in page
    filing.send_file(citizen, submitted, "authorisation", filing.PDF + b"%2", "ro-hon.pdf")
    filing.press(citizen, submitted, None)
    assert filing.node(submitted) == "check_dossier"
    assert "ro-hon.pdf" in text(citizen.get(f"/ho-so/{submitted}"))


def test_withdrawing_needs_a_reason(citizen: Browser, submitted: int) -> None:
    nothing = citizen.post(f"/ho-so/{submitted}/rut", data={"reason": " "})
    assert nothing.status_code == 422 and "f-reason-error" in text(nothing)
    citizen.post(f"/ho-so/{submitted}/rut", data={"reason": "Nộp nhầm"})
    assert "Đã xin rút" in text(citizen.get(f"/ho-so/{submitted}"))


def test_files_of_a_dossier_are_saved_not_run(citizen: Browser, submitted: int) -> None:
    page = text(citizen.get(f"/ho-so/{submitted}"))
    path = page.split(f"/ho-so/{submitted}/tep/")[1].split('"')[0]
    answer = citizen.get(f"/ho-so/{submitted}/tep/{path}")
    assert answer.data == filing.PDF and answer.headers["Content-Disposition"].startswith("attachment")
    assert citizen.get(f"/ho-so/{submitted}/tep/999").status_code == 404


def test_the_application_may_be_corrected_when_a_supplement_is_asked(citizen: Browser, submitted: int) -> None:
    ask_supplement(submitted)
    given = filing.flat(application(submitted)) | {"paper_name": "Bằng đã sửa"}
    assert citizen.post(f"/ho-so/{submitted}/sua", data=given).status_code == 303
    assert application(submitted)["paper_name"] == "Bằng đã sửa"


def application(case_id: int) -> dict[str, Any]:
    with transaction():
        return answers.latest(case_id)["fill_application"]


def test_a_fee_due_at_reception_can_be_paid_from_the_dossier(citizen: Browser, settings: Any) -> None:
    case_id = walking.submit("2.000635", settings, copies=1)
    walking.do(case_id, "check_dossier", "desk", "complete")
    assert "Nộp trực tuyến" in text(citizen.get(f"/ho-so/{case_id}"))
    bank = citizen.post(f"/ho-so/{case_id}/thanh-toan").location
    citizen.post(bank, data={"pay": "1"})
    page = text(citizen.get(f"/ho-so/{case_id}"))
    assert "đã nộp" in page and "/thanh-toan" not in page
    assert filing.node(case_id) == "hand_over"


@pytest.mark.parametrize("after", ["²", "9" * 30, "-1"])
def test_an_absurd_cursor_shows_the_first_page(citizen: Browser, submitted: int, after: str) -> None:
    page = citizen.get("/ho-so", query_string={"after": after})
    assert page.status_code == 200 and f"/ho-so/{submitted}" in text(page)


def test_absurd_ids_are_not_there(citizen: Browser, submitted: int) -> None:
    for given in ("9" * 30, "²", "-1", ""):
        assert citizen.post(f"/ho-so/{submitted}/buoc", data={"item": given}).status_code == 404
        assert citizen.post(f"/ho-so/{submitted}/giay-to", data={"remove": given}).status_code == 404
    assert citizen.get(f"/ho-so/{'9' * 30}").status_code == 404
    assert citizen.get("/thanh-toan/demo/khong").status_code == 404


def test_the_draft_certificate_is_read_before_it_is_confirmed(citizen: Browser, settings: Any) -> None:
    case_id = walking.submit("1.001193", settings, flow="normal", birth_case="normal", channel_out="ONLINE")
    for node, by, outcome in TO_THE_DRAFT:
        walking.do(case_id, node, by, outcome)
    walking.do(case_id, "prepare_draft_certificate", "specialist", child_name="Nguyễn Thị Bình Minh")
    page = text(citizen.get(f"/ho-so/{case_id}/buoc"))
    assert "Nguyễn Thị Bình Minh" in page and "Nội dung đúng, tôi đồng ý" in page
    filing.press(citizen, case_id, "agree")
    assert "confirm_draft" not in [item.node for item in walking.items(case_id)]

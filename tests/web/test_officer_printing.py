"""The paper that belongs to a step: a link from the task, and the receipt of the desk."""

from typing import Any

from flask.testing import FlaskClient

from app.cases.printing import LETTERS, UNTIL_THEN
from app.web.officer.printing import PAGES
from tests.cases import walking as walk
from tests.web.officers import as_, code_of, item_of, submitted


def test_every_paper_has_its_page_and_words() -> None:
    assert PAGES.keys() == LETTERS.keys() == UNTIL_THEN.keys()


def test_the_receipt_is_printed_once_there_is_something_to_attest(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    desk = as_(client, "desk")
    address = f"/can-bo/ho-so/{case_id}/bien-nhan"
    before = desk.get(f"/can-bo/viec/{item_of(case_id)}").text
    assert "in được khi đã tiếp nhận" in before and address not in before
    assert desk.get(address).status_code == 404
    walk.do(case_id, "check_dossier", "desk", "complete")
    assert f'href="{address}"' in desk.get(f"/can-bo/viec/{item_of(case_id)}").text
    page = desk.get(address).text
    for said in (code_of(case_id), "GIẤY TIẾP NHẬN HỒ SƠ", "Nguyễn Văn An", "TÂN PHÚ", "Thời gian trả kết quả"):
        assert said in page, said


def test_the_receipt_is_vietnamese_for_whoever_prints_it(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    desk = as_(client, "desk")
    desk.set_cookie("lang", "en")
    page = desk.get(f"/can-bo/ho-so/{case_id}/bien-nhan").text
    assert '<html lang="en">' in page
    paper = page.split("<article")[1].split("</article>")[0]
    assert "Nhận tại bộ phận Một cửa" in paper and "tháng" in paper
    assert "day" not in paper and "desk" not in paper


def test_a_step_without_a_paper_shows_none_and_strangers_print_nothing(client: FlaskClient, settings: Any) -> None:
    case_id = submitted(settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    specialist = as_(client, "specialist")
    assert "bien-nhan" not in specialist.get(f"/can-bo/viec/{item_of(case_id)}").text
    assert as_(client, "citizen").get(f"/can-bo/ho-so/{case_id}/bien-nhan").status_code == 403

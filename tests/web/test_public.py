"""The pages for everybody."""

from typing import Any

import brotli

from tests.browsing import Browser
from tests.cases import walking
from tests.web.filing import sign_in, text

BIRTH = "1.001193"


def test_home_is_light_and_offers_groups_that_have_procedures(client: Browser) -> None:
    page = client.get("/", headers={"Accept-Encoding": "br"})
    parts = ("style.css", "icons.svg", "favicon.svg")
    size = len(page.data) + sum(len(brotli.compress(client.get(f"/static/{name}").data)) for name in parts)
    assert size < 15_000
    shown = brotli.decompress(page.data).decode()
    assert "Bạn cần làm gì?" in shown and "life_event=birth" in shown and "Tra cứu hồ sơ" in shown
    assert "life_event=birth" not in text(client.get("/?cho=BUSINESS"))


def test_search_takes_everyday_words_without_marks(client: Browser) -> None:
    assert f"/thu-tuc/{BIRTH}" in text(client.get("/thu-tuc?q=giay+khai+sinh"))


def test_search_that_finds_nothing_says_what_to_do(client: Browser) -> None:
    page = text(client.get("/thu-tuc?q=khai+sinh&level=INFO_ONLY&tier=PROVINCE&agency=khong-co"))
    assert "Không tìm thấy thủ tục nào" in page and "Tìm lại không lọc" in page


def test_filters_stay_in_the_links_of_further_pages(client: Browser, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.web.public.procedures.LIMIT", 3)
    page = text(client.get("/thu-tuc?tier=COMMUNE"))
    assert "/thu-tuc?tier=COMMUNE&amp;after=" in page


def test_a_wrong_cursor_is_told(client: Browser) -> None:
    assert client.get("/thu-tuc?after=khong").status_code == 422


def test_procedure_page_answers_the_questions(client: Browser) -> None:
    page = text(client.get(f"/thu-tuc/{BIRTH}"))
    for said in ("Bạn nhận được", "Mất bao lâu", "Chi phí", "Cần chuẩn bị", "Căn cứ pháp lý", "Xã Tân Phú", "/nop"):
        assert said in page


def test_unconfirmed_figures_are_no_facts_and_marked_for_admins_only(client: Browser) -> None:
    page = text(client.get(f"/thu-tuc/{BIRTH}"))
    assert "mức tham khảo" in page and "chưa kiểm chứng" not in page
    assert "chưa kiểm chứng" in text(sign_in(client, "admin").get(f"/thu-tuc/{BIRTH}"))


def test_unknown_procedure(client: Browser) -> None:
    assert client.get("/thu-tuc/9.999999").status_code == 404
    assert client.get("/thu-tuc/khong-co").status_code == 404


def test_lookup_needs_the_second_thing_and_tells_only_the_public(client: Browser, settings: Any) -> None:
    case_id = walking.submit("2.000908", settings)
    walking.do(case_id, "check_dossier", "desk", "complete")
    code = walking.case(case_id).code
    wrong = client.post("/tra-cuu", data={"code": code, "digits": "9999"})
    assert wrong.status_code == 404 and str(code) in text(wrong)
    right = text(client.post("/tra-cuu", data={"code": str(code).lower(), "digits": "0001"}))
    assert "Xã Tân Phú" in right and "Đã tiếp nhận" in right and "Nguyễn Văn An" not in right


def test_lookup_names_the_field_at_fault(client: Browser) -> None:
    page = client.post("/tra-cuu", data={"code": "", "digits": "12"})
    assert page.status_code == 422 and "f-code-error" in text(page) and "f-digits-error" in text(page)


def test_help_speaks_to_each_role(client: Browser) -> None:
    page = text(client.get("/tro-giup"))
    assert all(f'id="{part}"' in page for part in ("cong-dan", "khong-may", "can-bo", "quan-tri"))

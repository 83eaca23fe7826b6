"""The administrators' working calendar: the year, its days, hours, status, log, and files in and out."""

import re

import pytest
from flask.testing import FlaskClient

from app.core.db import transaction
from app.deadlines import entered
from tests.cases import walking as walk
from tests.web.officers import as_

PAGES = ["/lich", "/lich/ngay/2026-11-24", "/lich/gio", "/lich/nam/2027", "/lich/nhat-ky", "/lich/nhap-xuat"]
FILES = ["/lich/lich.csv?nam=2026", "/lich/lich.ics?nam=2026"]
DAY = "/quan-tri/lich/ngay/2028-05-08"
HOLIDAY = {"kind": "HOLIDAY", "name": "Ngày hội", "name_en": "Fair day", "legal_basis": "Quyết định 1/2028"}


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_the_calendar_is_the_administrators(client: FlaskClient, path: str) -> None:
    assert client.get(f"/quan-tri{path}").status_code == 303
    for username in ("desk", "citizen", "designer"):
        assert as_(client, username).get(f"/quan-tri{path}").status_code == 403
    assert as_(client, "admin").get(f"/quan-tri{path}").status_code == 200


def test_nobody_else_changes_it(client: FlaskClient) -> None:
    desk = as_(client, "desk")
    for path in ("/ngay/2026-11-24", "/ngay/2026-11-24/bo", "/gio", "/gio/2026-01-01/bo", "/nam/2027", "/nhap-xuat"):
        assert desk.post(f"/quan-tri/lich{path}", data={"confirmed": "1", "reason": "thử"}).status_code == 403


def test_a_year_shows_each_day_with_a_sign_and_words(client: FlaskClient) -> None:
    page = as_(client, "admin").get("/quan-tri/lich?nam=2026").text
    assert page.count('<table class="month"') == 12
    assert _box(page, "24/11/2026") == ("Nghỉ lễ, tết: Ngày Văn hóa Việt Nam", "L")
    assert _box(page, "31/08/2026")[1] == "H"
    assert _box(page, "22/08/2026")[1] == "+"
    assert _box(page, "27/04/2026")[1] == "B"
    assert _box(page, "25/11/2026") == ("Ngày làm việc", "")
    assert "Lịch chính thức." in page


def test_a_year_that_nobody_entered_is_estimated_and_says_what_that_means(client: FlaskClient) -> None:
    page = as_(client, "admin").get("/quan-tri/lich?nam=2031").text
    assert "Lịch dự kiến." in page
    assert "chỉ có ngày lễ cố định" in page
    assert _box(page, "01/05/2031")[1] == "L?"


@pytest.mark.parametrize("year", ["1999", "99999", "abc", "²026"])
def test_a_year_that_is_none_is_a_fault_at_its_field(client: FlaskClient, year: str) -> None:
    page = as_(client, "admin").get("/quan-tri/lich", query_string={"nam": year}).text
    assert "Nhập năm từ 2000 đến 2100." in page
    assert "aria-invalid" in page


@pytest.mark.parametrize(
    "path", ["/lich?don-vi=999999", "/lich?don-vi=x", "/lich/ngay/2026-02-30", "/lich/ngay/20261124", "/lich/nam/26"]
)
def test_what_is_no_calendar_does_not_exist(client: FlaskClient, path: str) -> None:
    assert as_(client, "admin").get(f"/quan-tri{path}").status_code == 404


def test_a_day_is_set_after_a_preview_and_a_reason(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    asked = admin.post(DAY, data=HOLIDAY)
    assert "Sẽ là: Nghỉ lễ, tết. Ngày hội" in asked.text
    assert 'name="legal_basis" value="Quyết định 1/2028"' in asked.text
    assert _entry("2028-05-08") is None
    unexplained = admin.post(DAY, data={**HOLIDAY, "confirmed": "1", "reason": " "})
    assert unexplained.status_code == 422
    assert 'id="f-reason-error"' in unexplained.text
    assert _entry("2028-05-08") is None
    assert admin.post(DAY, data={**HOLIDAY, "confirmed": "1", "reason": "Theo quyết định"}).status_code == 303
    assert _entry("2028-05-08") == "HOLIDAY"
    page = admin.get("/quan-tri/lich?nam=2028").text
    assert _box(page, "08/05/2028") == ("Nghỉ lễ, tết: Ngày hội", "L?")
    log = admin.get("/quan-tri/lich/nhat-ky").text
    assert "Theo quyết định" in log
    assert "Hồ Văn Quang" in log


def test_faults_of_a_day_stand_at_their_fields_before_the_question(client: FlaskClient) -> None:
    answer = as_(client, "admin").post(DAY, data={**HOLIDAY, "name": "", "legal_basis": "Giữ lại"})
    assert answer.status_code == 422
    assert 'id="f-name-error"' in answer.text
    assert 'value="Giữ lại"' in answer.text
    assert as_(client, "admin").post(DAY, data={"kind": "XMAS", "name": "x"}).status_code == 422
    assert as_(client, "admin").post(DAY, data={}).status_code == 422


def test_the_form_comes_back_filled_in_to_be_mended(client: FlaskClient) -> None:
    page = as_(client, "admin").post(DAY, data={**HOLIDAY, "again": "1"}).text
    assert 'value="Ngày hội"' in page
    assert re.search(r'value="HOLIDAY" checked', page)


def test_a_day_is_cleared_after_a_preview(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    assert "Ngày Văn hóa Việt Nam" in admin.post("/quan-tri/lich/ngay/2026-11-24/bo").text
    assert _entry("2026-11-24") == "HOLIDAY"
    admin.post("/quan-tri/lich/ngay/2026-11-24/bo", data={"confirmed": "1", "reason": "Nhập nhầm"})
    assert _entry("2026-11-24") is None
    assert admin.post("/quan-tri/lich/ngay/2026-11-24/bo").status_code == 404


def test_a_unit_has_days_of_its_own(client: FlaskClient) -> None:
    admin, unit = as_(client, "admin"), walk.unit_id("xa-hoa-son")
    path = f"/quan-tri/lich/ngay/2028-05-08?don-vi={unit}"
    assert "Cơ quan nghỉ riêng" in admin.get(path).text
    own = {"kind": "AGENCY_OFF", "name": "Hội làng", "confirmed": "1", "reason": "Lệ làng"}
    assert admin.post(path, data={**own, "kind": "HOLIDAY"}).status_code == 422
    assert admin.post(path, data=own).status_code == 303
    assert _box(admin.get(f"/quan-tri/lich?nam=2028&don-vi={unit}").text, "08/05/2028")[1] == "R?"
    assert _box(admin.get("/quan-tri/lich?nam=2028").text, "08/05/2028")[1] == ""


def test_hours_are_set_from_a_day_on(client: FlaskClient) -> None:
    admin, unit = as_(client, "admin"), walk.unit_id("xa-hoa-son")
    path = f"/quan-tri/lich/gio?don-vi={unit}"
    week = {f"counting.{n}": "7h30-11h30, 13:30 - 17:00" for n in range(5)}
    typed = {**week, **{f"receiving.{n}": "07:30-11:30" for n in range(6)}, "valid_from": "2028-01-03"}
    typed["day_cut_off"] = "15h"
    asked = admin.post(path, data=typed)
    assert "Tính hạn: T2–T6 07:30-11:30, 13:30-17:00" in asked.text
    assert "Nhận hồ sơ: T2–T7 07:30-11:30" in asked.text
    assert admin.post(path, data={**typed, "confirmed": "1", "reason": "Nghị quyết HĐND"}).status_code == 303
    with transaction(writes=False):
        hours = entered.hours_of(unit)[0]
    assert (hours.counting[0], hours.counting[5], hours.day_cut_off) == (
        [["07:30", "11:30"], ["13:30", "17:00"]], [], "15:00",
    )  # fmt: skip
    assert _box(admin.get(f"/quan-tri/lich?nam=2028&don-vi={unit}").text, "08/01/2028")[1] == "n"
    gone = f"/quan-tri/lich/gio/2028-01-03/bo?don-vi={unit}"
    assert "sắp tới" in admin.get(path).text
    admin.post(gone, data={"confirmed": "1", "reason": "Bỏ"})
    assert admin.post(gone).status_code == 404


@pytest.mark.parametrize(
    ("field", "text"),
    [("counting.0", "sáng"), ("counting.0", "11:30-07:30"), ("receiving.6", "07:30-11:30, 11:00-12:00"),
     ("receiving.6", "25:00-26:00"), ("valid_from", "hôm nay"), ("day_cut_off", "chiều")],
)  # fmt: skip
def test_faults_of_hours_keep_what_was_typed(client: FlaskClient, field: str, text: str) -> None:
    typed = {"valid_from": "2028-01-03", "counting.0": "07:30-11:30", "day_cut_off": "", field: text}
    answer = as_(client, "admin").post("/quan-tri/lich/gio", data=typed)
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert f'value="{text}"' in answer.text


def test_a_year_becomes_official_with_its_legal_basis(client: FlaskClient) -> None:
    admin, path = as_(client, "admin"), "/quan-tri/lich/nam/2027"
    bare = admin.post(path, data={"status": "OFFICIAL", "legal_basis": ""})
    assert bare.status_code == 422
    assert 'id="f-legal_basis-error"' in bare.text
    typed = {"status": "OFFICIAL", "legal_basis": "Thông báo 9/TB-BNV", "reason": "Đã có", "confirmed": "1"}
    assert admin.post(path, data=typed).status_code == 303
    page = admin.get("/quan-tri/lich?nam=2027").text
    assert 'Lịch chính thức.</strong> <span lang="vi">Thông báo 9/TB-BNV' in page


def _box(page: str, day: str) -> tuple[str, str]:
    """What a day's box says, and its sign."""
    found = re.search(rf'>\d+(?:<b>([^<]*)</b>)?<span class="visually-hidden"> {day}: ([^<]*)<', page)
    assert found, day
    return found[2], found[1] or ""


def _entry(day: str) -> str | None:
    with transaction(writes=False):
        found = [row for row in entered.days(None, int(day[:4])) if row.day.isoformat() == day]
    return found[0].kind if found else None


def test_what_somebody_else_changed_meanwhile_is_shown_and_asked_again(client: FlaskClient) -> None:
    admin = as_(client, "admin")
    seen = re.search(r'name="seen" value="(\d+)"', admin.post(DAY, data=HOLIDAY).text)
    assert seen
    other = {"kind": "HOLIDAY", "name": "Ngày khác", "confirmed": "1", "reason": "Trước"}
    assert admin.post(DAY, data=other).status_code == 303
    confirmed = {**HOLIDAY, "confirmed": "1", "reason": "Sau"}
    late = admin.post(DAY, data={**confirmed, "seen": seen[1]})
    assert late.status_code == 409
    assert "vừa được người khác sửa" in late.text
    assert 'value="Sau"' in late.text
    now_seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert now_seen
    assert admin.post(DAY, data={**confirmed, "seen": now_seen[1]}).status_code == 303

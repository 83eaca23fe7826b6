"""An administrator edits the working calendar and turns the rehearsal clock: on a phone without scripts by keyboard,
and at a desk."""

import pytest
from playwright.sync_api import Browser

from app.core import clock
from tests.browser.journey import Stage

WAYS = (
    pytest.param(360, False, "keyboard", id="phone-plain-keyboard"),
    pytest.param(1280, True, "mouse", id="desk-scripts-mouse"),
)
CSV = "day,kind,name,name_en,legal_basis\n2030-01-01,HOLIDAY,Tết Dương lịch,,\n2030-05-41,HOLIDAY,Sai ngày,,\n"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripts", "way"), WAYS)
def test_a_calendar_is_kept(chromium: Browser, site: str, width: int, scripts: bool, way: str) -> None:
    admin = Stage(chromium, site, width, scripts, way).person()
    admin.open("/dang-nhap?next=/quan-tri/lich")
    admin.sign_in("admin")
    admin.fill(nam="2026")
    admin.press("Xem")
    admin.sees("Lịch chính thức.", "Ngày Văn hóa Việt Nam")

    admin.open("/quan-tri/lich/ngay/2026-12-28")
    admin.press("Xem trước thay đổi")
    admin.sees("Có mục cần sửa")
    admin.fill(kind="HOLIDAY", legal_basis="Quyết định 1")
    admin.press("Xem trước thay đổi")
    admin.sees("Nhập tên")
    admin.fill_in("name", "Ngày hội")
    admin.press("Xem trước thay đổi")
    admin.sees("Sẽ là: Nghỉ lễ, tết. Ngày hội", "Căn cứ: Quyết định 1")
    admin.fill(reason="Có quyết định")
    admin.press("Lưu ngày này")
    admin.sees("Đã lưu.", "Ngày hội", "Có quyết định")

    admin.open("/quan-tri/lich/gio")
    admin.fill_in("receiving.5", "sáng")
    admin.press("Xem trước thay đổi")
    admin.sees("Thứ Bảy: Viết như 07:30-11:30")
    admin.fill_in("receiving.5", "7h30-11h30")
    admin.press("Xem trước thay đổi")
    admin.sees("T7 07:30-11:30")
    admin.press("Sửa lại")
    admin.press("Xem trước thay đổi")
    admin.fill(reason="Nhận thêm sáng thứ Bảy")
    admin.press("Lưu giờ làm việc")
    admin.sees("đang áp dụng")

    admin.open("/quan-tri/lich/nhap-xuat")
    admin.fill(content=CSV)
    admin.press("Xem trước thay đổi")
    admin.sees("Dòng 3:")
    admin.fill(content=CSV.rsplit("\n", 2)[0])
    admin.press("Xem trước thay đổi")
    admin.sees("Thêm 1 ngày")
    admin.fill(reason="Lịch 2030")
    admin.press("Nhập lịch")
    admin.sees("Lịch dự kiến.", "Tết Dương lịch")
    admin.press("Nhật ký sửa lịch", "link")
    admin.sees("Lịch 2030", "Nhận thêm sáng thứ Bảy", "Hồ Văn Quang")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripts", "way"), WAYS)
def test_the_clock_is_rehearsed(chromium: Browser, site: str, width: int, scripts: bool, way: str) -> None:
    stage = Stage(chromium, site, width, scripts, way)
    admin, stranger = stage.person(), stage.person()
    admin.open("/dang-nhap?next=/quan-tri/dong-ho")
    admin.sign_in("admin")
    admin.press("Thêm 1 tuần")
    admin.sees("Đồng hồ giờ là")
    assert clock.ahead().days == 7
    stranger.open("/")
    assert "đi trước 7 ngày" in stranger.page.locator(".rehearsal").inner_text()
    admin.press("Trở về giờ thật")
    admin.sees("Việc đã xảy ra vẫn còn")
    admin.press("Trở về giờ thật")
    admin.sees("Đồng hồ đã trở về giờ thật.")
    stranger.open("/")
    assert stranger.page.locator(".rehearsal").count() == 0

"""People at the door: registering, signing in by code, coming back with what they had typed."""

import re

import pytest
from playwright.sync_api import Browser
from sqlalchemy import delete

from app.core.db import session, transaction
from app.identity.models import LoginSession
from tests.browser import journey
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.journey import Stage
from tests.browser.person import Person
from tests.cases import walking

WAYS = (
    pytest.param(360, False, "keyboard", id="phone-plain-keyboard"),
    pytest.param(1280, True, "mouse", id="desk-scripts-mouse"),
)
BINH = {"id_number": "001200012345", "full_name": "Trần Thị Bình", "phone": "0912345678", "birth_date": "31/01/2000"}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripts", "way"), WAYS)
def test_registering_and_signing_in_by_code(chromium: Browser, site: str, width: int, scripts: bool, way: str) -> None:
    person = Stage(chromium, site, width, scripts, way).person()
    person.open("/dang-ky")
    person.fill(**{**BINH, "birth_date": "31/02/2000"})
    person.press("Nhận mã xác nhận")
    person.sees("Có mục cần sửa", "Nhập ngày sinh")
    person.fill(birth_date=BINH["birth_date"])
    person.press("Nhận mã xác nhận")
    person.fill(code=walking.last_code())
    person.press("Tạo tài khoản")
    person.open("/tai-khoan")
    person.sees("001200012345", "Thiết bị đang đăng nhập")
    person.press("Đăng xuất")
    person.open("/dang-nhap?next=/tai-khoan")
    person.fill(id_number=BINH["id_number"], phone=BINH["phone"])
    person.press("Nhận mã đăng nhập")
    person.fill(code="000000" if walking.last_code() != "000000" else "111111")
    person.press_on(person.page.locator("main").get_by_role("button", name="Đăng nhập"))
    person.sees("Bạn còn 4 lần thử")
    person.fill(code=walking.last_code())
    person.press_on(person.page.locator("main").get_by_role("button", name="Đăng nhập"))
    person.sees("Tài khoản của tôi", "001200012345")
    person.open("/demo/tin-nhan")
    person.sees(walking.last_code())


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripts", "way"), WAYS)
def test_answers_survive_signing_in_again(chromium: Browser, site: str, width: int, scripts: bool, way: str) -> None:
    citizen = Stage(chromium, site, width, scripts, way).person()
    _begin(citizen)
    citizen.fill(applicant_address="Thôn Đông, nhà cuối ngõ", paper_name="Bằng tốt nghiệp")
    with transaction():
        session().execute(delete(LoginSession))
    citizen.press_on(citizen.page.locator('main button[name=go][value="next"]'))
    assert "/dang-nhap" in citizen.page.url
    citizen.sign_in("citizen")
    citizen.sees("Nội dung đã nhập còn nguyên")
    citizen.press("Tiếp tục")
    assert re.search(r"/ho-so/\d+/buoc", citizen.page.url)
    address = citizen.page.locator('main [name="applicant_address"]')
    assert address.input_value() == "Thôn Đông, nhà cuối ngõ"


def _begin(citizen: Person) -> None:
    citizen.open(f"/thu-tuc/{journey.COPY}")
    citizen.press("Nộp hồ sơ")
    citizen.sign_in("citizen")
    if "/tiep-tuc" in citizen.page.url:
        citizen.press("Tiếp tục")
    journey.choose_service(citizen, "DESK")


@pytest.mark.browser
def test_back_shows_nobody_the_page_of_the_person_before(chromium: Browser, site: str) -> None:
    keeping = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=list(FLAGS), ignore_default_args=["--disable-back-forward-cache"]
    )
    person = Person(keeping, site, width=1280, scripts=True, way="mouse")
    person.open("/dang-nhap?next=/tai-khoan")
    person.sign_in("citizen")
    name = person.page.locator(".who a").inner_text()
    person.press("Đăng xuất")
    person.page.evaluate("history.back()")
    person.page.wait_for_url("**/dang-nhap?next=/tai-khoan")
    assert name not in person.page.content()
    keeping.close()

"""What happens to real people on the way: another device, a session that ends, a payment, a button pressed twice."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser import journey
from tests.browser.journey import Stage
from tests.cases import walking

pytestmark = pytest.mark.timeout(600)
ANSWERS = {
    "applicant_address": "Thôn Đông, xã Tân Phú",
    "applicant_relation": "self",
    "event_kind": "birth",
    "subject__full_name": "Nguyễn Văn An",
    "subject__birth_date": "20/05/1990",
    "registered_at": "Xã Tân Phú",
    "copies": "2",
    "declaration": True,
}


def test_nothing_is_lost_on_the_way(chromium: Browser, site: str) -> None:
    stage = Stage(chromium, site, 360, True, "mouse")
    phone = stage.person()
    journey.find_and_start(phone, "trích lục khai sinh", journey.EXTRACT)
    journey.choose_service(phone, "ONLINE")
    phone.fill(applicant_address=ANSWERS["applicant_address"], registered_at=ANSWERS["registered_at"])
    phone.page.get_by_text(re.compile(r"Đã lưu \d\d:\d\d")).wait_for()

    borrowed = stage.person()
    borrowed.open("/dang-nhap?next=/ho-so")
    borrowed.sign_in("citizen")
    borrowed.press("Làm tiếp", "link")
    assert borrowed.page.locator('[name="registered_at"]').input_value() == ANSWERS["registered_at"]

    borrowed.fill(**ANSWERS)
    borrowed.page.context.clear_cookies(name="sid")
    borrowed.press_on(borrowed.page.locator('main button[name=go][value="next"]'))
    borrowed.sign_in("citizen")
    borrowed.press_on(borrowed.page.locator("main button").first)
    borrowed.sees("Nộp giấy tờ kèm theo")
    borrowed.press("Tiếp tục")

    borrowed.sees("16.000")
    borrowed.fill(payment_method="ONLINE")
    borrowed.press("Tiếp tục")
    borrowed.press("Đến trang thanh toán")
    borrowed.press("Trả 16.000")
    borrowed.sees("đã nộp")

    borrowed.fill(commitment=True)
    borrowed.press("Gửi mã xác nhận")
    borrowed.fill(confirmation_code=walking.last_code())
    with borrowed.page.expect_navigation(url=re.compile("bien-nhan")):
        borrowed.page.get_by_role("button", name="Nộp hồ sơ").last.dblclick()
    borrowed.look()
    found = re.search(r"/ho-so/(\d+)/", borrowed.page.url)
    assert found and [item.node for item in walking.items(int(found[1]))] == ["check_dossier"]

"""A designer records a scenario by playing a procedure to its end: by keyboard at a wide screen, and on a phone without
JavaScript."""

import os

import pytest
from playwright.sync_api import Browser

from app.catalogue import drafts, own_files
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.browser.person import Person

SLUG = "xac-nhan-cu-tru"
pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def draft_id(site: str) -> int:
    with transaction():
        files = own_files.of_folder(SLUG, ROOT / "bpmn", ROOT / "forms")
        return drafts.begin(SLUG, "Xác nhận cư trú", files, by_username("designer").id).id


@pytest.mark.parametrize(("width", "scripts", "way"), [(1280, True, "keyboard"), (360, False, "mouse")])
def test_a_scenario_is_recorded_to_the_end_of_the_process(
    chromium: Browser, site: str, draft_id: int, width: int, scripts: bool, way: str
) -> None:
    person = Person(chromium, site, width=width, scripts=scripts, way=way)
    person.open(f"/dang-nhap?next=/thiet-ke/{draft_id}/thu")
    person.sign_in("designer")
    picture(person, "rehearsal")
    summary = person.page.get_by_text("Ghi kịch bản mới")
    person.hand.press(summary)
    person.fill(title_vi="Không đủ điều kiện", title_en="Not qualified")
    person.press("Bắt đầu chơi")
    person.sees("Bây giờ: 08:00, 02/03/2026", "Việc đang mở", "Chưa có bước nào")
    picture(person, "playing-first")
    person.press("Tiếp tục")  # without an answer
    person.sees("Chọn một mục")
    person.fill(channel_out="DESK")
    person.press("Tiếp tục")
    for button in ("Lưu và tiếp tục", "Tiếp tục", "Nộp hồ sơ"):
        person.press(button)
    picture(person, "playing-submitted")
    person.press("Gửi “withdraw”")
    person.press("Xem xét yêu cầu rút hồ sơ", role="link")
    picture(person, "playing-two")
    person.press("Không đồng ý")
    person.press("1 ngày")
    person.sees("Bây giờ: 08:00, 03/03/2026")
    person.press("Hoàn tác bước cuối")
    person.sees("Bây giờ: 08:00, 02/03/2026")
    picture(person, "playing-later")
    for button in ("Tiếp nhận và hẹn trả", "Hoàn thành", "Hoàn thành"):
        person.press(button)
    picture(person, "playing-resolving")
    person.hand.press(person.page.get_by_text("Ghi kết thúc ở đây"))
    picture(person, "playing-end")
    person.press("Kết thúc ở đây")
    person.sees("Kết thúc đúng như kịch bản mong đợi")
    person.press("Thử quy trình", role="link")
    person.sees("Không đủ điều kiện", "đạt")


def picture(person: Person, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        width = person.page.viewport_size["width"] if person.page.viewport_size else 0
        person.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

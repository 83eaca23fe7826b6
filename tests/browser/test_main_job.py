"""The whole main job in a browser: phone and desk screen, with scripts and without, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Browser

from tests.browser import journey
from tests.browser.journey import Stage

pytestmark = pytest.mark.timeout(600)  # a long walk, on whatever machine
WAYS = (
    pytest.param(360, True, "mouse", id="phone-scripts-mouse"),
    pytest.param(1280, True, "keyboard", id="desk-scripts-keyboard"),
    pytest.param(360, False, "keyboard", id="phone-plain-keyboard"),
    pytest.param(1280, False, "mouse", id="desk-plain-mouse"),
)


@pytest.mark.parametrize(("width", "scripts", "way"), WAYS)
def test_a_citizen_files_and_officers_answer(chromium: Browser, site: str, width: int, scripts: bool, way: str) -> None:
    stage = Stage(chromium, site, width, scripts, way)
    citizen = stage.person()
    journey.find_and_start(citizen, "sao y ban chinh tu so goc", journey.COPY)
    post = {"delivery_name": "Nguyễn Văn An", "delivery_phone": "0900000001", "delivery_address": "Thôn Đông"}
    journey.choose_service(citizen, "POST", **post)
    journey.fill_application(citizen, journey.APPLICATION)
    journey.attach(citizen)
    case_id = journey.confirm_and_submit(citizen)
    journey.officers_answer(stage, case_id)
    journey.follow_and_confirm(citizen, case_id)

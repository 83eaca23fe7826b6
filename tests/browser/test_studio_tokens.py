"""Token simulation: played through by keyboard; a join that waits for ever is said; no rule of the page is broken."""

import pytest
from playwright.sync_api import Browser, Page, expect

from app.catalogue import own_files
from app.core.clock import today
from tests.browser.drawing import a_designer, begin, drawn

pytestmark = pytest.mark.timeout(600)
FORKED = """<bpmn:startEvent id="s" name="Go"/><bpmn:exclusiveGateway id="x" name="Way" default="f2"/>
<bpmn:callActivity id="c" name="Call" calledElement="o"/><bpmn:userTask id="u" name="Work"/>
<bpmn:parallelGateway id="j" name="Join"/><bpmn:endEvent id="e" name="Over"/>"""
PLACES = {"s": (0, 60), "x": (100, 60), "c": (200, 0), "u": (200, 120), "j": (360, 60), "e": (460, 60)}
FLOWS = ("s-x", "x-c", "x-u Other", "c-j", "u-e", "u-j", "j-e")


def go(page: Page, name: str) -> None:
    """Presses what may be done, by keyboard."""
    page.locator("[data-next]").get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_tokens_walk_by_keyboard_and_what_is_stuck_is_said(chromium: Browser, site: str) -> None:
    blank = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
    draft_id = begin({**blank, "forked.bpmn": drawn(FORKED, PLACES, FLOWS)})
    designer = a_designer(chromium, site)
    page = designer.page
    page.emulate_media(reduced_motion="reduce")
    designer.open(f"/thiet-ke/{draft_id}/so-do/forked.bpmn")
    designer.press("Mô phỏng", "link")
    state, seen = page.locator("[data-state]"), page.locator("[data-log]")
    expect(page.locator("[data-calls]")).to_contain_text("Call")
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    go(page, "Bắt đầu: Go")
    expect(state).to_have_text("Kẹt, không đi tiếp được ở: Join")  # the default leads into a join of two

    page.get_by_role("button", name="Làm lại từ đầu").press("Enter")
    expect(seen).to_be_empty()
    page.get_by_label("Other → Work").press("Space")
    go(page, "Bắt đầu: Go")
    expect(page.locator("[data-next] button").first).to_be_focused()  # the keyboard is led on to what comes next
    expect(page.locator("[data-next] button").first).to_have_text("Làm xong: Work")
    page.keyboard.press("Enter")
    expect(seen).to_contain_text("Over")
    assert not designer.said


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_the_simulation_hinders_nobody(chromium: Browser, site: str, width: int) -> None:
    draft_id = begin(own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today()))
    designer = a_designer(chromium, site, width=width)
    designer.page.goto(f"{site}/thiet-ke/{draft_id}/so-do/resolve.bpmn/mo-phong")
    designer.page.locator("[data-next] button").first.click()
    expect(designer.page.locator(".tokens-here").last).to_be_visible()
    designer.look()


def test_what_has_no_drawing_leads_back_to_the_canvas(chromium: Browser, site: str) -> None:
    blank = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
    draft_id = begin(
        {**blank, "bare.bpmn": drawn(FORKED, PLACES, FLOWS).split(b"<bpmndi:")[0] + b"</bpmn:definitions>"}
    )
    designer = a_designer(chromium, site)
    designer.open(f"/thiet-ke/{draft_id}/so-do/bare.bpmn/mo-phong")
    expect(designer.page.locator("[data-notice]")).to_contain_text("không có phần hình vẽ")
    designer.press("Mở sơ đồ để sửa", "link")
    designer.sees("bare.bpmn")

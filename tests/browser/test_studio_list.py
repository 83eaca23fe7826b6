"""A designer at the list of a diagram, with the keyboard alone and without scripts, on a telephone's width."""

import os

import pytest
from playwright.sync_api import Browser, expect

from app.catalogue import draft_files
from app.core.db import transaction
from app.engine.outline import reading
from tests.browser.drawing import a_draft
from tests.browser.person import Person

pytestmark = pytest.mark.timeout(600)


def stored(draft_id: int) -> dict[str, reading.Step]:
    with transaction():
        _found, content = draft_files.read(draft_id, "resolve.bpmn")
    return {step.id: step for process in reading.read(content) for step in process.steps}


def at_list(person: Person, draft_id: int) -> None:
    person.open(f"/dang-nhap?next=/thiet-ke/{draft_id}/so-do/resolve.bpmn/danh-sach")
    person.sign_in("designer")


def picture(person: Person, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def opened(person: Person, step: str) -> None:
    """Opens a step's forms by its link, and is there."""
    person.press_on(person.page.locator(f"#{step} > p a", has_text="Sửa"))
    assert person.page.locator(f"#{step}").evaluate("one => one === document.activeElement || one.matches(':target')")


def unfolded(person: Person, words: str) -> None:
    summary = person.page.locator("details:not([open]) > summary", has_text=words)
    if summary.count():
        person.hand.press(summary.first)


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (1280, True)])
def test_steps_are_added_led_and_mended_in_the_list_by_keyboard(
    chromium: Browser, site: str, width: int, scripts: bool
) -> None:
    draft_id = a_draft()
    person = Person(chromium, site, width=width, scripts=scripts, way="keyboard")
    at_list(person, draft_id)

    opened(person, "handle")
    unfolded(person, "Thêm bước sau")
    person.hand.select(person.page.locator("#f-new-kind"), "exclusiveGateway")
    person.hand.write(person.page.locator("#f-new-name"), "Đủ chưa?")
    person.press("Thêm bước")
    person.sees("Đã lưu. Bước mới: Đủ chưa?.")
    at = person.page.locator(":focus, :target").first
    expect(at).to_have_attribute("id", "du_chua")
    expect(at).to_have_attribute("aria-describedby", "da-sua")

    unfolded(person, "Nối, tách và gộp")
    person.hand.select(person.page.locator("#f-join-to"), "handle")
    person.press("Nối")
    person.sees("Cổng rẽ nhánh chưa có luồng mặc định.")
    picture(person, f"list_problem_{width}")
    person.press("Đặt làm mặc định")
    assert any(flow.default for flow in stored(draft_id)["du_chua"].flows)
    back = next(flow for flow in stored(draft_id)["du_chua"].flows if flow.target == "handle")
    line = person.page.locator(f"#{back.id}")
    person.hand.write(line.locator("input[name=value]"), "fee_vnd == 1")
    person.press_on(line.get_by_role("button", name="Đặt điều kiện"))
    assert not person.page.locator(".problem--error").count()

    opened(person, "handle")
    unfolded(person, "Gắn sự kiện lên")
    person.hand.write(person.page.locator("#f-ev-value"), "5 ngày")
    person.hand.write(person.page.locator("#f-ev-name"), "Quá hạn")
    person.press("Gắn sự kiện")
    person.sees("Sau 5 ngày.", "Gắn trên bước")
    person.press("Hoàn tác")
    person.sees("Đã hoàn tác.")
    assert "qua_han" not in stored(draft_id)
    person.press("Hoàn tác")
    assert stored(draft_id)["qua_han"].value == "P5D"
    picture(person, f"list_done_{width}")

"""A proposed draft's diagrams beside those in force: marked by colour, sign and word; the list leads to the place."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.catalogue import drafts, own_files, queries
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.browser.drawing import a_designer

pytestmark = pytest.mark.timeout(600)
BOXES = """() => [...document.querySelectorAll(".diff-canvas .viewport")].map(one => {
  const { a, e, f } = one.getCTM(); return [a.toFixed(2), Math.round(e), Math.round(f)].join(); })"""


@pytest.fixture
def draft_id(site: str) -> int:
    """Birth registration with a step under another name, and one in another place."""
    with transaction():
        files = own_files.of_version(queries.get("1.001193").id, ROOT / "bpmn", ROOT / "forms")
        drawn = files["resolve.bpmn"].decode()
        drawn = re.sub(r'(id="approve_result" name=")[^"]*', r"\1Xem rồi ký", drawn)
        drawn = re.sub(r'(bpmnElement="examine"[^>]*>\s*<dc:Bounds x="\d+" y=")(\d+)', r"\g<1>1\2", drawn)
        files["resolve.bpmn"] = drawn.encode()
        return drafts.begin("khai-sinh", "Khai sinh", files, by_username("designer").id).id


def marks(page: Page) -> list[str]:
    """What stands on the diagrams, before and after."""
    return page.locator(".diff-badge").all_inner_texts()


@pytest.mark.parametrize("width", [1280, 360])
def test_what_differs_is_marked_on_both_diagrams_and_found_from_the_list(
    chromium: Browser, site: str, draft_id: int, width: int
) -> None:
    designer = a_designer(chromium, site, width=width)
    page = designer.page
    page.goto(f"{site}/thiet-ke/{draft_id}/ban-hanh")
    page.locator("[data-compared]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-shown]")).to_have_count(1)
    assert sorted(marks(page)) == ["~ đổi", "~ đổi", "↔ dời chỗ", "↔ dời chỗ"]
    expect(page.locator(".bjs-powered-by")).to_have_count(2)
    designer.look()
    page.get_by_role("button", name=re.compile("Xem rồi ký")).press("Enter")
    expect(page.locator(".diff-pointed[data-element-id=approve_result]")).to_have_count(2)
    expect(page.locator(".diff-pointed[data-element-id=approve_result]").last).to_be_in_viewport()
    first, second = page.evaluate(BOXES)
    assert first == second  # what one shows the other shows
    assert not designer.said

"""A designer at the canvas: opens it, draws a task, says who does it and with which form; it is saved and checked."""

import difflib
import os
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.catalogue import draft_files, own_files
from app.core.clock import today
from app.core.db import transaction
from app.engine.outline import reading
from app.identity.accounts import by_username
from tests.browser.drawing import a_designer, a_draft
from tests.browser.person import Person

SAVED = re.compile(r"Đã lưu \d\d:\d\d")
pytestmark = pytest.mark.timeout(600)
expect.set_options(timeout=60_000)  # each check is a process of its own: on a busy machine it takes its time


@pytest.fixture
def draft_id(site: str) -> int:
    return a_draft()


@pytest.fixture
def designer(chromium: Browser, site: str) -> Person:
    return a_designer(chromium, site)


def stored(draft_id: int) -> dict[str, reading.Step]:
    with transaction():
        _found, content = draft_files.read(draft_id, "resolve.bpmn")
    return {step.id: step for process in reading.read(content) for step in process.steps}


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def without_errors(page: Page) -> None:
    """The checker has looked, and nothing is an error."""
    expect(page.locator("[data-problems] li, [data-clean]:not([hidden])").first).to_be_visible()
    expect(page.locator("[data-problems] .problem--error")).to_have_count(0)


def hit(page: Page, element_id: str) -> Locator:
    return page.locator(f'.djs-element[data-element-id="{element_id}"] > .djs-hit').first


def pad(page: Page, action: str) -> Locator:
    return page.locator(f".djs-context-pad [data-action='{action}']")


def test_a_task_is_drawn_given_a_lane_and_a_form_and_saved_by_itself(designer: Person, draft_id: int) -> None:
    page = designer.page
    saved = page.locator("[data-state]")
    designer.open(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn")
    without_errors(page)
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    picture(page, "canvas")
    hit(page, "handle").click()
    expect(page.locator("#panel-form")).to_have_value("handle")
    page.locator("#panel-step_term").fill("2wd")
    page.locator("#panel-step_term").press("Tab")
    expect(saved).to_contain_text(SAVED)
    assert stored(draft_id)["handle"].given == {"form": "handle", "assignee": "handler", "step_term": "2wd"}
    with transaction():  # one line is new, all else is as it was, to the byte
        before, after = (draft_files.read(draft_id, "resolve.bpmn", one)[1].decode() for one in (1, None))
    changed = [line[2:].strip() for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert changed == ['<spiffworkflow:property name="step_term" value="2wd" />']

    # a task at the end of a flow of its own, which nobody should draw so: the checker says it on the canvas
    pad(page, "append.append-task").click()
    page.keyboard.type("Ký duyệt")
    page.locator("#panel-name").click()
    expect(page.locator("#panel-name")).to_have_value("Ký duyệt")
    pad(page, "replace").click()
    page.locator("[data-id=replace-with-user-task]").click()
    page.locator("#panel-lane").select_option(label="Lãnh đạo")
    page.locator("#panel-form").fill("approve_result")
    page.locator("#panel-form").press("Tab")
    expect(page.locator(".studio-badge--error")).not_to_have_count(0)
    (new,) = [step for step in stored(draft_id).values() if step.name == "Ký duyệt"]
    assert (new.kind, new.given, new.before) == ("userTask", {"form": "approve_result"}, ("handle",))
    assert new.lane == "lane_leader"
    picture(page, "canvas-problems")

    # the list of problems leads to the element; undone is undone, and saved so
    page.locator("[data-problems] button").first.click()
    page.locator("[data-canvas]").focus()
    designer.look()
    pad(page, "delete").click()
    without_errors(page)
    assert new.id not in stored(draft_id)
    assert not [said for said in designer.said if "getPad is deprecated" not in said]  # bpmn-js to itself


def test_one_press_takes_back_a_step_whose_name_was_not_typed(designer: Person, draft_id: int) -> None:
    page = designer.page
    designer.open(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn")
    hit(page, "handle").click()
    before = page.locator(".djs-shape").count()
    pad(page, "append.append-task").click()
    expect(page.locator(".djs-direct-editing-parent")).to_be_visible()
    expect(page.locator(".djs-shape")).to_have_count(before + 1)
    page.locator("[data-undo]").click()
    expect(page.locator(".djs-shape")).to_have_count(before)


def test_two_designers_at_one_canvas_are_told_and_lose_nothing(designer: Person, draft_id: int) -> None:
    page = designer.page
    designer.open(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn")
    without_errors(page)
    with transaction():
        found, content = draft_files.read(draft_id, "resolve.bpmn")
        other = content.replace("Xử lý hồ sơ".encode(), "Của người kia".encode())
        draft_files.save(draft_id, "resolve.bpmn", other, found.revision, by_username("admin").id)
    hit(page, "handle").click()
    page.locator("#panel-name").fill("Của tôi")
    page.locator("#panel-name").press("Tab")
    expect(page.locator("[data-notice]")).to_contain_text("giữ riêng trong lịch sử")
    picture(page, "canvas-conflict")
    assert stored(draft_id)["handle"].name == "Của người kia"
    with transaction():
        aside = [one for one in draft_files.revisions(draft_id, "resolve.bpmn") if one.kind == draft_files.ASIDE]
        assert "Của tôi".encode() in draft_files.read(draft_id, "resolve.bpmn", aside[0].revision)[1]
    # nothing can be drawn on a diagram that no longer is saved, until one says whose goes on
    assert page.locator("[data-studio]").evaluate("one => one.inert")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Tải bản của tôi về máy").click()
    assert "Của tôi" in kept.value.path().read_text()
    page.get_by_role("button", name="Lưu bản của tôi thành bản mới nhất").click()
    expect(page.locator("[data-state]")).to_contain_text(SAVED)
    assert stored(draft_id)["handle"].name == "Của tôi"
    expect(page.locator("[data-notice]")).to_be_hidden()


def test_the_first_load_of_the_studio_is_light(designer: Person, draft_id: int) -> None:
    sizes: list[int] = []
    designer.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    designer.open(f"/thiet-ke/{draft_id}/so-do/resolve.bpmn")
    without_errors(designer.page)
    assert 100_000 < sum(sizes) <= 600_000


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_the_studio_hinder_nobody(chromium: Browser, site: str, draft_id: int, width: int) -> None:
    person = Person(chromium, site, width=width, scripts=True, way="mouse")
    person.open("/dang-nhap?next=/thiet-ke")
    person.sign_in("designer")
    with transaction():
        broken = own_files.blank("thu-moi", "x", "ho-tich", today())["resolve.bpmn"].replace(
            b'value="handle"', b'value="no"'
        )
        draft_files.put_all(draft_id, {"resolve.bpmn": broken}, by_username("admin").id)
    for name, path in {
        "draft": "", "file": "/tep/forms/handle.json",
        "manifest": "/mo-ta?mo=all",
        "form": "/bieu-mau/forms/handle.json?mo=0.0", "outline": "/so-do/resolve.bpmn/danh-sach",
        "outline-open": "/so-do/resolve.bpmn/danh-sach?mo=handle",
    }.items():  # fmt: skip
        person.open(f"/thiet-ke/{draft_id}{path}")
        picture(person.page, f"{name}-{width}")
    person.page.goto(f"{site}/thiet-ke/{draft_id}/so-do/resolve.bpmn")
    expect(person.page.locator(".mend").first).to_be_visible()  # problems with their mends fit, too
    picture(person.page, f"canvas-{width}")
    person.look()
    person.open("/thiet-ke")
    picture(person.page, f"procedures-{width}")


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "không có phần hình vẽ"),
        (rb"<bpmndi:BPMNShape [^>]*bpmnElement=.handle.*?</bpmndi:BPMNShape>", "chưa được vẽ: Xử lý hồ sơ"),
    ],
    ids=["nothing is drawn", "all but one step"],
)
def test_what_has_no_drawing_is_drawn_in_one_press(designer: Person, draft_id: int, lost: bytes, said: str) -> None:
    page = designer.page
    with transaction():
        found, content = draft_files.read(draft_id, "resolve.bpmn")
        bare = re.sub(lost, b"", content, flags=re.DOTALL)
        draft_files.save(draft_id, "resolve.bpmn", bare, found.revision, by_username("admin").id)
    page.goto(f"{designer.site}/thiet-ke/{draft_id}/so-do/resolve.bpmn")
    expect(page.locator("[data-notice]")).to_contain_text(said)
    page.get_by_role("button", name="Vẽ sơ đồ").click()
    expect(hit(page, "handle")).to_be_attached()


def test_a_decision_table_is_edited_and_saved_by_itself(designer: Person, draft_id: int) -> None:
    page = designer.page
    with transaction():
        table = own_files.beginning("phi.dmn", "x")
        draft_files.put_all(draft_id, {"phi.dmn": table}, by_username("admin").id)
    page.goto(f"{designer.site}/thiet-ke/{draft_id}/so-do/phi.dmn")
    cell = page.locator('[data-element-id="phi_answer"] [contenteditable]')
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type('"no"')
    expect(page.locator("[data-state]")).to_contain_text(SAVED)
    expect(page.get_by_role("button", name="Xem sơ đồ quyết định")).to_be_visible()  # dmn-js speaks Vietnamese
    picture(page, "table")
    with transaction():
        _found, content = draft_files.read(draft_id, "phi.dmn")
    assert content == table.replace(b'"yes"', b'"no"')
    assert not [said for said in designer.said if "development build of Inferno" not in said]  # dmn-js to itself

"""A procedure that nobody had: drawn from nothing, rehearsed, proposed, released, filed and decided, in a browser."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core.clock import today
from tests.browser import journey
from tests.browser.canvas import Canvas
from tests.browser.journey import Stage, officer_does
from tests.browser.person import Person
from tests.cases import walking

NAME, SLUG, CODE = "Xác nhận hoàn cảnh khó khăn", "xac-nhan-kho-khan", "9.000777"
SAVED = re.compile(r"Đã lưu \d\d:\d\d")
CONCLUDE = 'decision = "APPROVED" if handle_outcome == "approve" else "REFUSED"'
pytestmark = pytest.mark.timeout(900)
expect.set_options(timeout=60_000)  # each check is a process of its own: on a busy machine it takes its time


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/new-{name}.png", full_page=True)


def test_a_new_procedure_comes_into_being_and_is_used(chromium: Browser, site: str) -> None:
    stage = Stage(chromium, site, 1280, scripts=True, way="mouse")
    designer = Person(chromium, site, width=1600, scripts=True, way="mouse")
    draft = begin(designer)
    draw(designer, draft)
    make_forms(designer, draft)
    make_table(designer, draft)
    ask_for_a_paper(designer, draft)
    rehearse(designer, draft)
    propose(designer, draft)
    release(stage, draft)
    case_id = file(stage)
    for username, outcome, answers in (
        ("desk", "Tiếp nhận và hẹn trả", {"all_checked": True}),
        ("desk", "Hoàn thành", {"papers_handed": True}),
        ("specialist", "Hoàn thành", {"papers_received": True}),
        ("specialist", "Chấp thuận", {"findings": "Thu nhập thấp", "income": "1200000"}),
        ("leader", "Hoàn thành", {"findings": "Đồng ý"}),
    ):
        officer_does(stage, username, case_id, outcome, **answers)
    assert [one.node for one in walking.items(case_id)] == ["hand_result"]
    assert walking.case(case_id).decision == "APPROVED"


def begin(designer: Person) -> str:
    """The address of the new draft."""
    designer.open("/dang-nhap?next=/thiet-ke")
    designer.sign_in("designer")
    page = designer.page
    page.locator("summary", has_text="Thủ tục mới").click()
    page.locator("#f-name").fill(NAME)
    page.locator("#f-code").fill(CODE)
    page.locator("#f-slug").fill(SLUG)
    designer.press("Tạo bản thảo")
    picture(page, "1-draft")
    return page.url


def draw(designer: Person, draft: str) -> None:
    """Two lanes; the specialist's task, a decision table, a gateway, the leader's task, a script, the end."""
    page, canvas = designer.page, Canvas(designer.page)
    page.goto(f"{draft}/so-do/resolve.bpmn")
    expect(page.locator("[data-clean]")).to_be_visible()
    for element in ("conclude", "resolve_ended"):
        canvas.delete(element)
    canvas.choose("lane_specialist")
    canvas.press("lane-insert-below")
    expect(page.locator("#panel-role")).to_have_value("")  # the new lane is the chosen one
    canvas.say(name="Lãnh đạo ký", role="leader")
    table = canvas.append("handle", "append.append-task", "replace-with-rule-task")
    canvas.say(name="Xét mức thu nhập", decision="muc")
    gateway = canvas.append(table, "append.gateway")
    canvas.say(name="Cần lãnh đạo ký?")
    signing = canvas.append(gateway, "append.append-task", "replace-with-user-task")
    canvas.say(name="Ký xác nhận", form="sign_case", lane="Lãnh đạo ký")
    noting = canvas.append(gateway, "append.append-task", "replace-with-script-task")
    canvas.say(name="Ghi kết quả", script=CONCLUDE)
    canvas.append(noting, "append.end-event")
    canvas.say(name="Đã có kết quả")
    canvas.connect(signing, noting)
    canvas.choose_flow(gateway, noting)
    canvas.say(isDefault="1")
    canvas.choose_flow(gateway, signing)
    canvas.say(name="Có", condition='level == "poor"')
    expect(page.locator("[data-state]")).to_contain_text(SAVED)
    picture(page, "2-drawn")
    assert not [said for said in designer.said if "getPad is deprecated" not in said]  # bpmn-js to itself
    designer.said.clear()


def make_forms(designer: Person, draft: str) -> None:
    """One more question in the first task's form, whose answer the table reads; a form for the second task."""
    page = designer.page
    page.goto(f"{draft}/bieu-mau/forms/handle.json?mo=0.0")
    page.locator("summary", has_text="Thêm mục sau mục này").click()
    page.locator("#n-vi-after").fill("Thu nhập bình quân tháng")
    page.locator("#n-en-after").fill("Monthly income")
    page.locator("#n-name-after").fill("income")
    page.locator("#n-kind-after").select_option("money")
    designer.press("Thêm mục")
    designer.press("Sửa: Thu nhập bình quân tháng", role="link")
    page.locator("#e-variable").fill("income")
    page.locator("#e-required").select_option("1")
    designer.press("Lưu mục này")
    picture(page, "3-form")
    page.goto(draft)
    designer.sees("Việc chưa có biểu mẫu")
    page.locator("#mf-en-1").fill("Sign")
    page.locator("#mf-start-1").select_option("note")
    designer.press("Tạo biểu mẫu cho việc này")
    picture(page, "3-made")


def make_table(designer: Person, draft: str) -> None:
    """Who earns little is poor; the second row takes all others."""
    page = designer.page
    page.goto(f"{draft}/bang-moi")
    picture(page, "4-new-table")
    page.locator('[name="name"]').fill("Mức thu nhập")
    page.locator('[name="key"]').fill("muc")
    page.locator('[name="input.0.known"]').select_option("income")
    page.locator('[name="output.0.said"]').fill("level")
    page.locator('[name="output.0.kind"]').select_option("string")
    designer.press("Tạo bảng")
    cells = page.locator('main [name^="cell."]')
    while cells.count() < 4:
        designer.press("Lưu và thêm dòng")
    for cell, text in zip(cells.all(), ("< 1500000", '"poor"', "-", '"other"'), strict=True):
        cell.fill(text)
    designer.press("Lưu bảng")
    picture(page, "4-table")


def ask_for_a_paper(designer: Person, draft: str) -> None:
    page = designer.page
    page.goto(f"{draft}/mo-ta")
    page.locator("summary", has_text="Thêm mục vào: Thành phần hồ sơ").click()
    page.locator("#k-components").fill("proof")
    page.locator("#v-components").fill("Giấy tờ chứng minh thu nhập")
    page.locator("#n-components").fill("Proof of income")
    designer.press("Thêm", last=True)
    designer.sees("Giấy tờ chứng minh thu nhập")
    picture(page, "5-manifest")


def rehearse(designer: Person, draft: str) -> None:
    """Plays it once to its end; that is a scenario."""
    page = designer.page
    page.goto(f"{draft}/thu")
    designer.fill(title_vi="Thu nhập thấp: lãnh đạo ký", title_en="Low income: the leader signs")
    designer.press("Bắt đầu chơi")
    designer.fill(channel_out="DESK")
    for button in (
        "Tiếp tục",
        "Lưu và tiếp tục",
        "Tiếp tục",
        "Nộp hồ sơ",
        "Tiếp nhận và hẹn trả",
        "Hoàn thành",
        "Hoàn thành",
    ):
        designer.press(button)
    designer.fill(income="1200000")
    designer.press("Chấp thuận")
    designer.sees("Ký xác nhận")
    picture(page, "6-playing")
    designer.press("Hoàn thành")
    page.get_by_text("Ghi kết thúc ở đây").click()
    designer.press("Kết thúc ở đây")
    designer.sees("Kết thúc đúng như kịch bản mong đợi")
    page.goto(f"{draft}/thu")
    designer.sees("Thu nhập thấp: lãnh đạo ký", "đạt")
    picture(page, "6-covered")


def propose(designer: Person, draft: str) -> None:
    page = designer.page
    page.goto(draft)
    designer.sees("Không thấy vấn đề nào")
    page.locator("summary", has_text="Trình ban hành").click()
    page.locator("#f-day").fill(today().isoformat())
    page.locator("#f-basis").fill("Quyết định 12/2026/QĐ-UBND")
    designer.press("Trình để người khác ban hành")
    designer.sees("Phan Thị Yến đã trình")


def release(stage: Stage, draft: str) -> None:
    admin = stage.person()
    admin.open("/dang-nhap?next=/thiet-ke")
    admin.sign_in("admin")
    admin.page.goto(f"{draft}/ban-hanh")
    picture(admin.page, "7-release")
    admin.press("Ban hành…")
    admin.press("Ban hành")
    admin.sees("Quyết định 12/2026/QĐ-UBND")
    picture(admin.page, "7-released")


def file(stage: Stage) -> int:
    """The new procedure is found by a few words without marks; the dossier's id."""
    citizen = stage.person()
    journey.find_and_start(citizen, "hoan canh kho khan", CODE)
    journey.choose_service(citizen, "DESK")
    citizen.fill(applicant_address="Thôn Đông, xã Tân Phú", request="Xác nhận để xét trợ giúp", declaration=True)
    citizen.press_on(citizen.page.locator('main button[name=go][value="next"]'))
    journey.attach(citizen)
    return journey.confirm_and_submit(citizen)

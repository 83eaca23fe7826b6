"""The main job, page by page: a citizen files in five steps, officers answer in four, the citizen confirms."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from tests.browser.person import Person
from tests.browser.pictures import picture
from tests.cases import walking

COPY = "2.000908"  # cấp bản sao từ sổ gốc
EXTRACT = "2.000635"  # trích lục hộ tịch, with a fee for each copy
# a picture, not a PDF: Chromium's PDF viewer takes the focus and swallows a click while it loads in the officer's page
PHOTO = {"name": "Giấy ủy quyền.png", "mimeType": "image/png", "buffer": picture(60, 80)}
APPLICATION = {
    "applicant_address": "Thôn Đông, xã Tân Phú",
    "applicant_relation": "authorised",
    "paper_kind": "other",
    "paper_name": "Bằng tốt nghiệp trung học phổ thông",
    "holder_name": "Nguyễn Văn An",
    "copies": "2",
    "declaration": True,
}


@dataclass
class Stage:
    """Where the play is given: a browser, a site, and how everybody works."""

    chromium: Browser
    site: str
    width: int
    scripts: bool
    way: str
    seen: set[str] = field(default_factory=set)  # pages already looked at, whoever was there

    def person(self) -> Person:
        how = {"width": self.width, "scripts": self.scripts, "way": self.way, "seen": self.seen}
        return Person(self.chromium, self.site, **how)  # type: ignore[arg-type]


def find_and_start(citizen: Person, words: str, code: str) -> None:
    """From the first page to the first step, signing in on the way."""
    citizen.open("/")
    citizen.fill(q=words)
    citizen.press_on(citizen.page.locator("main").get_by_role("button", name="Tìm"))
    citizen.press_on(citizen.page.locator(f'main a[href="/thu-tuc/{code}"]').first)
    citizen.press("Nộp hồ sơ")
    citizen.sign_in("citizen")
    if "/tiep-tuc" in citizen.page.url:
        citizen.press_on(citizen.page.locator("main button").first)
    citizen.sees("Cơ quan tiếp nhận")


def choose_service(citizen: Person, channel_out: str, **more: Any) -> None:
    flow = citizen.page.locator('select[name="flow"] option:not([value=""])').first.get_attribute("value")
    citizen.fill(flow=flow, unit=str(walking.unit_id("xa-tan-phu")), channel_out=channel_out, **more)
    citizen.press("Tiếp tục")


def fill_application(citizen: Person, answers: dict[str, Any]) -> None:
    citizen.fill(**answers)
    citizen.press_on(citizen.page.locator('main button[name=go][value="next"]'))


def attach(citizen: Person) -> None:
    """Every paper that the page asks for. Choosing a file is the operating system's dialog in every way of working."""
    citizen.press("Tiếp tục")
    citizen.sees("Có mục cần sửa")
    box = citizen.page.locator("input[type=file][multiple]").first
    box.set_input_files(PHOTO)  # type: ignore[arg-type]
    if citizen.scripts:
        citizen.page.get_by_text("SHA-256").first.wait_for()
    else:
        citizen.press("Gửi tệp đã chọn")
    citizen.sees("Giấy ủy quyền.png", "SHA-256")
    citizen.press("Tiếp tục")


def confirm_and_submit(citizen: Person) -> int:
    """The check page: the code, then one button. Returns the dossier's id."""
    citizen.fill(commitment=True)
    citizen.press("Gửi mã xác nhận")
    citizen.fill(confirmation_code=walking.last_code())
    citizen.press("Nộp hồ sơ", last=True)
    citizen.sees("Đã nộp hồ sơ", "SHA-256")
    found = re.search(r"/ho-so/(\d+)/bien-nhan", citizen.page.url)
    assert found, citizen.page.url
    return int(found[1])


def officer_does(stage: Stage, username: str, case_id: int, outcome: str, **answers: Any) -> None:
    """An officer signs in, finds the task in the inbox, takes it, fills it in and presses an outcome."""
    officer = stage.person()
    officer.open("/dang-nhap")
    officer.sign_in(username)
    case = walking.case(case_id)
    number = str(case.code or case.number)
    for queue in ("available", "mine"):
        officer.open(f"/can-bo?state={queue}&q={number}")
        task = officer.page.locator("main a[data-open]", has_text=number)
        if task.count():
            break
    officer.press_on(task.first)
    item = int(officer.page.url.rsplit("/", 1)[1])
    if officer.page.get_by_role("button", name="Nhận việc này").count():
        officer.press("Nhận việc này")
    officer.fill(**answers)
    officer.press(outcome)
    if officer.page.locator("button[name=_confirmed]").count():
        officer.press_on(officer.page.locator("button[name=_confirmed]"))
    said = officer.page.locator("main").inner_text()
    assert not officer.page.locator(".error-summary, .flash--bad").count(), f"{username}, {outcome}: {said}"
    assert item not in [one.id for one in walking.items(case_id)], f"{username}, {outcome}: {said}"
    officer.page.context.close()


def officers_answer(stage: Stage, case_id: int) -> None:
    """Receive, transfer, resolve, sign, issue, hand to the post."""
    officer_does(stage, "desk", case_id, "Tiếp nhận và hẹn trả", all_checked=True)
    officer_does(stage, "desk", case_id, "Hoàn thành", papers_handed=True)
    officer_does(stage, "specialist", case_id, "Hoàn thành", papers_received=True)
    found = {"register_name": "Sổ cấp bằng 2008", "entry": "Số 12, trang 3"}
    officer_does(stage, "specialist", case_id, "Có trong sổ", **found)
    drafted = {"content": "Bản sao từ sổ gốc", "copies": "2", "compared": True}
    officer_does(stage, "specialist", case_id, "Hoàn thành", **drafted)
    officer_does(stage, "leader", case_id, "Ký kết quả")
    issued = {"document_number": "12/BS-UBND", "document_date": "20/11/2026", "stamped": True}
    officer_does(stage, "clerk", case_id, "Hoàn thành", **issued)
    officer_does(stage, "desk", case_id, "Hoàn thành", tracking_number="EM123456789VN", handed_on="20/11/2026")


def follow_and_confirm(citizen: Person, case_id: int) -> None:
    """The citizen sees the result on its way and confirms that it came."""
    citizen.open("/ho-so")
    citizen.sees("Đến lượt bạn", str(walking.case(case_id).code))
    citizen.press_on(citizen.page.locator(f'main a[href="/ho-so/{case_id}"]').first)
    citizen.sees("Diễn biến", "Lãnh đạo ký kết quả", "12/BS-UBND")
    citizen.press("Xác nhận đã nhận kết quả", "link")
    citizen.press("Tôi đã nhận được kết quả")
    citizen.sees("Đã trả kết quả", "Hồ sơ đã kết thúc")

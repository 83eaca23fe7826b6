"""What happens around a due date, seen in a browser while the rehearsal clock goes on: reminder, apology, overdue."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from app import jobs
from app.core.clock import local
from app.deadlines import rehearsal
from app.deadlines.loading import packaged
from tests.browser.journey import Stage
from tests.browser.person import Person
from tests.cases import walking

pytestmark = pytest.mark.timeout(600)
CODE = "1.004884"  # five working days, on the standard diagram
REASON = "chờ kết quả xác minh của xã Hòa Sơn"


@pytest.fixture
def received(site: str, settings: Any) -> int:
    """A dossier that a specialist has taken over."""
    rehearsal.permit(True)
    case_id = walking.submit(CODE, settings)
    walking.do(case_id, "check_dossier", "desk", "complete")
    walking.settle_fee(case_id)
    walking.do(case_id, "hand_over", "desk")
    walking.do(case_id, "take_over", "specialist")
    return case_id


def turn_to(admin: Person, moment: Any) -> None:
    """The admin moves the clock; then the timetable has its turn."""
    there = local(moment)
    admin.open("/quan-tri/dong-ho")
    admin.fill(day=there.date().isoformat(), time=f"{there:%H:%M}")
    admin.press("Cho đồng hồ đi tới lúc đó")
    if "Đến lúc đó sẽ xảy ra" in admin.page.locator("main").inner_text():
        admin.press("Cho đồng hồ đi tới")
    admin.sees("Đồng hồ giờ là")
    assert "Đồng hồ tập dượt" in admin.page.locator("body").inner_text()
    jobs.fire_due_watches()
    jobs.fire_due_timers()


def somebody(stage: Stage, username: str, path: str) -> Person:
    found = stage.person()
    found.open("/dang-nhap")
    found.sign_in(username)
    found.open(path)
    return found


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (1280, True)])
def test_reminder_apology_and_overdue(chromium: Browser, site: str, received: int, width: int, scripts: bool) -> None:
    stage = Stage(chromium, site, width, scripts, "mouse")
    case = walking.case(received)
    code, due = str(case.code), case.due_at
    admin = somebody(stage, "admin", "/quan-tri")

    turn_to(admin, case.near_at + timedelta(minutes=1))
    reminded = somebody(stage, "specialist", "/can-bo/nhac-viec")
    reminded.sees(code)
    reminded.open(f"/can-bo?state=mine&due=near&q={code}")
    reminded.sees(code, "làm việc")
    reminded.open("/can-bo/tuan")
    reminded.sees(code)

    given = {"reason": REASON, "new_date": _after(due, 3)}
    decide(stage, "specialist", received, "decide_apology", "Không kịp", **given)
    decide(stage, "leader", received, "approve_apology", "Ký")
    citizen = somebody(stage, "citizen", f"/ho-so/{received}")
    citizen.press("Xem văn bản xin lỗi", "link")
    citizen.sees(REASON, code)
    citizen.open(f"/ho-so/{received}/han")
    citizen.sees(REASON, f"{local(due):%d/%m/%Y}")

    later = walking.case(received)
    assert later.due_at > due and later.due_original == due
    turn_to(admin, later.due_at + timedelta(minutes=1))
    turn_to(admin, later.due_at + timedelta(days=5))
    for username in ("specialist", "lead", "leader"):
        warned = somebody(stage, username, "/can-bo/nhac-viec")
        warned.sees(code, "quá hạn")
        warned.page.context.close()
    reminded.open(f"/can-bo?state=mine&due=overdue&q={code}")
    reminded.sees(code, "quá hạn")
    citizen.open(f"/ho-so/{received}")
    citizen.sees("quá hạn")
    decide(stage, "specialist", received, "examine", "Đề xuất chấp thuận", findings="Đủ điều kiện")


def decide(stage: Stage, username: str, case_id: int, node: str, outcome: str, **answers: str) -> None:
    """An officer takes a step with this outcome; fields that only it asks for show when it is pressed."""
    officer = somebody(stage, username, f"/can-bo/viec/{walking.item(case_id, node).id}")
    if officer.page.get_by_role("button", name="Nhận việc này").count():
        officer.press("Nhận việc này")
    if any(not officer.page.locator(f'main [name="{name}"]').is_visible() for name in answers):
        officer.page.get_by_role("button", name=outcome).click()
    officer.fill(**answers)
    officer.press(outcome)
    if officer.page.locator("button[name=_confirmed]").count():
        officer.press_on(officer.page.locator("button[name=_confirmed]"))
    open_ones = [one.node for one in walking.items(case_id)]
    assert node not in open_ones, f"{officer.page.url}: {officer.page.locator('main').inner_text()}"
    officer.page.context.close()


def _after(due: Any, days: int) -> str:
    """A working day after the due date, as the form takes it."""
    return packaged().working_day_after(local(due).date(), days).strftime("%d/%m/%Y")

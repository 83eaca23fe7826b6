"""The operators' pages in a browser, wide and narrow: nothing hinders anybody, and a step is put back."""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.cases.status import Status
from app.core.db import transaction
from app.engine import incidents
from tests.browser.person import Person
from tests.cases import walking as walk
from tests.cases.test_journey import examined, resolved
from tests.cases.test_moving import renamed
from tests.web.officers import at_transfer, submitted


def picture(person: Person, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        person.page.screenshot(path=f"{folder}/{name}-{person.page.viewport_size['width']}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 360])
def test_an_operator_looks_around_and_puts_a_dossier_back(
    chromium: Browser, site: str, settings: Any, width: int
) -> None:
    submitted(settings), at_transfer(settings)
    case_id = examined(settings)
    walk.do(case_id, "examine", "specialist", "approve")
    version_id = walk.case(case_id).version_id
    renamed(case_id)
    with transaction():
        incidents.record(
            walk.case(case_id).instance_id or 0, case_id, "approve_result", {"kind": "timer"}, "E5 KeyError"
        )
    admin = Person(chromium, site, width=width, scripts=True, way="mouse")
    admin.open("/dang-nhap?next=/quan-tri/van-hanh")
    admin.sign_in("admin")
    picture(admin, "versions")
    for path, name in (
        (f"/van-hanh/phien-ban/{version_id}", "heat"),
        (f"/van-hanh/phien-ban/{version_id}?quy-trinh=one_stop", "heat-main"),
        ("/van-hanh/ho-so", "running"),
        (f"/van-hanh/ho-so/{case_id}", "case"),
    ):
        admin.open(f"/quan-tri{path}")
        picture(admin, name)
    admin.press("Đưa về")
    picture(admin, "back")
    admin.fill(reason="Thẩm định nhầm mẫu, cần làm lại.")
    admin.press("Đưa hồ sơ về bước trước")
    picture(admin, "case-after")
    assert [item.node for item in walk.items(case_id)] == ["examine"]
    admin.open("/quan-tri/van-hanh/ho-so")
    for box in admin.page.locator("main input[name=case]").all():
        box.check()
    admin.press("Dừng hẳn")
    picture(admin, "bulk")
    admin.open("/quan-tri/nhat-ky")
    picture(admin, "log")
    assert admin.said == []


@pytest.mark.parametrize(("width", "way"), [(1280, "keyboard"), (360, "mouse")])
def test_what_one_fault_stopped_goes_on_at_one_press(
    chromium: Browser, site: str, settings: Any, width: int, way: str
) -> None:
    stopped = [submitted(settings), submitted(settings)]
    alone = examined(settings)
    for case_id, node in ((stopped[0], "check_dossier"), (stopped[1], "check_dossier"), (alone, "examine")):
        instance_id = walk.case(case_id).instance_id or 0
        with transaction():
            incidents.record(instance_id, case_id, node, {"kind": "timer"}, f"1A2B3C4D KeyError: 'amount of {case_id}'")
    admin = Person(chromium, site, width=width, scripts=True, way=way)
    admin.open("/dang-nhap?next=/quan-tri/su-co")
    admin.sign_in("admin")
    picture(admin, "incidents")
    admin.press("KeyError: 'amount of …'", role="link")
    picture(admin, "incident-group")
    admin.press("Chạy lại cả 2")
    picture(admin, "incidents-retried")
    assert "2 trên 2 hồ sơ đi tiếp" in admin.page.content()
    admin.press("Về trang sự cố", role="link")
    assert walk.case(stopped[0]).number not in admin.page.content()
    admin.press("Chạy lại")
    picture(admin, "incidents-none")
    assert "Không có sự cố nào" in admin.page.content()
    assert admin.said == []


@pytest.mark.parametrize(("width", "way"), [(1280, "mouse"), (360, "keyboard")])
def test_a_receipt_is_noted_for_the_citizen_and_both_read_why(
    chromium: Browser, site: str, settings: Any, width: int, way: str
) -> None:
    case_id = resolved(settings, channel_out="ONLINE")
    admin = Person(chromium, site, width=width, scripts=True, way=way)
    admin.open(f"/dang-nhap?next=/quan-tri/van-hanh/ho-so/{case_id}")
    admin.sign_in("admin")
    admin.press("Hoàn thành thay: Xác nhận đã nhận kết quả")
    picture(admin, "forward")
    admin.fill(reason="Bưu cục báo đã phát tận tay, có chữ ký người nhận.")
    admin.press("Hoàn thành bước thay")
    picture(admin, "forwarded")
    assert walk.case(case_id).status == Status.RETURNED
    admin.open("/quan-tri/nhat-ky?kind=forward")
    assert "Xác nhận đã nhận kết quả" in admin.page.locator("tbody").inner_text()
    picture(admin, "log-forward")
    citizen = Person(chromium, site, width=width, scripts=True, way=way)
    citizen.open(f"/dang-nhap?next=/ho-so/{case_id}")
    citizen.sign_in("citizen")
    picture(citizen, "citizen-forwarded")
    assert "Cơ quan hoàn thành thay bước: Xác nhận đã nhận kết quả" in citizen.page.content()
    assert "Bưu cục báo đã phát tận tay" in citizen.page.content()
    assert admin.said == citizen.said == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_hold_is_read_by_all_it_concerns(chromium: Browser, site: str, settings: Any, width: int) -> None:
    case_id = examined(settings)
    admin = Person(chromium, site, width=width, scripts=True, way="keyboard")
    admin.open(f"/dang-nhap?next=/quan-tri/van-hanh/ho-so/{case_id}")
    admin.sign_in("admin")
    admin.press("Tạm ngưng")
    admin.fill(reason="Đang đối chiếu lại dữ liệu dân cư.")
    admin.press("Tạm ngưng xử lý hồ sơ")
    picture(admin, "held-case")
    citizen = Person(chromium, site, width=width, scripts=True, way="mouse")
    citizen.open(f"/dang-nhap?next=/ho-so/{case_id}")
    citizen.sign_in("citizen")
    picture(citizen, "held-citizen")
    assert "hẹn trả không đổi" in citizen.page.content()
    citizen.open("/ho-so")
    picture(citizen, "held-list")
    assert admin.said == citizen.said == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_paper_of_a_step_is_printed(chromium: Browser, site: str, settings: Any, width: int) -> None:
    case_id = submitted(settings)
    walk.do(case_id, "check_dossier", "desk", "complete")
    desk = Person(chromium, site, width=width, scripts=True, way="mouse")
    desk.open(f"/dang-nhap?next=/can-bo/viec/{walk.items(case_id)[0].id}")
    desk.sign_in("desk")
    picture(desk, "task-with-paper")
    assert desk.page.get_by_role("link", name="In: Giấy tiếp nhận").count() == 1
    desk.open(f"/can-bo/ho-so/{case_id}/bien-nhan")
    picture(desk, "receipt")
    assert desk.said == []

"""The operators' pages in a browser, wide and narrow: nothing hinders anybody, and a step is put back."""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.core.db import transaction
from app.engine import incidents
from tests.browser.person import Person
from tests.cases import walking as walk
from tests.cases.test_journey import examined
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
        ("/su-co", "incidents"),
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

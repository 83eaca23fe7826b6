"""Releasing in a browser, wide and narrow: proposed by one, seen and released by another, rolled back, repealed."""

import json
import os
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from app.catalogue import drafts, own_files, queries, releases
from app.core.clock import today
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.browser.person import Person

CODE, SLUG = "1.001193", "khai-sinh"
BASIS = "Quyết định 7/QĐ-UBND"
pytestmark = pytest.mark.timeout(600)


def changed_draft() -> int:
    """A draft of what is in force: another term, a step under another name."""
    with transaction():
        files = own_files.of_version(queries.get(CODE).id, ROOT / "bpmn", ROOT / "forms")
        files["procedure.json"] = json.dumps(json.loads(files["procedure.json"]) | {"term": "5wd"}).encode()
        marked = files["resolve.bpmn"].replace(b'id="approve_result" name="', b'id="approve_result" name="Xem: ')
        files["resolve.bpmn"] = marked
        return drafts.begin(SLUG, "Khai sinh, thời hạn mới", files, by_username("designer").id).id


def picture(person: Person, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        size = person.page.viewport_size or {"width": 0}
        person.page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)


def somebody(chromium: Browser, site: str, width: int, username: str, path: str) -> Person:
    person = Person(chromium, site, width=width, scripts=True, way="mouse")
    person.page.set_default_timeout(90_000)  # each check is a process of its own
    person.open(f"/dang-nhap?next={path}")
    person.sign_in(username)
    return person


def opened(person: Person, summary: str) -> None:
    """Opens what is folded away."""
    person.hand.press(person.page.locator("summary", has_text=summary).first)


def again(designer: Person, admin: Person, number: int) -> None:
    """One proposes that a version be released again from today on, the other does."""
    designer.open(f"/thiet-ke/thu-tuc/{SLUG}")
    opened(designer, "Trình ban hành lại phiên bản cũ")
    box = designer.page.locator("form", has=designer.page.locator("#a-day"))
    box.locator("[name=version]").select_option(label=str(number))
    box.locator("[name=effective_from]").fill(today().isoformat())
    box.locator("[name=legal_basis]").fill(BASIS)
    designer.press_on(box.get_by_role("button"))
    designer.sees("Đã trình. Người khác sẽ duyệt.")
    admin.open(f"/thiet-ke/thu-tuc/{SLUG}")
    admin.press("Duyệt…")
    admin.press("Ban hành")
    admin.sees("Đã ban hành.")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_change_is_proposed_seen_released_rolled_back_and_repealed(chromium: Browser, site: str, width: int) -> None:
    draft_id = changed_draft()
    designer = somebody(chromium, site, width, "designer", f"/thiet-ke/{draft_id}")
    picture(designer, "draft")
    opened(designer, "Trình ban hành")
    later = today() + timedelta(days=20)
    designer.fill(effective_from=later.isoformat(), legal_basis=BASIS)
    designer.press("Trình để người khác ban hành")
    designer.sees("đã trình", BASIS)
    picture(designer, "proposed")
    designer.open(f"/thiet-ke/{draft_id}/ban-hanh")
    assert not designer.page.get_by_role("button", name="Ban hành…").count()  # not by whoever proposed it

    admin = somebody(chromium, site, width, "admin", f"/thiet-ke/{draft_id}/ban-hanh")
    admin.sees("thời hạn", "Xem: ", BASIS)
    picture(admin, "difference")
    admin.press("Ban hành…")
    picture(admin, "question")
    admin.press("Ban hành")
    admin.sees("Đã ban hành phiên bản 2")
    picture(admin, "history")
    with transaction(writes=False):
        version = queries.get(CODE)
        assert version.number == 1  # until its day
        assert releases.pending(version.procedure_id)[0].effective_from == later

    for wanted in (2, 1):  # at once, without waiting for its day; then back
        again(designer, admin, wanted)
        with transaction(writes=False):
            assert queries.get(CODE).number == wanted
    picture(admin, "rolled-back")

    designer.open(f"/thiet-ke/thu-tuc/{SLUG}")
    opened(designer, "Trình bãi bỏ thủ tục")
    repeal = designer.page.locator("form", has=designer.page.locator("#p-day"))
    repeal.locator("[name=effective_from]").fill(today().isoformat())
    repeal.locator("[name=legal_basis]").fill("Quyết định 9/QĐ-UBND")
    designer.press_on(repeal.get_by_role("button"))
    designer.sees("Đã trình. Người khác sẽ duyệt.")
    picture(designer, "repeal-proposed")
    admin.open(f"/thiet-ke/thu-tuc/{SLUG}")
    admin.press("Duyệt…")
    admin.sees("Bãi bỏ thủ tục Đăng ký khai sinh?", "Phan Thị Yến đã trình", "Quyết định 9/QĐ-UBND")
    picture(admin, "repeal-question")
    admin.press("Bãi bỏ thủ tục")
    admin.sees("Thủ tục đã bãi bỏ", "Đã ban hành.")
    picture(admin, "repealed")
    admin.open("/quan-tri/nhat-ky")
    admin.sees("Bãi bỏ thủ tục", "Ban hành phiên bản", "Trình ban hành", BASIS)
    picture(admin, "log")
    assert admin.said == [] and designer.said == []

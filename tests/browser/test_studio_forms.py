"""A designer makes a form in a real browser: tried while it is edited; whole by keyboard on a phone without scripts."""

import json

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from app.catalogue import draft_files, drafts, own_files
from app.core.clock import today
from app.core.db import transaction
from app.engine import tables
from app.identity.accounts import by_username
from tests.browser.person import Person

pytestmark = pytest.mark.timeout(600)
PATH = "forms/handle.json"
LABEL = {"vi": "Chữ", "en": "Words"}
FORM = {
    "title": {"vi": "Đơn thử", "en": "A try"},
    "sections": [
        {
            "fields": [
                {"name": "child", "kind": "boolean", "label": {"vi": "Có con", "en": "Has a child"}},
                {"name": "child_name", "kind": "text", "label": {"vi": "Tên con", "en": "Child"}, "required": True,
                 "when": {"child": [True]}},
            ]
        }
    ],
}  # fmt: skip


@pytest.fixture
def draft_id(site: str) -> int:
    with transaction():
        files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
        files["forms/try.json"] = json.dumps(FORM).encode()
        return drafts.begin("thu-moi", "Thủ tục thử", files, by_username("designer").id).id


def designer(chromium: Browser, site: str, *, width: int, scripts: bool, way: str) -> Person:
    person = Person(chromium, site, width=width, scripts=scripts, way=way)
    person.open("/dang-nhap?next=/thiet-ke")
    person.sign_in("designer")
    return person


def frame(person: Person) -> FrameLocator:
    return person.page.frame_locator("iframe[name=khung-xem-thu]")


def stored(draft_id: int, path: str) -> bytes:
    with transaction():
        return draft_files.read(draft_id, path)[1]


def test_what_is_typed_is_seen_and_tried_before_it_is_saved(chromium: Browser, site: str, draft_id: int) -> None:
    person = designer(chromium, site, width=1280, scripts=True, way="mouse")
    page, before = person.page, stored(draft_id, PATH)
    person.open(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}?mo=0.0")
    state = page.locator("[data-preview-state]")
    expect(frame(person).get_by_label("Kết quả xử lý")).to_be_visible()
    page.locator("#e-label_vi").fill("Ý kiến của công chức")
    expect(frame(person).get_by_label("Ý kiến của công chức")).to_be_visible()
    expect(state).to_have_text("Xem thử theo những gì đang sửa, chưa lưu.")
    frame(person).get_by_role("button", name="Chấp thuận").click()  # of what is not saved
    expect(frame(person).locator(".error-summary")).to_contain_text("Ý kiến của công chức: Cần điền mục này.")
    frame(person).get_by_label("Ý kiến của công chức").fill("Đủ điều kiện")
    frame(person).get_by_role("button", name="Chấp thuận").click()
    expect(frame(person).locator("#duoc")).to_contain_text('handle_outcome = "approve"')
    page.locator("#e-name").fill("Có Dấu")
    expect(state).to_contain_text("Chưa xem thử được bản đang sửa:")
    page.locator("#e-name").fill("findings")
    expect(state).to_have_text("Xem thử theo những gì đang sửa, chưa lưu.")
    page.get_by_role("link", name="English").click()
    expect(frame(person).get_by_role("button", name="Approve")).to_be_visible()
    assert frame(person).locator("body").evaluate("one => innerWidth") <= 360
    page.get_by_label("máy tính").check()
    assert frame(person).locator("body").evaluate("one => innerWidth") > 900
    assert stored(draft_id, PATH) == before


def test_conditions_come_and_go_in_the_preview(chromium: Browser, site: str, draft_id: int) -> None:
    person = designer(chromium, site, width=1280, scripts=True, way="mouse")
    person.open(f"/thiet-ke/{draft_id}/bieu-mau/forms/try.json?mo=0.1")
    name = frame(person).get_by_label("Tên con")
    expect(name).to_be_hidden()
    frame(person).get_by_label("Có con").check()
    expect(name).to_be_visible()
    person.page.get_by_label("không đánh dấu").check()  # also when it is not: the condition before it is saved
    frame(person).get_by_label("Có con").uncheck()
    expect(name).to_be_visible()


def test_a_form_is_made_by_keyboard_on_a_phone_without_scripts(chromium: Browser, site: str, draft_id: int) -> None:
    person = designer(chromium, site, width=360, scripts=False, way="keyboard")
    at = f"/thiet-ke/{draft_id}/bieu-mau/forms/try.json"
    person.open(f"{at}?mo=s0")
    person.hand.press(person.page.get_by_text("Thêm phần sau phần này"))
    person.fill(title_vi="Người nộp", title_en="Applicant")
    person.press("Thêm phần")
    person.hand.press(person.page.get_by_text("Thêm mục vào phần này").last)
    group = person.page.locator("#m-s1")
    for box, text in (("label_vi", "Cách nhận"), ("label_en", "Delivery"), ("name", "delivery")):
        person.hand.write(group.locator(f"[name={box}]"), text)
    group.locator("[name=kind]").select_option("choice")
    person.press_on(group.get_by_role("button", name="Thêm mục"))
    person.open(f"{at}?mo=1.0")
    for box, text in (("option.0.value", "POST"), ("option.0_vi", "Bưu điện"), ("option.0_en", "Post")):
        person.hand.write(person.page.locator(f"[name='{box}']"), text)
    person.hand.press(person.page.get_by_text("Thêm điều kiện theo một mục khác"))
    person.hand.tick(person.page.locator("[name='when.child'][value=true]"))
    person.press("Lưu mục này")
    made = json.loads(stored(draft_id, "forms/try.json"))["sections"][1]["fields"][0]
    assert made["options"] == [{"value": "POST", "label": {"vi": "Bưu điện", "en": "Post"}}]
    assert made["when"] == {"child": [True]}
    again = frame(person).get_by_role("button", name="Xem lại theo những gì đã điền")
    again.click()
    expect(frame(person).get_by_label("Cách nhận")).to_have_count(0)
    frame(person).get_by_label("Có con").check()
    again.click()
    expect(frame(person).get_by_label("Cách nhận")).to_be_visible()


def test_a_table_is_made_and_a_file_deleted_and_brought_back_without_scripts(
    chromium: Browser, site: str, draft_id: int
) -> None:
    person = designer(chromium, site, width=360, scripts=False, way="keyboard")
    person.open(f"/thiet-ke/{draft_id}/bang-moi")
    person.fill_in("name", "Kết luận")
    person.fill_in("key", "ket_luan")
    person.page.locator("[name='input.0.known']").select_option("handle_outcome")
    person.fill_in("output.0.said", "verdict")
    person.page.locator("[name='output.0.kind']").select_option("string")
    person.press("Tạo bảng")
    person.hand.write(person.page.get_by_label("Dòng 1, verdict"), "đồng ý")
    person.press("Lưu và thêm dòng")
    table = tables.read(stored(draft_id, "ket_luan.dmn"))
    assert table is not None
    assert [row.outputs[0].text for row in table.rows] == ['"đồng ý"', "", "", ""]
    person.open(f"/thiet-ke/{draft_id}/tep/ket_luan.dmn")
    person.hand.press(person.page.get_by_text("Đổi tên hoặc xóa"))
    person.hand.press(person.page.get_by_text("Xóa tệp này"))
    person.press("Xóa ket_luan.dmn")
    person.sees("Đã xóa ket_luan.dmn.")
    person.press("Hoàn tác")
    assert tables.read(stored(draft_id, "ket_luan.dmn")) == table

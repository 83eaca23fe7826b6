"""A form of a draft edited field by field, with the form as people will see it beside."""

import json

import pytest

from app.catalogue import draft_files, drafts
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from app.web.studio import form_edits
from tests.web.drawing import stored

PATH = "forms/handle.json"
FORMS = sorted((ROOT / "forms").glob("*/*.json"))


def edit(designer, draft_id, act, at="0.0", **sent):
    sent = {"act": act, "at": at, "base": stored(draft_id, PATH)[0], **sent}
    return designer.post(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}", data=sent)


def field(draft_id, place=0):
    return json.loads(stored(draft_id, PATH)[1])["sections"][0]["fields"][place]


def test_a_field_is_edited_and_seen_as_people_will(designer, draft_id):
    before = stored(draft_id, PATH)[1]
    edit(designer, draft_id, "save", label_vi="Kết luận của công chức", label_en="Findings", required="1")
    assert stored(draft_id, PATH)[1] == before.replace("Kết quả xử lý", "Kết luận của công chức")
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}?mo=0.0").text
    assert page.split("Xem thử")[1].count("Kết luận của công chức") == 1
    assert "Chấp thuận" in page.split("Xem thử")[1]


def test_fields_are_added_moved_changed_in_kind_and_taken_out(designer, draft_id):
    edit(designer, draft_id, "add", name="ket_qua", label_vi="Kết quả", label_en="Result", kind="choice")
    edit(designer, draft_id, "save", "0.1", options="yes | Có | Yes\r\nno | Không | No\r\n1 | Một | One", required="1")
    assert [one["value"] for one in field(draft_id, 1)["options"]] == ["yes", "no", 1]
    edit(designer, draft_id, "save", "0.0", when="ket_qua = yes, no")
    assert field(draft_id)["when"] == {"ket_qua": ["yes", "no"]}
    edit(designer, draft_id, "up", "0.1")
    assert field(draft_id)["name"] == "ket_qua"
    edit(designer, draft_id, "save", "0.1", when="")
    edit(designer, draft_id, "save", "0.0", kind="text")
    assert field(draft_id) == {
        "name": "ket_qua", "kind": "text", "label": {"vi": "Kết quả", "en": "Result"}, "required": True
    }  # fmt: skip
    edit(designer, draft_id, "remove", "0.0")
    assert field(draft_id)["name"] == "findings"


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "Có Dấu"}, {"kind": "magic"}, {"max_length": "nhiều"}, {"when": "nobody = 1"}, {"when": "x"},
        {"options": "a"}, {"label_en": ""},
    ],
)  # fmt: skip
def test_what_would_be_no_form_is_refused_and_nothing_is_saved(designer, draft_id, sent):
    before = stored(draft_id, PATH)
    answer = edit(designer, draft_id, "save", **sent)
    assert answer.status_code == 422
    assert "Chưa lưu được" in answer.text
    assert stored(draft_id, PATH) == before


def test_old_pages_and_strange_places_are_refused(designer, draft_id):
    for at in ("9.9", "0", "a.b", "0.0.0", ""):
        assert edit(designer, draft_id, "save", at, label_vi="x").status_code == 409
    assert edit(designer, draft_id, "save", base=99, label_vi="x").status_code == 409
    assert edit(designer, draft_id, "explode").status_code == 409


def test_a_form_that_cannot_be_read_is_edited_as_text(designer, draft_id):
    with transaction():
        draft_files.put_all(draft_id, {PATH: b'{"title": 1}'}, by_username("designer").id)
    assert designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}").location.endswith(f"/tep/{PATH}")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_saving_what_is_shown_changes_nothing_in_any_form(path):
    text = path.read_text(encoding="utf-8")
    for place, section in enumerate(json.loads(text)["sections"]):
        for index, one in enumerate(section["fields"]):
            assert form_edits.save(text, {"at": f"{place}.{index}", **form_edits.values_of(one)}) == text


def test_every_form_of_the_house_has_its_page(designer):
    with transaction():
        files = {f"forms/{one.name}": one.read_bytes() for one in FORMS}
        made = drafts.begin("thu-moi", "x", files, by_username("designer").id).id
    for path in files:
        assert designer.get(f"/thiet-ke/{made}/bieu-mau/{path}").status_code == 200, path

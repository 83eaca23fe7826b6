"""The manifest of a draft edited in boxes: what is not touched keeps its text, what would be none is refused."""

import json

import pytest
from werkzeug.datastructures import MultiDict

from app.catalogue import draft_files
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from app.web.studio import manifest_edits, manifest_marks, schema_boxes
from tests.web.drawing import stored

PATH = "procedure.json"
TEXT = {"vi": "Chữ", "en": "Words"}
FILES = sorted((ROOT / "bpmn").glob("*/procedure.json"))


def sent(box):
    """What a browser sends back of a box as it is shown."""
    if box.control == "ticks":
        return [(box.name, one) for one in box.value]
    if box.control == "when":
        return [(one.box, value) for one in box.value for value in one.chosen]
    if box.control == "pairs":
        rows = enumerate(box.value)
        return [(f"{box.name}.{n}.{lang}", row.get(lang, "")) for n, row in rows for lang in ("vi", "en")]
    if box.control == "term":
        counted = box.value[-2:] in ("wd", "wh", "cd")
        count, unit = (box.value[:-2], box.value[-2:]) if counted else ("", box.value)
        return [(f"{box.name}.count", count), (f"{box.name}.unit", unit)]
    return [(box.name, box.value)]


def typed(schema, value):
    """What a browser sends back of all boxes as they are shown."""
    return MultiDict([pair for box in schema_boxes.boxes(schema, value) for pair in sent(box)])


def edit(designer, draft_id, act, at, changes=None):
    revision, text = stored(draft_id, PATH)
    form = MultiDict([("act", act), ("at", at), ("base", str(revision))])
    source, (name, _dot, place) = json.loads(text), at.partition(".")
    if act == "save":
        top = at == "all"
        schema = manifest_edits.TOP if top else manifest_edits.item_schema(name)
        form.update(typed(schema, source if top else source[name][int(place)]))
    for key, value in (changes or {}).items():
        form.setlist(key, value if isinstance(value, list) else [value])
    return designer.post(f"/thiet-ke/{draft_id}/mo-ta", data=form)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_saving_what_is_shown_changes_nothing_in_any_manifest(path):
    text = path.read_text(encoding="utf-8")
    source = json.loads(text)
    assert schema_boxes.changed(text, [], manifest_edits.TOP, typed(manifest_edits.TOP, source), source) == text
    for name in manifest_edits.LISTS:
        schema = manifest_edits.item_schema(name)
        for place, item in enumerate(source[name]):
            assert schema_boxes.changed(text, [name, place], schema, typed(schema, item), item) == text


def test_the_procedure_itself_is_edited_and_only_that_changes(designer, draft_id):
    before = stored(draft_id, PATH)[1]
    edit(
        designer,
        draft_id,
        "save",
        "all",
        {"term.count": "7", "synonyms": "xin thử\r\n làm thử ", "delivery": ["DESK", "POST"]},
    )
    after = stored(draft_id, PATH)[1]
    assert json.loads(after) == {
        **json.loads(before), "term": "7wd", "synonyms": ["xin thử", "làm thử"], "delivery": ["DESK", "POST"]
    }  # fmt: skip
    assert [line for line in before.splitlines() if line not in after.splitlines()] == [
        '  "term": "5wd",', '  "delivery": ["DESK", "ONLINE"],', '  "synonyms": [],'
    ]  # fmt: skip
    page = designer.get(f"/thiet-ke/{draft_id}/mo-ta").text
    assert "7 ngày làm việc" in page
    edit(designer, draft_id, "save", "all", {"term.count": "", "term.unit": "sameday", "results.1.vi": "Bản sao",
         "results.1.en": "Copy", "pauses.PAYMENT_REQUIRED": "Điều 1"})  # fmt: skip
    made = manifest(draft_id)
    assert (made["term"], len(made["results"])) == ("sameday", 2)
    assert made["pauses"] == [{"on": "PAYMENT_REQUIRED", "basis": "Điều 1"}]


def test_papers_and_fees_are_added_edited_moved_and_taken_out(designer, draft_id):
    edit(designer, draft_id, "add", "fees", {"key": "fee", "name_vi": "Lệ phí", "name_en": "Fee"})
    assert json.loads(stored(draft_id, PATH)[1])["fees"][0]["amount_vnd"] is None
    edit(designer, draft_id, "save", "fees.0", {"amount_vnd": "8.000", "note.vi": "Lưu ý", "note.en": "Note"})
    (fee,) = json.loads(stored(draft_id, PATH)[1])["fees"]
    assert (fee["amount_vnd"], fee["note"]) == (8000, {"vi": "Lưu ý", "en": "Note"})
    edit(designer, draft_id, "save", "fees.0", {"amount_vnd": ""})
    assert json.loads(stored(draft_id, PATH)[1])["fees"][0]["amount_vnd"] is None
    edit(designer, draft_id, "add", "components", {"key": "paper", "name_vi": "Giấy", "name_en": "Paper"})
    edit(designer, draft_id, "up", "components.1")
    assert [one["key"] for one in json.loads(stored(draft_id, PATH)[1])["components"]] == ["paper", "application"]
    edit(designer, draft_id, "remove", "components.0")
    assert [one["key"] for one in json.loads(stored(draft_id, PATH)[1])["components"]] == ["application"]


def manifest(draft_id):
    return json.loads(stored(draft_id, PATH)[1])


def paper(key, **more):
    return {"key": key, "name_vi": key, "name_en": key, **more}


def test_conditions_are_ticked_among_the_questions_of_the_application_form(designer, draft_id):
    question = {"name": "kind", "kind": "choice", "label": TEXT, "options": [
        {"value": "a", "label": {"vi": "Loại A", "en": "Kind A"}}, {"value": "b", "label": TEXT}]}  # fmt: skip
    count = {"name": "copies", "kind": "integer", "label": TEXT}
    form = {"title": TEXT, "sections": [{"fields": [question, count]}]}
    with transaction():
        files = {"forms/fill_application.json": json.dumps(form).encode()}
        draft_files.put_all(draft_id, files, by_username("designer").id)
    page = designer.get(f"/thiet-ke/{draft_id}/mo-ta?mo=components.0").text
    assert 'name="when.kind" value="a"' in page
    assert "Loại A" in page
    edit(designer, draft_id, "save", "components.0", {"when.kind": ["b", "a"]})
    assert manifest(draft_id)["components"][0]["when"] == {"kind": ["b", "a"]}
    edit(designer, draft_id, "add", "fees", paper("fee"))
    assert '<option value="copies"' in designer.get(f"/thiet-ke/{draft_id}/mo-ta?mo=fees.0").text
    edit(designer, draft_id, "save", "fees.0", {"amount_vnd": "1.008.000", "flows": ["standard"], "per": "copy",
         "quantity_field": "copies", "max_vnd": "2.000.000"})  # fmt: skip
    (fee,) = manifest(draft_id)["fees"]
    assert (fee["amount_vnd"], fee["max_vnd"], fee["flows"]) == (1_008_000, 2_000_000, ["standard"])
    page = designer.get(f"/thiet-ke/{draft_id}/mo-ta?mo=fees.0").text
    assert 'value="1.008.000"' in page


def test_a_value_is_confirmed_with_a_source_and_marked_again(designer, draft_id):
    assert "term" in manifest(draft_id)["unverified"]
    refused = edit(designer, draft_id, "confirm", "term", {"source": " "})
    assert (refused.status_code, "Nêu văn bản" in refused.text) == (422, True)
    edit(designer, draft_id, "confirm", "term", {"source": "Quyết định 1/QĐ"})
    assert "term" not in manifest(draft_id)["unverified"]
    assert manifest(draft_id)["legal_basis"] == [{"text": "Quyết định 1/QĐ"}]
    edit(designer, draft_id, "confirm", "code", {"known": "Quyết định 1/QĐ", "source": ""})
    assert manifest(draft_id)["legal_basis"] == [{"text": "Quyết định 1/QĐ"}]
    edit(designer, draft_id, "doubt", "marks", {"path": "components.0"})
    assert manifest(draft_id)["unverified"][-1] == "components.0"
    assert edit(designer, draft_id, "doubt", "marks", {"path": "nothing.1"}).status_code == 409
    assert edit(designer, draft_id, "confirm", "name", {"source": "x"}).status_code == 409


def test_marks_go_with_what_they_mark(designer, draft_id):
    for key in ("one", "two"):
        edit(designer, draft_id, "add", "components", paper(key))
    edit(designer, draft_id, "doubt", "marks", {"path": "components.1.copies"})
    edit(designer, draft_id, "up", "components.1")
    assert manifest(draft_id)["unverified"][-1] == "components.0.copies"
    edit(designer, draft_id, "down", "components.0")
    assert manifest(draft_id)["unverified"][-1] == "components.1.copies"
    edit(designer, draft_id, "remove", "components.0")
    assert manifest(draft_id)["unverified"][-1] == "components.0.copies"
    edit(designer, draft_id, "remove", "components.0")
    assert "components" not in manifest_marks.sources(manifest(draft_id)) + manifest(draft_id)["unverified"][-1:]
    edit(designer, draft_id, "save", "all", {"term_note.vi": "Lưu ý", "term_note.en": "Note"})
    edit(designer, draft_id, "doubt", "marks", {"path": "term_note"})
    edit(designer, draft_id, "save", "all", {"term_note.vi": "", "term_note.en": ""})
    assert "term_note" not in manifest(draft_id)["unverified"]


def test_a_fault_stands_at_its_box_in_words(designer, draft_id):
    page = edit(designer, draft_id, "save", "all", {"code": "12", "term.count": "x", "name.en": ""}).text
    for box, words in (("code", "Mã gồm một chữ số"), ("term", "chọn đơn vị")):
        assert f'id="e-{box}-error">{words}' in page.replace("Nhập một số từ 1 đến 999 và ", ""), box
    assert "[0-9]" not in page.split("error-summary")[1].split("</ul>")[0]


@pytest.mark.parametrize(
    "at, changes",
    [
        ("all", {"term.count": "soon"}), ("all", {"effective_from": "2026-02-31"}), ("all", {"name.en": ""}),
        ("all", {"results.0.en": ""}), ("all", {"delivery": []}), ("all", {"tier": "MOON"}),
        ("components.0", {"copies": "nhiều"}), ("components.0", {"key": "Có Dấu"}),
        ("components.0", {"sample": "javascript:alert(1)"}), ("components.0", {"sample": "//evil"}),
    ],
)  # fmt: skip
def test_what_would_be_no_manifest_is_refused_with_what_was_typed(designer, draft_id, at, changes):
    before = stored(draft_id, PATH)
    answer = edit(designer, draft_id, "save", at, changes)
    assert answer.status_code == 422
    assert "Chưa lưu được" in answer.text
    assert stored(draft_id, PATH) == before


def test_two_edit_different_parts_at_once_and_the_same_one_is_told(designer, draft_id):
    base = str(stored(draft_id, PATH)[0])
    edit(designer, draft_id, "save", "all", {"term.count": "9"})
    mine = edit(designer, draft_id, "save", "components.0", {"copies": "2", "base": base})
    assert (mine.status_code, manifest(draft_id)["term"], manifest(draft_id)["components"][0]["copies"]) == (
        303,
        "9wd",
        2,
    )
    late = edit(designer, draft_id, "save", "components.0", {"copies": "3", "base": base})
    assert (late.status_code, "đã sửa đúng phần này" in late.text) == (409, True)


def test_old_pages_strange_acts_and_broken_manifests(designer, draft_id):
    for act, at in (
        ("save", "fees.9"),
        ("save", "slug"),
        ("remove", "flows.x"),
        ("explode", "fees.0"),
        ("up", "flows.0"),
    ):
        sent = {"act": act, "at": at, "base": stored(draft_id, PATH)[0]}
        assert designer.post(f"/thiet-ke/{draft_id}/mo-ta", data=sent).status_code == 409, (act, at)
    assert edit(designer, draft_id, "save", "all", {"base": "99", "term.count": "1"}).status_code == 409
    with transaction():
        draft_files.put_all(draft_id, {PATH: b"{}"}, by_username("designer").id)
    assert designer.get(f"/thiet-ke/{draft_id}/mo-ta").location.endswith(f"/tep/{PATH}")

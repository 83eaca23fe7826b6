"""The manifest of a draft edited in boxes: what is not touched keeps its text, what would be none is refused."""

import json

import pytest
from werkzeug.datastructures import MultiDict

from app.catalogue import draft_files
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from app.web.studio import manifest_pages, schema_boxes
from tests.web.drawing import stored

PATH = "procedure.json"
FILES = sorted((ROOT / "bpmn").glob("*/procedure.json"))


def typed(schema, value):
    """What a browser sends back of the boxes as they are shown."""
    pairs = []
    for box in schema_boxes.boxes(schema, value):
        pairs += [(box.name, one) for one in box.value] if box.control == "ticks" else [(box.name, box.value)]
    return MultiDict(pairs)


def edit(designer, draft_id, act, at, changes=None):
    revision, text = stored(draft_id, PATH)
    sent = MultiDict([("act", act), ("at", at), ("base", str(revision))])
    source, (name, _dot, place) = json.loads(text), at.partition(".")
    if act == "save":
        top = at == "all"
        schema = manifest_pages._TOP if top else manifest_pages.item_schema(name)
        sent.update(typed(schema, source if top else source[name][int(place)]))
    for key, value in (changes or {}).items():
        sent.setlist(key, value if isinstance(value, list) else [value])
    return designer.post(f"/thiet-ke/{draft_id}/mo-ta", data=sent)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_saving_what_is_shown_changes_nothing_in_any_manifest(path):
    text = path.read_text(encoding="utf-8")
    source = json.loads(text)
    assert schema_boxes.changed(text, [], manifest_pages._TOP, typed(manifest_pages._TOP, source), source) == text
    for name in manifest_pages.LISTS:
        schema = manifest_pages.item_schema(name)
        for place, item in enumerate(source[name]):
            assert schema_boxes.changed(text, [name, place], schema, typed(schema, item), item) == text


def test_the_procedure_itself_is_edited_and_only_that_changes(designer, draft_id):
    before = stored(draft_id, PATH)[1]
    edit(
        designer,
        draft_id,
        "save",
        "all",
        {"term": "7wd", "synonyms": "xin thử\r\n làm thử ", "delivery": ["DESK", "POST"]},
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


@pytest.mark.parametrize(
    "at, changes",
    [
        ("all", {"term": "soon"}), ("all", {"effective_from": "2026-02-31"}), ("all", {"name.en": ""}),
        ("all", {"results": "một bên"}), ("all", {"delivery": []}), ("all", {"tier": "MOON"}),
        ("components.0", {"copies": "nhiều"}), ("components.0", {"when": "x"}), ("components.0", {"key": "Có Dấu"}),
    ],
)  # fmt: skip
def test_what_would_be_no_manifest_is_refused_with_what_was_typed(designer, draft_id, at, changes):
    before = stored(draft_id, PATH)
    answer = edit(designer, draft_id, "save", at, changes)
    assert answer.status_code == 422
    assert "Chưa lưu được" in answer.text
    assert stored(draft_id, PATH) == before


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
    assert edit(designer, draft_id, "save", "all", {"base": "99", "term": "1wd"}).status_code == 409
    with transaction():
        draft_files.put_all(draft_id, {PATH: b"{}"}, by_username("designer").id)
    assert designer.get(f"/thiet-ke/{draft_id}/mo-ta").location.endswith(f"/tep/{PATH}")

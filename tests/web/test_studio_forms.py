"""A form of a draft edited field by field, with the form as people will see it beside."""

import json

import pytest
from werkzeug.datastructures import MultiDict

from app.catalogue import draft_files, drafts
from app.core.config import ROOT
from app.core.db import transaction
from app.identity.accounts import by_username
from app.web.studio import form_edits, form_pages, form_parts, form_rows, form_values
from app.web.studio.form_places import field_at
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
    edit(designer, draft_id, "save", **{**boxes(draft_id), "label_vi": "Kết luận của công chức"})
    assert stored(draft_id, PATH)[1] == before.replace("Kết quả xử lý", "Kết luận của công chức")
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}/xem-thu").text
    assert page.count("Kết luận của công chức") == 1
    assert "Chấp thuận" in page


def boxes(draft_id, at="0.0"):
    """What a browser sends of a field's boxes as they are shown."""
    text = stored(draft_id, PATH)[1]
    place = field_at(text, at)
    return form_values.values_of(place.found, form_edits.candidates_of(text, place.path))


def source(draft_id):
    return json.loads(stored(draft_id, PATH)[1])


def test_fields_are_added_moved_changed_in_kind_and_taken_out(designer, draft_id):
    edit(designer, draft_id, "add", name="ket_qua", label_vi="Kết quả", label_en="Result", kind="choice")
    rows = {"option.0.value": "yes", "option.0_vi": "Có", "option.0_en": "Yes", "option.0.place": "3"}
    rows |= {"option.1.value": "no", "option.1_vi": "Không", "option.1_en": "No"}
    rows |= {"option.2.value": "1", "option.2_vi": "Một", "option.2_en": "One"}
    edit(designer, draft_id, "save", "0.1", required="1", **rows)
    assert [one["value"] for one in field(draft_id, 1)["options"]] == ["no", 1, "yes"]
    edit(designer, draft_id, "save", "0.1", **{"option.1.value": "", "option.1_vi": "", "option.1_en": ""},
         **{"option.0.value": "none", "option.0_vi": "Không", "option.0_en": "No"},
         **{"option.2.value": "yes", "option.2_vi": "Có", "option.2_en": "Yes"})  # fmt: skip
    assert [one["value"] for one in field(draft_id, 1)["options"]] == ["none", "yes"]
    edit(designer, draft_id, "save", "0.0", when="", **{"when.ket_qua": ["yes", "none"]})
    assert field(draft_id)["when"] == {"ket_qua": ["yes", "none"]}
    edit(designer, draft_id, "up", "0.1")
    assert field(draft_id)["name"] == "ket_qua"
    edit(designer, draft_id, "save", "0.1", when="")
    assert "when" not in field(draft_id, 1)
    edit(designer, draft_id, "save", "0.0", kind="text")
    assert field(draft_id) == {
        "name": "ket_qua", "kind": "text", "label": {"vi": "Kết quả", "en": "Result"}, "required": True
    }  # fmt: skip
    edit(designer, draft_id, "remove", "0.0")
    assert field(draft_id)["name"] == "findings"


def test_a_condition_is_ticked_and_follows_names_that_change(designer, draft_id):
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}?mo=0.0").text
    assert 'name="when.handle_outcome" value="refuse"' in page
    edit(designer, draft_id, "save", "0.0", when="", **{"when.handle_outcome": "refuse"})
    edit(designer, draft_id, "variable", "o", variable="ket_luan")
    edit(designer, draft_id, "button", "o1", value="deny", loose="true", confirm_vi="Chắc?", confirm_en="Sure?")
    assert field(draft_id)["when"] == {"ket_luan": ["deny"]}
    assert source(draft_id)["outcomes"]["options"][1] == {
        "value": "deny", "label": {"vi": "Từ chối", "en": "Refuse"}, "kind": "danger",
        "loose": True, "confirm": {"vi": "Chắc?", "en": "Sure?"},
    }  # fmt: skip
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}").text
    assert "Chỉ nút này hỏi thêm:" in page


def test_sections_are_added_named_ordered_filled_and_taken_out(designer, draft_id):
    before = stored(draft_id, PATH)[1]
    edit(designer, draft_id, "add_section", "s0", title_vi="Phần hai", title_en="Part two")
    assert source(draft_id)["sections"][1] == {"title": {"vi": "Phần hai", "en": "Part two"}, "fields": []}
    edit(designer, draft_id, "move", "0.0", to="s1")
    assert [len(one["fields"]) for one in source(draft_id)["sections"]] == [0, 1]
    edit(designer, draft_id, "section_up", "s1")
    edit(designer, draft_id, "section", "s0", title_vi="", title_en="")
    edit(designer, draft_id, "remove_section", "s1")
    assert stored(draft_id, PATH)[1] == before
    assert edit(designer, draft_id, "section", "s0", title_vi="Một", title_en="").status_code == 422
    edit(designer, draft_id, "remove_section", "s0")
    edit(designer, draft_id, "add_section", "s0", title_vi="Mới", title_en="New")
    edit(designer, draft_id, "add", "s0", name="a", label_vi="A", label_en="A", kind="repeat")
    assert source(draft_id)["sections"][0]["fields"][0]["fields"][0]["name"] == "item"
    edit(designer, draft_id, "add", "0.0.0", name="b", label_vi="B", label_en="B", kind="date")
    assert [one["name"] for one in field(draft_id)["fields"]] == ["item", "b"]


def test_buttons_are_added_ordered_and_taken_out_to_the_last(designer, draft_id):
    before = stored(draft_id, PATH)[1]
    edit(designer, draft_id, "add_button", "o", value="later", label_vi="Để sau", label_en="Later")
    edit(designer, draft_id, "button_up", "o2")
    assert [one["value"] for one in source(draft_id)["outcomes"]["options"]] == ["approve", "later", "refuse"]
    edit(designer, draft_id, "remove_button", "o1")
    assert stored(draft_id, PATH)[1] == before
    edit(designer, draft_id, "no_buttons", "o")
    assert "outcomes" not in source(draft_id)
    edit(designer, draft_id, "variable", "o", variable="ket_luan")
    edit(designer, draft_id, "remove_button", "o0")
    assert "outcomes" not in source(draft_id)
    assert edit(designer, draft_id, "add_button", "o", value="x").status_code == 409


def test_the_head_is_edited_and_earlier_answers_are_chosen_from_the_steps(designer, draft_id):
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}?mo=head").text
    assert 'name="shows" value="check_dossier"' in page
    sent = {"title_vi": "Tên mới", "title_en": "New", "intro_vi": "Lời", "intro_en": "Words", "screen": "check"}
    edit(designer, draft_id, "head", "head", shows=["", "check_dossier"], **sent)
    made = source(draft_id)
    assert (made["title"]["vi"], made["intro"]["en"], made["screen"]) == ("Tên mới", "Words", "check")
    assert made["shows"] == ["check_dossier"]


def test_prefill_is_chosen_from_the_account_and_from_earlier_steps(designer, draft_id):
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}?mo=0.0").text
    for value in ("account.full_name", "answers.fill_application.applicant", "answers.choose_service.flow"):
        assert f'<option value="{value}' in page, value
    edit(designer, draft_id, "save", prefill="account.address")
    assert field(draft_id)["prefill"] == "account.address"


def test_a_pattern_is_chosen_by_what_it_takes(designer, draft_id):
    edit(designer, draft_id, "save", kind="text")
    page = designer.get(f"/thiet-ke/{draft_id}/bieu-mau/{PATH}?mo=0.0").text
    assert "Chỉ gồm chữ số, ví dụ 012345." in page
    edit(designer, draft_id, "save", pattern="digits")
    assert field(draft_id)["pattern"] == "digits"


def test_choices_are_taken_from_a_list_of_the_dossier_and_written_again(designer, draft_id):
    edit(designer, draft_id, "save", kind="choice")
    edit(designer, draft_id, "save", **{**boxes(draft_id), "options_from": "units"})
    assert (field(draft_id)["options_from"], "options" in field(draft_id)) == ("units", False)
    edit(designer, draft_id, "save", **{**boxes(draft_id), "options_from": ""})
    assert ("options_from" in field(draft_id), len(field(draft_id)["options"])) == (False, 1)


def test_a_fault_stands_at_its_box_and_what_was_typed_is_kept(designer, draft_id):
    answer = edit(designer, draft_id, "save", name="Có Dấu", label_vi="Chữ đã gõ", label_en="Typed")
    assert 'id="e-name-error"' in answer.text
    assert '<a href="#e-name">' in answer.text
    assert 'value="Chữ đã gõ"' in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "Có Dấu"}, {"kind": "magic"}, {"max_length": "nhiều"}, {"label_en": ""}, {"prefill": "account.x"},
        {"variable": "x y"}, {"channels": "FAX"},
    ],
)  # fmt: skip
def test_what_would_be_no_form_is_refused_and_nothing_is_saved(designer, draft_id, sent):
    before = stored(draft_id, PATH)
    answer = edit(designer, draft_id, "save", **sent)
    assert answer.status_code == 422
    assert "Chưa lưu được" in answer.text
    assert stored(draft_id, PATH) == before


def test_two_edit_different_places_at_once_and_the_same_one_is_told(designer, draft_id):
    base = stored(draft_id, PATH)[0]
    edit(designer, draft_id, "save", "0.0", label_vi="Của người kia", label_en="Theirs")
    mine = edit(designer, draft_id, "button", "o1", base=base, label_vi="Của tôi", label_en="Mine")
    assert (mine.status_code, field(draft_id)["label"]["en"]) == (303, "Theirs")
    assert source(draft_id)["outcomes"]["options"][1]["label"]["en"] == "Mine"
    late = edit(designer, draft_id, "save", "0.0", base=base, label_vi="Gõ muộn", label_en="Late")
    assert (late.status_code, "đã sửa đúng phần này" in late.text, "Gõ muộn" in late.text) == (409, True, True)
    assert edit(designer, draft_id, "remove", "0.0", base=base).status_code == 409


def test_old_pages_and_strange_places_are_refused(designer, draft_id):
    for at in ("9.9", "0", "a.b", "0.0.0", "", "s0", "o0"):
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
        for row in form_rows._rows(section["fields"], str(place), 0, False):
            shown = form_values.values_of(row.source, form_edits.candidates_of(text, field_at(text, row.at).path))
            assert form_edits.save(text, MultiDict([("at", row.at), *shown.items(multi=True)])) == text
        said = MultiDict([("at", f"s{place}"), *form_values.text_pairs("title", section.get("title"))])
        assert form_parts.save_section(text, said) == text
    for number, one in enumerate(json.loads(text).get("outcomes", {}).get("options", ())):
        assert form_parts.save_button(text, MultiDict({"at": f"o{number}", **form_parts.button_values(one)})) == text
    _place, head = form_pages._opened(text, "head")
    assert isinstance(head, MultiDict)
    assert form_parts.head(text, MultiDict([("shows", ""), *head.items(multi=True)])) == text


def test_every_form_of_the_house_has_its_page(designer):
    with transaction():
        files = {f"forms/{one.name}": one.read_bytes() for one in FORMS}
        made = drafts.begin("thu-moi", "x", files, by_username("designer").id).id
    for path in files:
        assert designer.get(f"/thiet-ke/{made}/bieu-mau/{path}").status_code == 200, path

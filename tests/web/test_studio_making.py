"""A draft from nothing: the procedure, forms for its tasks, decision tables; files renamed, deleted, and taken back."""

import json
import re

import pytest

from app.catalogue import draft_files
from app.core.db import transaction
from app.engine import tables
from app.engine.outline import edits, reading
from app.forms.definition import Form
from app.identity.accounts import by_username
from app.web.studio import table_acts
from tests.web.drawing import stored
from tests.web.officers import as_

NEW = {"slug": "thu-moi", "name": "Thủ tục thử", "name_en": "A try", "code": "9.000123", "sector": "ho-tich"}


def put(draft_id, path, content):
    with transaction():
        draft_files.put_all(draft_id, {path: content}, by_username("designer").id)


def test_a_new_procedure_has_its_name_code_and_slug(designer):
    made = designer.post("/thiet-ke/moi", data=NEW)
    draft_id = int(re.search(r"/(\d+)$", made.location)[1])
    manifest = json.loads(stored(draft_id, "procedure.json")[1])
    assert (manifest["code"], manifest["slug"], manifest["name"]["en"]) == ("9.000123", "thu-moi", "A try")


@pytest.mark.parametrize(
    "wrong", [{"code": "12"}, {"code": "2.000635"}, {"slug": "khai-sinh"}, {"slug": "Có Dấu"}, {"name": " "}]
)
def test_a_name_or_code_that_is_taken_or_wrong_is_refused_with_what_was_typed(designer, wrong):
    answer = designer.post("/thiet-ke/moi", data={**NEW, **wrong})
    assert answer.status_code == 422
    assert 'value="A try"' in answer.text


def test_a_task_without_a_form_offers_to_make_it(designer, draft_id):
    assert "Việc chưa có biểu mẫu" not in designer.get(f"/thiet-ke/{draft_id}").text
    put(
        draft_id,
        "resolve.bpmn",
        edits.set_property(stored(draft_id, "resolve.bpmn")[1].encode(), "handle", "form", "sign"),
    )
    page = designer.get(f"/thiet-ke/{draft_id}").text
    assert 'name="key" value="sign"' in page
    sent = {"key": "sign", "title_vi": "Ký", "title_en": "Sign", "start": "decide"}
    made = designer.post(f"/thiet-ke/{draft_id}/bieu-mau-moi", data=sent)
    assert made.location.endswith("/bieu-mau/forms/sign.json")
    form = Form.read(json.loads(stored(draft_id, "forms/sign.json")[1]))
    assert (form.title["en"], form.outcomes.variable) == ("Sign", "sign_outcome")
    assert "Việc chưa có biểu mẫu" not in designer.get(f"/thiet-ke/{draft_id}").text
    before = stored(draft_id, "forms/sign.json")
    designer.post(f"/thiet-ke/{draft_id}/bieu-mau-moi", data={**sent, "start": "note"})
    assert stored(draft_id, "forms/sign.json") == before
    for key in ("9x.y", "note-one"):
        designer.post(f"/thiet-ke/{draft_id}/bieu-mau-moi", data={**sent, "key": key})
        Form.read(json.loads(stored(draft_id, f"forms/{key}.json")[1]))
    assert designer.post(f"/thiet-ke/{draft_id}/bieu-mau-moi", data={**sent, "key": "../x"}).status_code == 422


def test_a_form_that_is_shared_is_made_as_its_copy(designer, draft_id):
    designer.post(f"/thiet-ke/{draft_id}/bieu-mau-moi", data={"key": "examine"})
    assert "examine_outcome" in stored(draft_id, "forms/examine.json")[1]


TABLE = {
    "name": "Phí", "key": "fee_kind", "hit_policy": "UNIQUE", "input.0.known": "handle_outcome",
    "input.1.said": "copies", "input.1.kind": "number", "output.0.said": "fee_kind", "output.0.kind": "string",
}  # fmt: skip


def table_of(draft_id):
    return tables.read(stored(draft_id, "fee_kind.dmn")[1].encode())


def test_a_table_is_made_with_the_columns_chosen_and_a_row_for_each_known_value(designer, draft_id):
    page = designer.get(f"/thiet-ke/{draft_id}/bang-moi").text
    assert '<option value="handle_outcome"' in page
    made = designer.post(f"/thiet-ke/{draft_id}/bang-moi", data=TABLE)
    assert made.location.endswith("/bang/fee_kind.dmn")
    table = table_of(draft_id)
    assert [one.said for one in (*table.inputs, *table.outputs)] == ["handle_outcome", "copies", "fee_kind"]
    assert [row.inputs[0].text for row in table.rows] == ['"approve"', '"refuse"', "-"]
    assert (table.decision, table.hit_policy) == ("fee_kind", "UNIQUE")


@pytest.mark.parametrize(
    "wrong", [{"key": "có dấu"}, {"name": ""}, {"input.0.known": "", "input.1.said": ""}, {"output.0.said": "Có Dấu"}]
)
def test_a_table_that_would_be_none_is_not_made(designer, draft_id, wrong):
    assert designer.post(f"/thiet-ke/{draft_id}/bang-moi", data={**TABLE, **wrong}).status_code == 422


@pytest.fixture
def at_table(designer, draft_id):
    designer.post(f"/thiet-ke/{draft_id}/bang-moi", data=TABLE)

    def send(act, **sent):
        base = stored(draft_id, "fee_kind.dmn")[0]
        return designer.post(f"/thiet-ke/{draft_id}/bang/fee_kind.dmn", data={"act": act, "base": base, **sent})

    return send


def test_cells_rows_and_columns_are_edited_without_scripts(designer, draft_id, at_table):
    first = table_of(draft_id).rows[0]
    at_table("add_row", **{f"cell.{first.outputs[0].id}": "không thu", f"cell.{first.inputs[1].id}": ">= 2"})
    table = table_of(draft_id)
    assert [one.text for one in (*table.rows[0].inputs, *table.rows[0].outputs)] == ['"approve"', ">= 2", '"không thu"']
    assert len(table.rows) == 4
    at_table(f"up:{table.rows[1].id}")
    assert table_of(draft_id).rows[0].id == table.rows[1].id
    at_table(f"remove:{table.rows[1].id}", hit_policy="FIRST", name="Tên khác")
    table = table_of(draft_id)
    assert (len(table.rows), table.hit_policy, table.name) == (3, "FIRST", "Tên khác")
    at_table("add_output", **{"new.output.said": "reason", "new.output.kind": "string"})
    at_table(f"remove:{table.inputs[1].id}", **{f"col.{table.inputs[0].id}.label": "Kết quả"})
    table = table_of(draft_id)
    assert [one.label or one.said for one in (*table.inputs, *table.outputs)] == ["Kết quả", "fee_kind", "reason"]
    assert {(len(row.inputs), len(row.outputs)) for row in table.rows} == {(1, 2)}
    assert at_table(f"remove:{table.inputs[0].id}").status_code == 422
    assert at_table("remove:nobody").status_code == 409
    late = at_table("save", base="99", name="Gõ muộn")
    assert (late.status_code, "đã sửa đúng phần này" in late.text, "Gõ muộn" in late.text) == (409, True, True)
    assert at_table("add_output", **{"new.output.said": "Có Dấu"}).status_code == 422


def test_what_is_wrong_stands_at_its_cell_also_while_no_diagram_asks_the_table(designer, draft_id, at_table):
    first = table_of(draft_id).rows[0].inputs
    at_table("save", **{f"cell.{first[1].id}": "[1..5]", f"cell.{first[0].id}": "3"})
    page = designer.get(f"/thiet-ke/{draft_id}/bang/fee_kind.dmn").text
    for cell in first:
        assert f'id="w-{cell.id}-1"' in page
        assert f'aria-describedby="w-{cell.id}-1"' in page


def test_bare_words_are_texts_unless_they_are_variables():
    assert table_acts.quoted("bưu điện", "string", ()) == '"bưu điện"'
    for text in ("channel", "-", '"x"', "True", "? in ('a',)", "3"):
        assert table_acts.quoted(text, "string", {"channel"}) == text
    assert table_acts.quoted("word", "number", ()) == "word"


def test_who_uses_a_file_is_said_before_it_goes_and_the_way_back_stands_in_the_message(designer, draft_id):
    at = f"/thiet-ke/{draft_id}"
    assert "Xử lý hồ sơ</a>" in designer.get(f"{at}/tep/forms/handle.json").text.split("Đang được dùng ở:")[1]
    gone = designer.post(f"{at}/xoa/forms/handle.json")
    page = designer.get(gone.location).text
    assert "Hoàn tác" in page
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    designer.post(f"{at}/khoi-phuc/forms/handle.json", data={"revision": revision})
    assert "Hoàn tác" not in designer.get(gone.location).text


def test_tasks_follow_a_form_that_is_renamed_and_come_back_with_it(designer, draft_id):
    at, before = f"/thiet-ke/{draft_id}", stored(draft_id, "resolve.bpmn")[1]
    sent = {"new_path": "forms/khac.json", "follow": "1"}
    page = designer.get(designer.post(f"{at}/doi-ten/forms/handle.json", data=sent).location).text
    (process,) = reading.read(stored(draft_id, "resolve.bpmn")[1].encode())
    assert {one.id: one.given.get("form") for one in process.steps}["handle"] == "khac"
    action = re.search(r'action="([^"]+/doi-ten/[^"]+)"', page)[1]
    designer.post(action, data={"new_path": "forms/handle.json", "follow": "1"})
    assert stored(draft_id, "resolve.bpmn")[1] == before


def test_who_looks_on_makes_and_changes_nothing(client, draft_id, at_table):
    admin = as_(client, "admin")
    for path, status in ((f"/thiet-ke/{draft_id}/bang/fee_kind.dmn", 200), (f"/thiet-ke/{draft_id}/bang-moi", 200)):
        assert admin.get(path).status_code == status
        assert admin.post(path).status_code == 403
    assert admin.post(f"/thiet-ke/{draft_id}/bieu-mau-moi").status_code == 403


def test_a_file_that_is_no_single_table_is_shown_as_text(designer, draft_id):
    put(draft_id, "x.dmn", b"<definitions/>")
    assert designer.get(f"/thiet-ke/{draft_id}/bang/x.dmn").location.endswith("/tep/x.dmn")

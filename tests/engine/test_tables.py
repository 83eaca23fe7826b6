"""Decision tables read and edited by place: what is not edited keeps its bytes."""

import pytest

from app.core.errors import Conflict
from app.engine import table_edits, tables
from app.engine.table_edits import NewColumn

FOREIGN = b"""<?xml version="1.0"?>\r
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20180521/MODEL/" id="d" name="x" namespace="n">\r
  <!-- drawn elsewhere -->\r
  <dmn:decision id="choose" name="Choose">\r
    <dmn:decisionTable id="t">\r
      <dmn:input id="i1"><dmn:inputExpression id="e1" typeRef="string"><dmn:text>way</dmn:text></dmn:inputExpression></dmn:input>\r
      <dmn:output id="o1" name="fee" typeRef="number" />\r
      <dmn:rule id="r1"><dmn:inputEntry id="c1"><dmn:text>"POST"</dmn:text></dmn:inputEntry><dmn:outputEntry id="c2"><dmn:text>5</dmn:text></dmn:outputEntry></dmn:rule>\r
      <dmn:rule id="r2"><dmn:inputEntry id="c3"><dmn:text>-</dmn:text></dmn:inputEntry><dmn:outputEntry id="c4"/></dmn:rule>\r
    </dmn:decisionTable>\r
  </dmn:decision>\r
</dmn:definitions>\r
"""  # noqa: E501
COLUMNS = ([NewColumn("way", "Cách", "string"), NewColumn("days", "", "number")], [NewColumn("fee", "Phí", "number")])


def texts(content):
    return [[cell.text for cell in (*row.inputs, *row.outputs)] for row in tables.read(content).rows]


def test_a_table_from_nothing_is_one_that_is_read():
    table = tables.read(table_edits.made("fee_table", "Tính <phí>", "FIRST", COLUMNS, ['"POST"', "-"]))
    assert (table.decision, table.name, table.hit_policy) == ("fee_table", "Tính <phí>", "FIRST")
    assert [(one.said, one.label, one.kind) for one in table.inputs] == [
        ("way", "Cách", "string"),
        ("days", "", "number"),
    ]
    assert [row.inputs[0].text for row in table.rows] == ['"POST"', "-"]


def test_an_edit_changes_its_bytes_and_no_others():
    assert table_edits.set_texts(FOREIGN, {"c1": '"POST"', "c2": "5"}) == FOREIGN
    assert table_edits.set_texts(FOREIGN, {"c2": "6"}) == FOREIGN.replace(b">5<", b">6<")
    assert table_edits.set_question(FOREIGN, "i1", "way", "string") == FOREIGN
    assert table_edits.set_question(FOREIGN, "i1", "door", "string") == FOREIGN.replace(b">way<", b">door<")
    assert table_edits.set_attribute(FOREIGN, "o1", "name", "fee") == FOREIGN
    assert texts(table_edits.set_texts(FOREIGN, {"c4": "a < b & c"})) == [['"POST"', "5"], ["-", "a < b & c"]]


def test_rows_are_added_moved_and_taken_out():
    assert texts(table_edits.move_up(FOREIGN, "r2")) == [["-", ""], ['"POST"', "5"]]
    assert table_edits.move_up(table_edits.move_up(FOREIGN, "r2"), "r1") == FOREIGN
    more = table_edits.add_row(FOREIGN, "t")
    assert texts(more) == [['"POST"', "5"], ["-", ""], ["-", ""]]
    assert b'<dmn:rule id="t_row_1">\r\n' in more
    assert table_edits.remove(more, "t_row_1") == FOREIGN


def test_columns_are_added_with_their_cells_and_taken_out():
    wider = table_edits.add_column(FOREIGN, "t", "input", NewColumn("days", "Ngày", "number"))
    wider = table_edits.add_column(wider, "t", "output", NewColumn("note", "", ""))
    assert texts(wider) == [['"POST"', "-", "5", ""], ["-", "-", "", ""]]
    assert [one.said for one in tables.read(wider).outputs] == ["fee", "note"]
    narrow = table_edits.remove(table_edits.remove(wider, "t_in_1"), "t_out_1")
    assert texts(narrow) == texts(FOREIGN)


def test_what_is_no_single_table_is_not_edited_so():
    assert tables.read(b"<definitions/>") is None
    assert tables.read(FOREIGN.replace(b' id="c1"', b"")) is None
    with pytest.raises(Conflict):
        table_edits.remove(FOREIGN, "nobody")

"""What the page of a decision table sends, done to its file: all boxes first, then the act of the button pressed."""

import json
import re
from collections.abc import Collection

from werkzeug.datastructures import MultiDict

from app.core.errors import N_, Conflict, Invalid
from app.engine import table_edits
from app.engine.table_edits import NewColumn
from app.engine.tables import HIT_POLICIES, KINDS, Column, Table
from app.forms.definition import NAME

_WORDS = re.compile(r"[^\W\d][\w -]*")
_NO_TEXTS = frozenset({"True", "False", "None"})
LONGEST = 500  # characters of a cell
MOST_ROWS, MOST_COLUMNS = 300, 20


def done(content: bytes, table: Table, form: MultiDict[str, str], variables: Collection[str]) -> bytes:
    """The file after the page's boxes and its button. `variables`: names that stay names in cells of texts. Raises
    Invalid, Conflict, HostileXml."""
    content = _saved(content, table, form, variables)
    act, _colon, target = form.get("act", "save").partition(":")
    if act == "add_row" and len(table.rows) < MOST_ROWS:
        return table_edits.add_row(content, table.id)
    if act in ("add_input", "add_output") and len(table.inputs) + len(table.outputs) < MOST_COLUMNS:
        side = act.removeprefix("add_")
        return table_edits.add_column(
            content, table.id, side, new_column(form, f"new.{side}", written=side == "output")
        )
    if act == "up" and target in {one.id for one in table.rows}:
        return table_edits.move_up(content, target)
    if act == "remove":
        return _removed(content, table, target)
    if act != "save":
        raise Conflict()
    return content


def new_column(form: MultiDict[str, str], before: str, *, written: bool) -> NewColumn:
    """A column as its boxes say it: `.known` a variable chosen, `.said` one typed. Raises Invalid."""
    said = " ".join((form.get(f"{before}.said") or form.get(f"{before}.known", "")).split())
    kind = form.get(f"{before}.kind", "")
    if not said or (written and not NAME.fullmatch(said)):
        raise Invalid({f"{before}.said": _BAD_NAME if written else N_("Chọn hoặc ghi biến mà cột xét.")})
    if kind not in ("", *KINDS) or len(said) > LONGEST:
        raise Conflict()
    return NewColumn(said, " ".join(form.get(f"{before}.label", "").split())[:LONGEST], kind)


def quoted(text: str, kind: str, variables: Collection[str]) -> str:
    """A cell of a column of texts: bare words are meant as a text, unless they are a variable."""
    bare = kind == "string" and _WORDS.fullmatch(text) and text not in variables and text not in _NO_TEXTS
    return json.dumps(text, ensure_ascii=False) if bare else text


_BAD_NAME = N_("Tên biến gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ.")


def _removed(content: bytes, table: Table, target: str) -> bytes:
    side = next((one for one in (table.inputs, table.outputs) if target in {column.id for column in one}), None)
    if side is not None and len(side) == 1:
        raise Invalid({target: N_("Bảng cần ít nhất một cột vào và một cột ra.")})
    if side is None and target not in {one.id for one in table.rows}:
        raise Conflict()
    return table_edits.remove(content, target)


def _saved(content: bytes, table: Table, form: MultiDict[str, str], variables: Collection[str]) -> bytes:
    policy = form.get("hit_policy", table.hit_policy)
    if policy != table.hit_policy and policy not in HIT_POLICIES:
        raise Conflict()
    if policy != table.hit_policy:
        content = table_edits.set_attribute(content, table.id, "hitPolicy", policy)
    name = " ".join(form.get("name", table.name).split())[:300]
    content = table_edits.set_attribute(content, table.decision, "name", name)
    for column in table.inputs:
        content = _input(content, column, form)
    for column in table.outputs:
        content = _output(content, column, form)
    return table_edits.set_texts(content, _cells(table, form, variables))


def _input(content: bytes, column: Column, form: MultiDict[str, str]) -> bytes:
    label, said, kind = _boxes(column, form)
    content = table_edits.set_attribute(content, column.id, "label", label)
    if (said, kind) == (column.said, column.kind):
        return content
    return table_edits.set_question(content, column.id, said, kind)


def _output(content: bytes, column: Column, form: MultiDict[str, str]) -> bytes:
    label, said, kind = _boxes(column, form)
    if said != column.said and not NAME.fullmatch(said):
        raise Invalid({f"col.{column.id}.said": _BAD_NAME})
    for name, value in (("label", label), ("name", said), ("typeRef", kind)):
        content = table_edits.set_attribute(content, column.id, name, value)
    return content


def _boxes(column: Column, form: MultiDict[str, str]) -> tuple[str, str, str]:
    before = f"col.{column.id}."
    label = " ".join(form.get(f"{before}label", column.label).split())[:LONGEST]
    said = " ".join(form.get(f"{before}said", column.said).split())[:LONGEST]
    kind = form.get(f"{before}kind", column.kind)
    if kind not in ("", *KINDS, column.kind):
        raise Conflict()
    return label, said, kind


def _cells(table: Table, form: MultiDict[str, str], variables: Collection[str]) -> dict[str, str]:
    """The cells whose text was changed."""
    changed = {}
    for row in table.rows:
        pairs = [*zip(row.inputs, table.inputs, strict=False), *zip(row.outputs, table.outputs, strict=False)]
        for cell, column in pairs:
            text = form.get(f"cell.{cell.id}", cell.text).replace("\r\n", "\n").strip()[:LONGEST]
            if text != cell.text:
                changed[cell.id] = quoted(text, column.kind, variables)
    return changed

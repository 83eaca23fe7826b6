"""Edits of a decision table in its file: only the bytes that an edit is about change."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import Conflict
from app.engine.outline.source import Element, Source, written
from app.engine.tables import children, local

URI = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ANYTHING = "-"


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to be made: what it looks at or writes, its heading, its type ("" for any)."""

    said: str
    label: str
    kind: str


def made(
    key: str, name: str, hit_policy: str, columns: tuple[Sequence[NewColumn], Sequence[NewColumn]], rows: Sequence[str]
) -> bytes:
    """A file with a new table: its input and output columns, and a row for each text of the first input's cells."""
    inputs, outputs = columns
    ids = {"id": f"{key}_table", "hitPolicy": hit_policy}
    heads = [_input("", f"{key}_in_{n}", one) for n, one in enumerate(inputs, 1)]
    heads += [_output("", f"{key}_out_{n}", one) for n, one in enumerate(outputs, 1)]
    rules = []
    for n, first in enumerate(rows, 1):
        cells = [first, *[ANYTHING] * (len(inputs) - 1)]
        entries = [_entry("", "inputEntry", f"{key}_row_{n}_in_{c}", text) for c, text in enumerate(cells, 1)]
        entries += [_entry("", "outputEntry", f"{key}_row_{n}_out_{c}", "") for c, _one in enumerate(outputs, 1)]
        rules.append(written("rule", {"id": f"{key}_row_{n}"}, *entries))
    table = written("decisionTable", ids, *heads, *rules)
    decision = written("decision", {"id": key, "name": name}, table)
    about = {"xmlns": URI, "id": f"{key}_definitions", "name": name, "namespace": "http://camunda.org/schema/1.0/dmn"}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written("definitions", about, decision)}\n'.encode()


def set_texts(content: bytes, texts: Mapping[str, str]) -> bytes:
    """Cells by id with the texts they shall have."""
    source = Source(content)
    for cell_id, text in texts.items():
        cell = _element(source, cell_id)
        held = next(iter(children(cell, "text")), None)
        if held is None:
            source.insert(cell, written(_name(cell, "text"), {}, text=text))
        elif held.text.strip() != text:
            source.set_text(held, text)
    return source.result()


def set_attribute(content: bytes, element_id: str, name: str, value: str) -> bytes:
    """An attribute of the table, its decision or a column; an empty one goes."""
    source = Source(content)
    element = _element(source, element_id)
    if element.attributes.get(name, "") != value:
        source.set_attribute(element, name, value or None)
    return source.result()


def set_question(content: bytes, column_id: str, asked: str, kind: str) -> bytes:
    """What an input column looks at, and its type."""
    source = Source(content)
    column = _element(source, column_id)
    expression = next(iter(children(column, "inputExpression")), None)
    if expression is None:
        source.insert(column, _expression(_name(column, ""), f"{column_id}_expression", asked, kind), first=True)
        return source.result()
    if expression.attributes.get("typeRef", "") != kind:
        source.set_attribute(expression, "typeRef", kind or None)
    held = next(iter(children(expression, "text")), None)
    if held is None:
        source.insert(expression, written(_name(column, "text"), {}, text=asked))
    elif held.text.strip() != asked:
        source.set_text(held, asked)
    return source.result()


def add_row(content: bytes, table_id: str) -> bytes:
    """A new last row that takes everything and says nothing yet."""
    source = Source(content)
    table = _element(source, table_id)
    prefix, row = _name(table, ""), _free(source, f"{table_id}_row")
    entries = [
        _entry(prefix, kind, f"{row}_{short}_{n}", text)
        for kind, head, short, text in (("inputEntry", "input", "in", ANYTHING), ("outputEntry", "output", "out", ""))
        for n, _one in enumerate(children(table, head), 1)
    ]
    rows = children(table, "rule") or children(table, "output") or children(table, "input")
    source.insert(table, written(f"{prefix}rule", {"id": row}, *entries), after=rows[-1] if rows else None)
    return source.result()


def remove(content: bytes, element_id: str) -> bytes:
    """Takes a row out, or a column with all its cells."""
    source = Source(content)
    element = _element(source, element_id)
    if local(element) in ("input", "output") and element.parent is not None:
        place = children(element.parent, local(element)).index(element)
        for row in children(element.parent, "rule"):
            entries = children(row, f"{local(element)}Entry")
            if place < len(entries):
                source.remove(entries[place])
    source.remove(element)
    return source.result()


def move_up(content: bytes, row_id: str) -> bytes:
    """Changes a row about with the one above it."""
    source = Source(content)
    row = _element(source, row_id)
    rows = children(row.parent, "rule") if row.parent else []
    place = rows.index(row) if row in rows else 0
    if not place:
        return content
    above = rows[place - 1]
    one, between, two = content[above.start : above.end], content[above.end : row.start], content[row.start : row.end]
    return content[: above.start] + two + between + one + content[row.end :]


def add_column(content: bytes, table_id: str, side: str, column: NewColumn) -> bytes:
    """A new last input or output column (`side`) with a cell in every row."""
    source = Source(content)
    table = _element(source, table_id)
    prefix, column_id = _name(table, ""), _free(source, f"{table_id}_{'in' if side == 'input' else 'out'}")
    head = _input(prefix, column_id, column) if side == "input" else _output(prefix, column_id, column)
    heads = children(table, side) or (children(table, "input") if side == "output" else [])
    source.insert(table, head, after=heads[-1] if heads else None, first=not heads)
    text = ANYTHING if side == "input" else ""
    for number, row in enumerate(children(table, "rule"), 1):
        entries = children(row, f"{side}Entry") or (children(row, "inputEntry") if side == "output" else [])
        entry = _entry(prefix, f"{side}Entry", f"{column_id}_cell_{number}", text)
        source.insert(row, entry, after=entries[-1] if entries else None, first=not entries)
    return source.result()


def _input(prefix: str, column_id: str, column: NewColumn) -> str:
    about = {"id": column_id, **({"label": column.label} if column.label else {})}
    return written(f"{prefix}input", about, _expression(prefix, f"{column_id}_expression", column.said, column.kind))


def _output(prefix: str, column_id: str, column: NewColumn) -> str:
    about = {"id": column_id, "label": column.label, "name": column.said, "typeRef": column.kind}
    return written(f"{prefix}output", {name: value for name, value in about.items() if value})


def _expression(prefix: str, expression_id: str, asked: str, kind: str) -> str:
    about = {"id": expression_id, **({"typeRef": kind} if kind else {})}
    return written(f"{prefix}inputExpression", about, written(f"{prefix}text", {}, text=asked))


def _entry(prefix: str, name: str, entry_id: str, text: str) -> str:
    return written(f"{prefix}{name}", {"id": entry_id}, written(f"{prefix}text", {}, text=text))


def _name(element: Element, wanted: str) -> str:
    """A name written with the prefix that its surroundings have."""
    uri = element.tag[1:].partition("}")[0]
    prefix = element.scope.get(uri, "")
    return f"{prefix}:{wanted}" if prefix else wanted


def _element(source: Source, element_id: str) -> Element:
    found = source.by_id.get(element_id)
    if found is None:
        raise Conflict()
    return found


def _free(source: Source, wanted: str) -> str:
    numbers = (
        int(found[1]) for one in source.by_id if (found := re.fullmatch(re.escape(wanted) + r"_(\d{1,6})(_.*)?", one))
    )
    return f"{wanted}_{max(numbers, default=0) + 1}"

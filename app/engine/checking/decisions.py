"""Decision tables as the rules see them: columns, rows and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.engine.checking.subject import Subject
from app.engine.nodes import local
from app.engine.problems import Problem, Rule


@dataclass
class Row:
    """A row by its number, counted from 1: cells by id and text, results by text."""

    number: int
    element: etree._Element
    cells: list[tuple[str, str]] = field(default_factory=list)
    results: list[str] = field(default_factory=list)


@dataclass
class Table:
    """A table: the expression and type of each input, the variable of each output, the rows."""

    file: str
    element: etree._Element
    inputs: list[tuple[str, str]] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def tables(subject: Subject) -> Iterator[Table]:
    """All tables of a subject."""
    for file, root in subject.tables.items():
        for element in (one for one in root.iter() if local(one) == "decisionTable"):
            table = Table(file, element)
            for child in element:
                if local(child) == "input":
                    found = [one for one in child.iter() if local(one) == "inputExpression"]
                    table.inputs.append((_text(found[0]), found[0].get("typeRef", "")) if found else ("", ""))
                elif local(child) == "output":
                    table.outputs.append(child.get("name", ""))
                elif local(child) == "rule":
                    table.rows.append(_row(len(table.rows) + 1, child))
            yield table


def _row(number: int, element: etree._Element) -> Row:
    row = Row(number, element)
    row.cells = [(one.get("id", ""), _text(one)) for one in element if local(one) == "inputEntry"]
    row.results = [_text(one) for one in element if local(one) == "outputEntry"]
    return row


def _text(element: etree._Element) -> str:
    return next(((one.text or "").strip() for one in element if local(one) == "text"), "")


def at_table(table: Table, broken: Rule, **params: object) -> Problem:
    """The rule broken by a table as a whole."""
    around = table.element.getparent()
    name = "" if around is None else around.get("name", "")
    return broken.at(table.file, table.element.get("id", ""), name, **params)


def at_row(table: Table, row: Row, broken: Rule, **params: object) -> Problem:
    """The rule broken by a row."""
    return broken.at(table.file, row.element.get("id", ""), str(row.number), **params)

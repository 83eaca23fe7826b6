"""A decision table as columns, rows and cells, read from its DMN file."""

from dataclasses import dataclass

from app.engine.outline.source import Element, Source

HIT_POLICIES = ("FIRST", "UNIQUE", "ANY", "COLLECT")  # what the engine runs as it is meant
KINDS = ("string", "number", "boolean")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `said` is what an input looks at, or the variable that an output writes; `kind` DMN's `typeRef`."""

    id: str
    label: str
    said: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and its text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: the cells of its inputs and of its outputs."""

    id: str
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: `decision` is the id that tasks ask for, `id` the table's own."""

    decision: str
    name: str
    id: str
    hit_policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Table | None:
    """The table of a DMN file; None where there is not exactly one, or what is edited has no id. Raises HostileXml."""
    source = Source(content)
    found = [one for one in source.root.within() if local(one) == "decisionTable"]
    if len(found) != 1 or found[0].parent is None or not all(one.id for one in _edited(found[0])):
        return None
    table, decision = found[0], found[0].parent
    return Table(
        decision=decision.id,
        name=decision.attributes.get("name", ""),
        id=table.id,
        hit_policy=table.attributes.get("hitPolicy", "UNIQUE"),
        inputs=tuple(_input(one) for one in children(table, "input")),
        outputs=tuple(_output(one) for one in children(table, "output")),
        rows=tuple(_row(one) for one in children(table, "rule")),
    )


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> list[Element]:
    """The children of this name, in whatever version of DMN."""
    return [one for one in element.children if local(one) == name]


def said(element: Element) -> str:
    """The text in an entry or an expression."""
    return next((one.text.strip() for one in children(element, "text")), "")


def _edited(table: Element) -> list[Element]:
    named = ("decisionTable", "input", "output", "rule", "inputEntry", "outputEntry", "decision")
    return [one for one in (table, *table.children, *table.within()) if local(one) in named]


def _input(element: Element) -> Column:
    expression = next(iter(children(element, "inputExpression")), None)
    asked = (said(expression), expression.attributes.get("typeRef", "")) if expression else ("", "")
    return Column(element.id, element.attributes.get("label", ""), *asked)


def _output(element: Element) -> Column:
    given = element.attributes
    return Column(element.id, given.get("label", ""), given.get("name", ""), given.get("typeRef", ""))


def _row(element: Element) -> Row:
    cells = [[Cell(one.id, said(one)) for one in children(element, name)] for name in ("inputEntry", "outputEntry")]
    return Row(element.id, tuple(cells[0]), tuple(cells[1]))

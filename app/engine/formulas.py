"""Every expression and script that a bundle holds, with where it stands and how it is to be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine.expressions import MAX_EXPRESSION
from app.engine.nodes import BPMN, SPIFF, local

SCRIPT = "script"
EXPRESSION = "expression"
CELL = "cell"
INPUT = "dmninputexpr"  # what the engine calls the input of a decision cell
TIMERS = ("timeDate", "timeDuration", "timeCycle")

_PLACE = re.compile(r"""\?(?=(?:[^'"]|['"][^'"]*['"])*$)""")


@dataclass(frozen=True, slots=True)
class Formula:
    """A text that the engine will evaluate. `kind` is SCRIPT, EXPRESSION, CELL or one of TIMERS."""

    file: str
    element_id: str
    kind: str
    text: str


def formulas(trees: Mapping[str, etree._Element]) -> Iterator[Formula]:
    """All formulas of the bundle's diagrams and decision tables."""
    for file, root in trees.items():
        yield from _of_decision(file, root) if file.endswith(".dmn") else _of_diagram(file, root)


def with_input(cell: str) -> str:
    """A decision cell as the engine will read it: `?` is the input, `> 3` is `input > 3`, a value is compared.

    A cell that begins with a word (`in (1, 2)`) is glued to the input's name and refused: it must be `? in (1, 2)`.
    """
    if len(cell) > MAX_EXPRESSION:
        return cell  # refused for its length; looking through it would take long
    if _PLACE.search(cell):
        return _PLACE.sub("dmninputexpr", cell)
    return f"dmninputexpr{cell}" if re.match(r"\s*(==|!=|<|>|in\b|not\s+in\b|is\b)", cell) else cell


_IN_DIAGRAM = {
    f"{BPMN}conditionExpression": EXPRESSION,
    f"{BPMN}script": SCRIPT,
    f"{BPMN}loopCondition": EXPRESSION,
    f"{BPMN}loopCardinality": EXPRESSION,
    f"{BPMN}completionCondition": EXPRESSION,
    f"{BPMN}condition": EXPRESSION,
    f"{BPMN}messagePath": EXPRESSION,
    f"{BPMN}formalExpression": EXPRESSION,
    f"{BPMN}transformation": EXPRESSION,
    f"{SPIFF}preScript": SCRIPT,
    f"{SPIFF}postScript": SCRIPT,
    f"{SPIFF}messagePayload": EXPRESSION,
    f"{SPIFF}payloadExpression": EXPRESSION,
    f"{SPIFF}expression": EXPRESSION,
    **{f"{BPMN}{timer}": timer for timer in TIMERS},
}


def _of_diagram(file: str, root: etree._Element) -> Iterator[Formula]:
    for element in root.iter():
        if element.tag == f"{SPIFF}parameter":
            yield Formula(file, _owner(element), EXPRESSION, element.get("value", ""))
        elif element.tag in _IN_DIAGRAM:
            yield Formula(file, _owner(element), _IN_DIAGRAM[element.tag], element.text or "")


def _owner(element: etree._Element) -> str:
    """The id of the nearest flow node or sequence flow around an expression."""
    near: etree._Element | None = element
    while near is not None:
        if near is not element and near.get("id") and not local(near).endswith(("EventDefinition", "Operator")):
            return str(near.get("id"))
        near = near.getparent()
    return ""


def _of_decision(file: str, root: etree._Element) -> Iterator[Formula]:
    for element in root.iter():
        kind, text = local(element), _text(element)
        if kind in ("inputExpression", "outputEntry"):
            yield Formula(file, element.get("id", ""), EXPRESSION, text)
        elif kind == "inputEntry" and text not in ("", "-"):
            yield Formula(file, element.get("id", ""), CELL, with_input(text))


def _text(element: etree._Element) -> str:
    texts: list[str] = [child.text or "" for child in element if local(child) == "text"]
    return texts[0].strip() if texts else ""

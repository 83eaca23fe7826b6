"""Decision cells as sets of inputs: which values a cell takes, whether two can be true of one value.

Decided by trying: a cell that only compares its input with literals cannot tell two values apart that lie between the
same literals, so the literals themselves, what lies between and beyond them, and some text of its own are all there is.
"""

import ast
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from app.engine import expressions
from app.engine.formulas import INPUT, with_input

_SIMPLE = (
    ast.Expression, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Not, ast.USub, ast.And, ast.Or, ast.Constant, ast.Name,
    ast.Load, ast.Tuple, ast.List, ast.cmpop, ast.boolop, ast.unaryop,
)  # fmt: skip
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
}


def is_simple(cell: str) -> bool:
    """Whether a cell only compares its input with literals."""
    tree = _tree(cell)
    return tree is not None and all(
        isinstance(node, _SIMPLE) and (not isinstance(node, ast.Name) or node.id == INPUT) for node in ast.walk(tree)
    )


def values_for(cells: Iterable[str], kind: str) -> list[Any]:
    """Inputs of a type (DMN's `typeRef`, "" for any) that stand for all there are, as far as the cells can tell."""
    literals = {_key(value): value for cell in cells for value in _literals(cell)}.values()
    numbers = sorted({value for value in literals if type(value) in (int, float)})
    texts = [value for value in literals if isinstance(value, str)]
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    beside = [number + step for number in numbers for step in (-1, 1)]
    tried = [*numbers, *between, *beside, *texts, *(f"{text}a" for text in texts), "", "zz other", True, False]
    tried += [] if numbers else [0]
    wanted = _KINDS.get(kind.lower().split(":")[-1])
    return [value for value in tried if wanted is None or type(value) in wanted or _whole(value, wanted)]


def takes(cell: str, value: Any) -> bool:
    """Whether a cell is true of an input. What fails is not true."""
    if cell in ("", "-"):
        return True
    text = with_input(cell)
    try:
        found = expressions.evaluate(text, {INPUT: value})
    except (expressions.ExpressionFault, expressions.BadExpression):
        return False
    if INPUT in text:
        return bool(found)
    return bool(found == value and isinstance(found, bool) == isinstance(value, bool))


def _whole(value: Any, wanted: tuple[type, ...]) -> bool:
    return int in wanted and type(value) is float and value.is_integer()


def _tree(cell: str) -> ast.Expression | None:
    try:
        expressions.check(with_input(cell))
        return ast.parse(with_input(cell).strip(), mode="eval")
    except (expressions.BadExpression, SyntaxError):
        return None


def _literals(cell: str) -> Iterable[Any]:
    tree = None if cell in ("", "-") else _tree(cell)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Constant):
            yield node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            yield -node.operand.value if isinstance(node.operand.value, int | float) else node.operand.value


def _key(value: Any) -> tuple[str, str]:
    return type(value).__name__, repr(value)

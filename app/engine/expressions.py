"""Safe expressions: conditions, scripts, timers, decision-table cells and conditions of forms.

A list of allowed syntax, compiled once. No attributes, no loops, no comprehensions, no functions but the listed ones,
and arithmetic that is guarded, so that neither power nor time nor memory can be taken: every number stays within
`MAX_NUMBER`, every text within `MAX_TEXT`, every structure within `MAX_WEIGHT`.
"""

import ast
import operator
from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache
from types import CodeType
from typing import Any

MAX_NUMBER = 10**15
MAX_TEXT = 10_000
MAX_WEIGHT = 5_000
MAX_EXPRESSION = 2_000
MAX_SCRIPT = 8_000
MAX_STATEMENTS = 200
MAX_NESTING = 40


class BadExpression(ValueError):
    """The text is not an allowed expression or script; the message says what in it is not."""


class ExpressionFault(Exception):
    """An allowed expression failed when it ran: an unknown variable, a division by zero, a value too big."""


# ---- guarded operations: what the operators of the language become -------------------------------------------------


def _number(value: Any) -> Any:
    if not isinstance(value, int | float):
        raise ExpressionFault(f"{_short(value)} is not a number")
    if not -MAX_NUMBER <= value <= MAX_NUMBER:  # refuses not-a-number too
        raise ExpressionFault("a number is too big")
    return value


def _weight(value: Any, budget: int = MAX_WEIGHT) -> int:
    """What is left of `budget` after walking the whole of a value; stops early, so it costs at most the budget."""
    budget -= 1
    if isinstance(value, str):
        budget -= len(value) // 50
        if len(value) > MAX_TEXT:
            raise ExpressionFault("a text is too long")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            budget = _weight(inner, _weight(key, budget))
    elif isinstance(value, list | tuple):
        for inner in value:
            budget = _weight(inner, budget)
    if budget < 0:
        raise ExpressionFault("a value is too big")
    return budget


def _weighed(value: Any) -> Any:
    _weight(value)
    return value


def _arithmetic(do: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def guarded(left: Any, right: Any) -> Any:
        return _number(do(_number(left), _number(right)))

    return guarded


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MAX_TEXT:
            raise ExpressionFault("a text is too long")
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        return _weighed(left + right)
    return _number(_number(left) + _number(right))


def _short(value: Any) -> str:
    return value[:40] if isinstance(value, str) else type(value).__name__


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str | int | float):
        raise ExpressionFault("str() takes a text or a number")
    text = str(value)
    _weight(text)
    return text


def _to_number(kind: type) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        if isinstance(value, str) and len(value) > 40:
            raise ExpressionFault("a number is too long")
        if not isinstance(value, str | int | float):
            raise ExpressionFault(f"{_short(value)} is not a number")
        return _number(kind(value if isinstance(value, str) else _number(value)))

    return convert


def _round(value: Any, digits: Any = None) -> Any:
    if digits is None:
        return round(_number(value))
    if not isinstance(digits, int) or not -15 <= digits <= 15:
        raise ExpressionFault("round() takes -15 to 15 digits")
    return round(_number(value), digits)


def _sum(values: Any) -> Any:
    total: Any = 0
    for value in _weighed(values):
        total = _number(total + _number(value))
    return total


def _count(values: Any, wanted: Any) -> int:
    """How many of a list's values equal `wanted`: votes, say."""
    if not isinstance(values, list | tuple):
        raise ExpressionFault("count() takes a list and a value")
    return sum(value == wanted for value in _weighed(values))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len,
    "count": _count,
    "min": min,
    "max": max,
    "sum": _sum,
    "round": _round,
    "abs": lambda value: abs(_number(value)),
    "int": _to_number(int),
    "float": _to_number(float),
    "str": _text,
    "bool": bool,
    "any": any,
    "all": all,
}

_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: _add,
    ast.Sub: _arithmetic(operator.sub),
    ast.Mult: _arithmetic(operator.mul),
    ast.Div: _arithmetic(operator.truediv),
    ast.FloorDiv: _arithmetic(operator.floordiv),
    ast.Mod: _arithmetic(operator.mod),
}

# Names that no text and no variable can carry, because `#` cannot stand in a name.
_GLOBALS: dict[str, Any] = {
    "__builtins__": {},
    "#display": _weighed,
    **{f"#{kind.__name__}": guard for kind, guard in _OPERATORS.items()},
    **{f"#{name}": function for name, function in FUNCTIONS.items()},
}

# ---- the allowed syntax ----------------------------------------------------------------------------------------------

_EXPRESSION = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, *_OPERATORS,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot, ast.IfExp,
    ast.Constant, ast.Name, ast.Load, ast.Subscript, ast.Slice, ast.List, ast.Tuple, ast.Dict, ast.Call,
)  # fmt: skip
_SCRIPT = (*_EXPRESSION, ast.Module, ast.Assign, ast.If, ast.Pass, ast.Store)


def check(text: str) -> None:
    """Compiles an expression. Raises BadExpression saying what is not allowed in it."""
    _compiled(text, "eval")


def check_script(text: str) -> None:
    """Compiles a script, lines of `name = expression`, `if` and `pass`. Raises BadExpression."""
    _compiled(text, "exec")


def evaluate(text: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression over `names`.

    Raises BadExpression when it is not allowed, ExpressionFault when it fails.
    """
    return _run(eval, _compiled(text, "eval"), names, text)


def execute(text: str, names: MutableMapping[str, Any]) -> None:
    """Runs a script; its assignments go to `names`, all of them or, when it fails, none.

    Raises BadExpression when it is not allowed, ExpressionFault when it fails.
    """
    scope = dict(names)
    _run(exec, _compiled(text, "exec"), scope, text)
    names.update(scope)


def names_in(text: str) -> frozenset[str]:
    """The variables an expression reads. Raises BadExpression."""
    check(text)
    tree = ast.parse(text.strip(), mode="eval")
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called)


def names_of_script(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The variables a script needs from before, and those it assigns. Raises BadExpression."""
    check_script(text)
    tree = ast.parse(text.strip(), mode="exec")
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called]
    written = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    first: dict[str, int] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            first.setdefault(ast.unparse(statement.targets[0]), statement.lineno)
    read = {
        node.id for node in names if isinstance(node.ctx, ast.Load) and first.get(node.id, node.lineno) >= node.lineno
    }
    return frozenset(read), frozenset(written)


def is_bare_tuple(text: str) -> bool:
    """Whether a text is a list of values without brackets, `1, 2, 3`: harmless, and never what its writer meant."""
    try:
        return isinstance(ast.parse(text.strip(), mode="eval").body, ast.Tuple) and not text.strip().startswith("(")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _run(runner: Callable[..., Any], code: CodeType, names: Mapping[str, Any], text: str) -> Any:
    try:
        return runner(code, _GLOBALS, names)
    except NameError as error:
        raise ExpressionFault(f"{text[:200]!r}: no variable {error.name!r}") from None
    except ExpressionFault as error:
        raise ExpressionFault(f"{text[:200]!r}: {error}") from None
    except Exception as error:
        raise ExpressionFault(f"{text[:200]!r}: {type(error).__name__}: {str(error)[:200]}") from None


@lru_cache(maxsize=20_000)
def _compiled(text: str, mode: str) -> CodeType:
    if len(text) > (MAX_EXPRESSION if mode == "eval" else MAX_SCRIPT):
        raise BadExpression("it is too long")
    try:
        tree = ast.parse(text.strip(), mode=mode)
        _allow(tree, _EXPRESSION if mode == "eval" else _SCRIPT)
        guarded = ast.fix_missing_locations(_Guard().visit(tree))
        return compile(guarded, "<expression>", mode)
    except BadExpression:
        raise
    except SyntaxError as error:
        raise BadExpression(f"it cannot be read: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise BadExpression("it cannot be read") from None


def _allow(tree: ast.AST, kinds: tuple[type, ...]) -> None:
    level: list[ast.AST] = [tree]
    statements = 0
    for _ in range(MAX_NESTING):
        for node in level:
            if not isinstance(node, kinds):
                raise BadExpression(f"{type(node).__name__} is not allowed")
            statements += isinstance(node, ast.stmt)
            _allow_node(node)
        level = [child for node in level for child in _children(node)]
        if statements > MAX_STATEMENTS:
            raise BadExpression("it has too many lines")
        if not level:
            return
    raise BadExpression("it is nested too deeply")


def _children(node: ast.AST) -> list[ast.AST]:
    children = list(ast.iter_child_nodes(node))
    return children[1:] if isinstance(node, ast.Call) else children  # the called name was judged with its call


def _allow_node(node: ast.AST) -> None:
    match node:
        case ast.Name(id=name) if name.startswith("_") or name in FUNCTIONS or not name.isascii():
            raise BadExpression(f"the name {name!r} is not allowed here")
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return
        case ast.Call():
            raise BadExpression(f"only these functions may be called: {', '.join(sorted(FUNCTIONS))}")
        case ast.Assign(targets=[ast.Name()]):
            return
        case ast.Assign():
            raise BadExpression("only `name = expression` is allowed")
        case ast.Constant(value=value) if value is not None and type(value) not in (str, int, float, bool):
            raise BadExpression(f"a {type(value).__name__} is not allowed")
        case ast.Constant(value=int() | float() as value) if not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise BadExpression("a number is too big")
        case ast.Dict(keys=keys) if None in keys:
            raise BadExpression("** is not allowed")


class _Guard(ast.NodeTransformer):
    """Turns operators, displays and calls into calls of the guarded operations."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _call(f"#{type(node.op).__name__}", node.left, node.right)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node.args = [self.visit(argument) for argument in node.args]
        return _call(f"#{node.func.id}", *node.args)  # type: ignore[attr-defined]  # _allow saw that it is a name

    def visit_List(self, node: ast.List) -> ast.AST:
        self.generic_visit(node)
        return _call("#display", node)

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        return _call("#display", node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        self.generic_visit(node)
        return _call("#display", node)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])

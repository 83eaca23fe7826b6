"""Expressions and scripts: only what the safe environment takes, said in the designer's words."""

import re
from collections.abc import Iterator

from app.engine import expressions
from app.engine.checking.subject import Subject
from app.engine.formulas import CELL, SCRIPT, Formula
from app.engine.problems import ERROR, Problem, rule

REFUSED = rule(
    "expression.refused", ERROR,
    vi="Biểu thức không được phép: %(text)s (%(reason)s).", en="The expression is not allowed: %(text)s (%(reason)s).",
    mend_vi="Chỉ dùng so sánh, phép tính, biến và các hàm len, min, max, sum, round, abs, int, float, str, bool, any,"
    " all, count.",
    mend_en="Use comparisons, arithmetic, variables and the functions len, min, max, sum, round, abs, int, float, str,"
    " bool, any, all, count only.",
)  # fmt: skip
FOREIGN = rule(
    "expression.foreign", ERROR,
    vi="Biểu thức %(text)s viết theo cú pháp của phần mềm khác, không được phép ở đây.",
    en="The expression %(text)s is in another tool's language, which is not allowed here.",
    mend_vi="Ghi lại theo Python, ví dụ %(offer)s.", mend_en="Write it in Python, for example %(offer)s.",
)  # fmt: skip
EMPTY = rule(
    "expression.empty", ERROR,
    vi="Biểu thức còn trống.", en="The expression is empty.",
    mend_vi="Ghi biểu thức, hoặc xóa phần tử này.", mend_en="Write one, or delete the element.",
)  # fmt: skip

_JUEL = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_OPERATORS = ((r"&&", " and "), (r"\|\|", " or "), (r"!(?!=)", "not "), (r"(?<![=!<>])=(?!=)", "=="),
              (r"\btrue\b", "True"), (r"\bfalse\b", "False"), (r"\bnull\b", "None"))  # fmt: skip
_REASONS = (
    (r"it is too long", "dài quá"),
    (r"it cannot be read.*", "không đọc được"),
    (r"it has too many lines", "quá nhiều dòng"),
    (r"it is nested too deeply", "lồng nhau quá sâu"),
    (r"a number is too big", "số quá lớn"),
    (r"only these functions may be called.*", "gọi một hàm không có trong danh sách"),
    (r"only `name = expression` is allowed", "mỗi dòng chỉ được là tên = biểu thức"),
    (r"the name (.*) is not allowed here", r"không được dùng tên \1"),
    (r"Attribute is not allowed", "không được dùng dấu chấm, ghi a['b'] thay cho a.b"),
    (r"(.*) is not allowed", r"không được dùng \1"),
)


def expressions_are_allowed(subject: Subject) -> Iterator[Problem]:
    """Every expression, script and cell compiles in the safe environment."""
    named = {one.node.id: one.node.name for one in subject.found}
    for formula in subject.formulas:
        if not formula.text.strip():
            if formula.kind != SCRIPT:
                yield EMPTY.at(formula.file, formula.element_id, named.get(formula.element_id, ""))
            continue
        try:
            (expressions.check_script if formula.kind == SCRIPT else expressions.check)(formula.text)
        except expressions.BadExpression as error:
            yield _said(formula, named.get(formula.element_id, ""), str(error))


def _said(formula: Formula, name: str, reason: str) -> Problem:
    offer = None if formula.kind in (SCRIPT, CELL) else in_python(formula.text)
    if offer:
        return FOREIGN.at(formula.file, formula.element_id, name, text=formula.text, offer=offer)
    pair = (_in_vietnamese(reason), reason)
    return REFUSED.at(formula.file, formula.element_id, name, text=formula.text, reason=pair)


def in_python(text: str) -> str | None:
    """What an expression of JUEL (`${a == b}`), FEEL (`= a = b`) or JavaScript says in Python, when that is allowed."""
    if len(text) > expressions.MAX_EXPRESSION:
        return None
    dressed = _JUEL.fullmatch(text)
    bare = dressed.group(1) if dressed else text.strip().removeprefix("=")
    for there, here in _OPERATORS:
        bare = re.sub(there, here, bare)
    offer = " ".join(bare.split())
    try:
        expressions.check(offer)
    except expressions.BadExpression:
        return None
    return offer


def _in_vietnamese(reason: str) -> str:
    for english, vietnamese in _REASONS:
        if re.fullmatch(english, reason, re.DOTALL):
            return re.sub(english, vietnamese, reason, count=1, flags=re.DOTALL)
    return reason


RULES = (expressions_are_allowed,)

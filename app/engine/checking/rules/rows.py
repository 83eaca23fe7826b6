"""Rows of decision tables: no two contradict one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from app.engine.checking.cells import is_simple, takes, values_for
from app.engine.checking.decisions import Table, at_row, at_table, tables
from app.engine.checking.subject import Subject
from app.engine.problems import ERROR, INFO, WARNING, Problem, rule

OVERLAP = rule(
    "table.overlap", ERROR,
    vi="Hai dòng %(one)s và %(other)s cùng khớp (ví dụ %(example)s), trái với UNIQUE; dòng sau không bao giờ được lấy.",
    en="The rows %(one)s and %(other)s both match (for example %(example)s), against UNIQUE; the later is never taken.",
    mend_vi="Sửa điều kiện, hoặc dùng FIRST nếu dòng trên được ưu tiên.",
    mend_en="Correct the conditions, or use FIRST if the upper row goes first.",
)  # fmt: skip
DIFFER = rule(
    "table.any-differs", WARNING,
    vi="Hai dòng %(one)s và %(other)s cùng khớp (ví dụ %(example)s) nhưng cho kết quả khác nhau, trái với ANY.",
    en="The rows %(one)s and %(other)s both match (for example %(example)s) but differ in result, against ANY.",
    mend_vi="Sửa điều kiện hoặc kết quả.", mend_en="Correct the conditions or the results.",
)  # fmt: skip
UNDECIDED = rule(
    "table.undecided", INFO,
    vi="Không xét được các dòng có trùng nhau hay không: có ô tính toán hoặc dùng biến khác.",
    en="Whether rows overlap cannot be decided: some cells compute or use other variables.",
    mend_vi="Tự xem lại các dòng, hoặc dùng FIRST.", mend_en="Look through the rows yourself, or use FIRST.",
)  # fmt: skip

MAX_ROWS = 500  # pairs of more are not looked at
MAX_TRIES = 60_000  # cells times values: half a second


def rows_are_apart(subject: Subject) -> Iterator[Problem]:
    """Under UNIQUE no two rows match the same input, under ANY only rows with the same result."""
    for table in tables(subject):
        policy = table.element.get("hitPolicy", "UNIQUE")
        if policy not in ("UNIQUE", "ANY"):
            continue
        taken = [_taken(table, *column) for column in dict.fromkeys(table.inputs)]
        undecided = any(None in column.rows for column in taken) or len(table.rows) > MAX_ROWS
        for one, other in combinations(table.rows[:MAX_ROWS], 2):
            example = _common(taken, one.number - 1, other.number - 1)
            if example and (policy == "UNIQUE" or one.results != other.results):
                broken = OVERLAP if policy == "UNIQUE" else DIFFER
                yield at_row(table, other, broken, one=one.number, other=other.number, example=example)
        if undecided:
            yield at_table(table, UNDECIDED)


@dataclass
class _Taken:
    """Of one input: values that stand for all, and which of them each row takes, as bits; None where it cannot be
    told."""

    expression: str
    values: list[Any]
    rows: list[int | None]


def _taken(table: Table, expression: str, kind: str) -> _Taken:
    columns = [number for number, one in enumerate(table.inputs) if one == (expression, kind)]
    cells = [[row.cells[n][1] for n in columns if n < len(row.cells)] for row in table.rows]
    values = values_for((cell for of_row in cells for cell in of_row if cell == "-" or is_simple(cell)), kind)
    if len(values) * len(cells) > MAX_TRIES:
        return _Taken(expression, [], [None] * len(cells))
    return _Taken(expression, values, [_bits(of_row, values) for of_row in cells])


def _bits(cells: list[str], values: list[Any]) -> int | None:
    if not all(cell == "-" or is_simple(cell) for cell in cells):
        return None
    return sum(1 << n for n, value in enumerate(values) if all(takes(cell, value) for cell in cells))


def _common(taken: list[_Taken], one: int, other: int) -> str | None:
    """An input that both rows match, in words; None when there is none or that cannot be told."""
    found: list[str] = []
    unsure = False
    for column in taken:
        mine, theirs = column.rows[one], column.rows[other]
        if mine is None or theirs is None:
            unsure = True
        elif not mine & theirs:
            return None
        else:
            found.append(f"{column.expression} = {column.values[(mine & theirs).bit_length() - 1]!r}")
    return None if unsure else "; ".join(found) or "—"


RULES = (rows_are_apart,)

"""Decision tables: one a file, cells that can match, rows that do not contradict one another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from lxml import etree

from app.engine import expressions
from app.engine.checking.cells import is_simple, takes, values_for
from app.engine.checking.naming import decision_of
from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.nodes import local
from app.engine.problems import ERROR, INFO, WARNING, Problem, Rule, rule

ONE_TABLE = rule(
    "table.one", ERROR,
    vi="Mỗi tệp DMN phải có đúng một bảng quyết định; tệp này có %(decisions)s quyết định, %(tables)s bảng.",
    en="A DMN file holds exactly one decision table; this one has %(decisions)s decisions and %(tables)s tables.",
    mend_vi="Tách thành nhiều tệp, mỗi tệp một bảng.", mend_en="Split it into files of one table each.",
)  # fmt: skip
HIT_POLICY = rule(
    "table.hit-policy", ERROR,
    vi="Bảng dùng cách chọn dòng %(policy)s, không chạy được.", en="The table's hit policy %(policy)s cannot be run.",
    mend_vi="Chỉ dùng được UNIQUE, FIRST, ANY hoặc COLLECT.", mend_en="Use UNIQUE, FIRST, ANY or COLLECT.",
)  # fmt: skip
AGGREGATION = rule(
    "table.aggregation", ERROR,
    vi="Phép gộp %(name)s của bảng bị bỏ qua khi chạy.", en="The table's aggregation %(name)s is ignored when it runs.",
    mend_vi="Bỏ phép gộp và tính bằng tập lệnh, ví dụ total = sum(fees).",
    mend_en="Drop it and compute in a script, for example total = sum(fees).",
)  # fmt: skip
SHAPE = rule(
    "table.shape", ERROR,
    vi="Dòng có %(cells)s ô vào và %(results)s ô ra; bảng có %(inputs)s cột vào và %(outputs)s cột ra.",
    en="The row has %(cells)s input and %(results)s output cells; the table has %(inputs)s and %(outputs)s columns.",
    mend_vi="Thêm hoặc bớt ô cho khớp với cột.", mend_en="Make its cells match the columns.",
)  # fmt: skip
NO_NAME = rule(
    "table.no-output", ERROR,
    vi="Cột ra chưa có tên biến, hoặc bảng không có cột ra.",
    en="An output column has no variable name, or there is none.",
    mend_vi="Đặt tên (name) cho cột ra.", mend_en="Give the output column a name.",
)  # fmt: skip
NO_INPUT = rule(
    "table.no-input", ERROR,
    vi="Cột vào chưa có biểu thức.", en="An input column has no expression.",
    mend_vi="Ghi tên biến mà cột xét.", mend_en="Name the variable that the column looks at.",
)  # fmt: skip
FEEL = rule(
    "table.feel", ERROR,
    vi="Ô %(text)s viết theo FEEL sẽ không bao giờ khớp.", en="The cell %(text)s is FEEL and would never match.",
    mend_vi="Ghi theo Python: %(offer)s.", mend_en="Write it in Python: %(offer)s.",
)  # fmt: skip
NEVER = rule(
    "table.never-matches", ERROR,
    vi="Ô %(text)s không bao giờ khớp với giá trị kiểu %(kind)s.",
    en="The cell %(text)s never matches a value of type %(kind)s.",
    mend_vi="Sửa ô hoặc kiểu của cột.", mend_en="Correct the cell or the type of its column.",
)  # fmt: skip
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
DANGLING = rule(
    "table.unknown", ERROR,
    vi="Nhiệm vụ hỏi quyết định %(decision)s không có trong bộ sơ đồ.",
    en="The task asks for the decision %(decision)s, which is not in the bundle.",
    mend_vi="Chọn bảng quyết định cho nhiệm vụ (calledDecisionId) hoặc thêm tệp .dmn.",
    mend_en="Choose the task's decision table (calledDecisionId), or add its .dmn file.",
)  # fmt: skip
NOT_AT_HAND = rule(
    "table.not-at-hand", WARNING,
    vi="Bảng quyết định %(decision)s không có trong các tệp được kiểm tra.",
    en="The decision %(decision)s is not among the files that are checked.",
    mend_vi="Kiểm tra cả thư mục để xét luôn bảng đó.", mend_en="Check the whole folder to judge it too.",
)  # fmt: skip

MAX_ROWS = 500  # pairs of more are not looked at
MAX_TRIES = 60_000  # cells times values: half a second
_POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT")
_WORDS = {"true": "True", "false": "False", "null": "None"}


@dataclass
class _Row:
    number: int
    element: etree._Element
    cells: list[tuple[str, str]] = field(default_factory=list)  # id and text
    results: list[str] = field(default_factory=list)


@dataclass
class _Table:
    file: str
    element: etree._Element
    inputs: list[tuple[str, str]] = field(default_factory=list)  # expression and type
    outputs: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


def tables_are_there(subject: Subject) -> Iterator[Problem]:
    """One decision table a file, which business rule tasks find."""
    decisions = set()
    for file, root in subject.tables.items():
        found = [one for one in root.iter() if local(one) == "decision"]
        tables = [one for one in root.iter() if local(one) == "decisionTable"]
        decisions |= {one.get("id") for one in found}
        if len(found) != 1 or len(tables) != 1:
            yield ONE_TABLE.at(file, decisions=len(found), tables=len(tables))
    for one in subject.found:
        decision = decision_of(one)
        if one.node.kind == "businessRuleTask" and decision not in decisions:
            missing = NOT_AT_HAND if subject.alone and decision else DANGLING
            yield at(one, missing, decision=decision or "?")


def tables_are_understood(subject: Subject) -> Iterator[Problem]:
    """Hit policy, columns and cells are such as the engine runs as they were meant."""
    for table in _tables(subject):
        policy = table.element.get("hitPolicy", "UNIQUE")
        if policy not in _POLICIES:
            yield _at(table, HIT_POLICY, policy=policy)
        if table.element.get("aggregation"):
            yield _at(table, AGGREGATION, name=table.element.get("aggregation"))
        if not table.outputs or not all(table.outputs):
            yield _at(table, NO_NAME)
        if not all(expression for expression, _kind in table.inputs):
            yield _at(table, NO_INPUT)
        for row in table.rows:
            if (len(row.cells), len(row.results)) != (len(table.inputs), len(table.outputs)):
                counts = {"inputs": len(table.inputs), "outputs": len(table.outputs)}
                yield _at_row(table, row, SHAPE, cells=len(row.cells), results=len(row.results), **counts)
            yield from _cells(table, row)


def _cells(table: _Table, row: _Row) -> Iterator[Problem]:
    for (cell_id, text), (_expression, kind) in zip(row.cells, table.inputs, strict=False):
        offer = in_python(text)
        if offer:
            yield FEEL.at(table.file, cell_id, text=text, offer=offer)
        elif text != "-" and is_simple(text) and not any(takes(text, value) for value in values_for([text], kind)):
            yield NEVER.at(table.file, cell_id, text=text, kind=kind or "?")


def in_python(cell: str) -> str | None:
    """What a cell written in FEEL says in Python, when it is FEEL: lists, `not(…)`, ranges, `true`."""
    bare = cell.strip()
    if bare in _WORDS:
        return _WORDS[bare]
    if bare.startswith(("not(", "not (")):
        return f"? not in ({bare[bare.index('(') + 1 :].rstrip(') ')},)"
    if expressions.is_bare_tuple(bare):
        return f"? in ({bare})"
    if ".." in bare and bare[:1] in "[](" and bare[-1:] in "[])":
        low, _, high = bare[1:-1].partition("..")
        return f"{low.strip()} {'<=' if bare[0] == '[' else '<'} ? {'<=' if bare[-1] == ']' else '<'} {high.strip()}"
    return "1 <= ? <= 10" if ".." in bare and "'" not in bare and '"' not in bare else None


def rows_are_apart(subject: Subject) -> Iterator[Problem]:
    """Under UNIQUE no two rows match the same input, under ANY only rows with the same result."""
    for table in _tables(subject):
        policy = table.element.get("hitPolicy", "UNIQUE")
        if policy not in ("UNIQUE", "ANY"):
            continue
        taken = [_taken(table, *column) for column in dict.fromkeys(table.inputs)]
        undecided = any(None in column.rows for column in taken) or len(table.rows) > MAX_ROWS
        for one, other in combinations(table.rows[:MAX_ROWS], 2):
            example = _common(taken, one.number - 1, other.number - 1)
            if example and (policy == "UNIQUE" or one.results != other.results):
                broken = OVERLAP if policy == "UNIQUE" else DIFFER
                yield _at_row(table, other, broken, one=one.number, other=other.number, example=example)
        if undecided:
            yield _at(table, UNDECIDED)


@dataclass
class _Taken:
    """Of one input: values that stand for all, and which of them each row takes, as bits; None where it cannot be
    told."""

    expression: str
    values: list[Any]
    rows: list[int | None]


def _taken(table: _Table, expression: str, kind: str) -> _Taken:
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


def _tables(subject: Subject) -> Iterator[_Table]:
    for file, root in subject.tables.items():
        for element in (one for one in root.iter() if local(one) == "decisionTable"):
            table = _Table(file, element)
            for child in element:
                if local(child) == "input":
                    found = [one for one in child.iter() if local(one) == "inputExpression"]
                    table.inputs.append((_text(found[0]), found[0].get("typeRef", "")) if found else ("", ""))
                elif local(child) == "output":
                    table.outputs.append(child.get("name", ""))
                elif local(child) == "rule":
                    table.rows.append(_row(len(table.rows) + 1, child))
            yield table


def _row(number: int, element: etree._Element) -> _Row:
    row = _Row(number, element)
    row.cells = [(one.get("id", ""), _text(one)) for one in element if local(one) == "inputEntry"]
    row.results = [_text(one) for one in element if local(one) == "outputEntry"]
    return row


def _text(element: etree._Element) -> str:
    return next(((one.text or "").strip() for one in element if local(one) == "text"), "")


def _at(table: _Table, broken: Rule, **params: object) -> Problem:
    around = table.element.getparent()
    name = "" if around is None else around.get("name", "")
    return broken.at(table.file, table.element.get("id", ""), name, **params)


def _at_row(table: _Table, row: _Row, broken: Rule, **params: object) -> Problem:
    return broken.at(table.file, row.element.get("id", ""), str(row.number), **params)


RULES = (tables_are_there, tables_are_understood, rows_are_apart)

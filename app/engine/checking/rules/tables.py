"""Decision tables: one a file, columns and cells that are run as they were meant."""

from collections.abc import Iterator

from app.engine import expressions
from app.engine.checking.cells import is_simple, takes, values_for
from app.engine.checking.decisions import Row, Table, at_row, at_table, tables
from app.engine.checking.naming import decision_of
from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.nodes import local
from app.engine.problems import ERROR, WARNING, Problem, rule

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

_POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT")
_WORDS = {"true": "True", "false": "False", "null": "None"}


def tables_are_there(subject: Subject) -> Iterator[Problem]:
    """One decision table a file, which business rule tasks find."""
    decisions = set()
    for file, root in subject.tables.items():
        found = [one for one in root.iter() if local(one) == "decision"]
        held = [one for one in root.iter() if local(one) == "decisionTable"]
        decisions |= {one.get("id") for one in found}
        if len(found) != 1 or len(held) != 1:
            yield ONE_TABLE.at(file, decisions=len(found), tables=len(held))
    for one in subject.found:
        decision = decision_of(one)
        if one.node.kind == "businessRuleTask" and decision not in decisions:
            missing = NOT_AT_HAND if subject.alone and decision else DANGLING
            yield at(one, missing, decision=decision or "?")


def tables_are_understood(subject: Subject) -> Iterator[Problem]:
    """Hit policy, columns and cells are such as the engine runs as they were meant."""
    for table in tables(subject):
        policy = table.element.get("hitPolicy", "UNIQUE")
        if policy not in _POLICIES:
            yield at_table(table, HIT_POLICY, policy=policy)
        if table.element.get("aggregation"):
            yield at_table(table, AGGREGATION, name=table.element.get("aggregation"))
        if not table.outputs or not all(table.outputs):
            yield at_table(table, NO_NAME)
        if not all(expression for expression, _kind in table.inputs):
            yield at_table(table, NO_INPUT)
        for row in table.rows:
            if (len(row.cells), len(row.results)) != (len(table.inputs), len(table.outputs)):
                counts = {"inputs": len(table.inputs), "outputs": len(table.outputs)}
                yield at_row(table, row, SHAPE, cells=len(row.cells), results=len(row.results), **counts)
            yield from _cells(table, row)


def _cells(table: Table, row: Row) -> Iterator[Problem]:
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


RULES = (tables_are_there, tables_are_understood)

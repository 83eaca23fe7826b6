"""Called processes: they are there, once, and none calls itself."""

from collections.abc import Iterator

from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.cycles import in_cycles
from app.engine.nodes import MAX_CALL_DEPTH
from app.engine.problems import ERROR, WARNING, Problem, rule

NOT_CHOSEN = rule(
    "call.not-chosen", ERROR,
    vi="Bước gọi chưa chọn quy trình được gọi.", en="The call names no process.",
    mend_vi="Chọn quy trình được gọi.", mend_en="Choose the process to call.",
)  # fmt: skip
NOWHERE = rule(
    "call.nowhere", ERROR,
    vi="Quy trình được gọi %(called)s không có trong bộ sơ đồ.",
    en="The called process %(called)s is not in the bundle.",
    mend_vi="Thêm tệp của nó hoặc sửa mã được gọi.", mend_en="Add its file or correct the id that is called.",
)  # fmt: skip
NOT_AT_HAND = rule(
    "call.not-at-hand", WARNING,
    vi="Quy trình được gọi %(called)s không có trong các tệp được kiểm tra.",
    en="The called process %(called)s is not among the files that are checked.",
    mend_vi="Kiểm tra cả thư mục để xét luôn quy trình đó.", mend_en="Check the whole folder to judge it too.",
)  # fmt: skip
ENDLESS = rule(
    "call.endless", ERROR,
    vi="Quy trình gọi lại chính nó, sẽ không bao giờ kết thúc.", en="The process calls itself and would never end.",
    mend_vi="Bỏ lời gọi này; lặp lại bằng một vòng lặp.", mend_en="Drop this call; repeat by a loop.",
)  # fmt: skip
TOO_DEEP = rule(
    "call.too-deep", ERROR,
    vi="Quy trình được gọi qua hơn %(most)s lớp.", en="The process is called through more than %(most)s others.",
    mend_vi="Bớt các lớp gọi.", mend_en="Use fewer levels of calls.",
)  # fmt: skip
SAME_PROCESS = rule(
    "call.same-process", ERROR,
    vi="Quy trình %(id)s có trong hai tệp: %(files)s.", en="The process %(id)s is in two files: %(files)s.",
    mend_vi="Xóa một tệp, hoặc đổi mã quy trình.", mend_en="Delete one of the files, or change the process id.",
)  # fmt: skip


def calls_lead_somewhere(subject: Subject) -> Iterator[Problem]:
    """A called process is at hand."""
    for one in subject.found:
        if one.node.kind != "callActivity":
            continue
        called = one.element.get("calledElement")
        if not called:
            yield at(one, NOT_CHOSEN)
        elif called not in subject.processes:
            yield at(one, NOT_AT_HAND if subject.alone else NOWHERE, called=called)


def calls_end(subject: Subject) -> Iterator[Problem]:
    """No process calls itself, nor through others, nor too many deep."""
    endless = in_cycles(subject.calls)
    for one in subject.found:
        if one.node.kind == "callActivity" and {one.node.process_id, one.element.get("calledElement")} <= endless:
            yield at(one, ENDLESS)
    level, depth = set(subject.processes), 0
    while level and not endless:
        depth += 1
        if depth > MAX_CALL_DEPTH:
            deepest = min(level & subject.processes.keys() or subject.processes)
            yield TOO_DEEP.at(subject.processes[deepest][0], deepest, most=MAX_CALL_DEPTH)
            return
        level = {called for process in level for called in subject.calls.get(process, ())}


def processes_are_there_once(subject: Subject) -> Iterator[Problem]:
    """An id names one process."""
    seen: dict[str, str] = {}
    for scope in subject.scopes:
        if scope.element.getparent() is None or scope.element.get("id") is None or "}process" not in scope.element.tag:
            continue
        process_id = scope.element.get("id", "")
        if process_id in seen:
            yield SAME_PROCESS.at(scope.file, process_id, id=process_id, files=f"{seen[process_id]}, {scope.file}")
        seen.setdefault(process_id, scope.file)


RULES = (calls_lead_somewhere, calls_end, processes_are_there_once)

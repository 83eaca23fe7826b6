"""Whole processes: they are there, begin at one place, end somewhere, and are run."""

from collections.abc import Iterator

from app.engine.checking.placing import of
from app.engine.checking.subject import Subject
from app.engine.nodes import local
from app.engine.problems import ERROR, INFO, Problem, rule

NO_PROCESS = rule(
    "process.none", ERROR,
    vi="Tệp không có quy trình nào (%(found)s).", en="The file has no process (%(found)s).",
    mend_vi="Vẽ một quy trình (process) có sự kiện bắt đầu và kết thúc.",
    mend_en="Draw a process with a start and an end event.",
)  # fmt: skip
NO_START = rule(
    "process.no-start", ERROR,
    vi="Quy trình chưa có sự kiện bắt đầu; phải có đúng một.", en="It has no start event; it needs exactly one.",
    mend_vi="Thêm một sự kiện bắt đầu và nối tới bước đầu tiên.",
    mend_en="Add a start event and connect it to the first step.",
)  # fmt: skip
STARTS = rule(
    "process.starts", ERROR,
    vi="Quy trình có %(count)s sự kiện bắt đầu; phải có đúng một.",
    en="It has %(count)s start events; it needs exactly one.",
    mend_vi="Giữ một sự kiện bắt đầu; các cách bắt đầu khác vẽ bằng cổng XOR ngay sau nó.",
    mend_en="Keep one start event and draw the other beginnings as an XOR gateway behind it.",
)  # fmt: skip
NO_END = rule(
    "process.no-end", ERROR,
    vi="Quy trình chưa có sự kiện kết thúc.", en="It has no end event.",
    mend_vi="Thêm sự kiện kết thúc và nối bước cuối tới nó.",
    mend_en="Add an end event and connect the last step to it.",
)  # fmt: skip
NOT_RUN = rule(
    "process.not-run", INFO,
    vi="Quy trình này không được chạy: quy trình chính không gọi tới.",
    en="This process is not run: the main process does not call it.",
    mend_vi="Không cần làm gì nếu nó chỉ để minh họa.", mend_en="Nothing to do if it is there as an illustration.",
)  # fmt: skip


def files_hold_processes(subject: Subject) -> Iterator[Problem]:
    """Every BPMN file has a process."""
    with_one = {file for file, _process in subject.processes.values()}
    for file, root in subject.diagrams.items():
        if file not in with_one:
            yield NO_PROCESS.at(file, found=", ".join(sorted({local(one) for one in root})[:5]) or "…")


def begin_and_end(subject: Subject) -> Iterator[Problem]:
    """A process or subprocess has one start event, and an end event."""
    for scope in subject.scopes:
        if local(scope.element) == "adHocSubProcess" or (not scope.nodes and local(scope.element) == "process"):
            continue  # refused as a whole; or a pool without content
        if not scope.starts:
            yield of(scope, NO_START)
        elif len(scope.starts) > 1:
            yield of(scope, STARTS, count=len(scope.starts))
        if not scope.ends:
            yield of(scope, NO_END)


def are_run(subject: Subject) -> Iterator[Problem]:
    """Processes that nothing calls are told, not judged."""
    for process_id, (file, process) in subject.processes.items():
        if process_id not in subject.run:
            yield NOT_RUN.at(file, process_id, process.get("name", ""))


RULES = (files_hold_processes, begin_and_end, are_run)

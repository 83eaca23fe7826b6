"""All rules on a bundle or on the files at hand of one, and last the engine's own parser."""

from collections.abc import Container, Mapping
from dataclasses import replace

from app.engine import reading
from app.engine.checking.known import NOTHING, Known
from app.engine.checking.rules import ALL
from app.engine.checking.sizes import too_big
from app.engine.checking.subject import Subject
from app.engine.problems import ERROR, WARNING, Problem, rule, worst_first
from app.engine.spiff_parse import Unparsable, parse

NO_MAIN = rule(
    "bundle.no-main", ERROR,
    vi="Bộ sơ đồ không có quy trình chính %(id)s.", en="The bundle has no main process %(id)s.",
    mend_vi="Thêm tệp có quy trình đó, hoặc sửa mã quy trình.", mend_en="Add its file, or correct the process id.",
)  # fmt: skip
ENGINE = rule(
    "engine.refuses", ERROR,
    vi="Bộ máy quy trình không đọc được sơ đồ: %(reason)s", en="The process engine cannot read the diagram: %(reason)s",
    mend_vi="Vẽ lại phần tử này, hoặc gửi tệp cho người quản trị.",
    mend_en="Draw this element anew, or send the file to an administrator.",
)  # fmt: skip
MAX_PROBLEMS = 500  # more of them nobody reads


def judge(
    files: Mapping[str, bytes], process_id: str | None = None, known: Known | None = None, *, alone: bool = False
) -> list[Problem]:
    """What is wrong with the files, the worst first. `process_id` is the main process, None where every process may be.

    With `alone` the files are not a whole bundle: what they call, and their forms when none is given, may be elsewhere.
    """
    read = reading.read(files)
    forms = None if alone and not read.forms else read.forms
    alone = alone or bool(read.problems)  # what a file that cannot be read holds is not missing
    return judged(Subject(process_id, read.trees, forms, known or NOTHING, alone), read.problems)


def judged(subject: Subject, read: list[Problem]) -> list[Problem]:
    """What is wrong with files that have been read; `read` is what was wrong in reading them."""
    found = list(read)
    if big := list(too_big(subject.trees)):
        return sorted([*found, *big], key=worst_first)[:MAX_PROBLEMS]
    if subject.process_id is not None and subject.process_id not in subject.processes and not read:
        found.append(NO_MAIN.at(subject.process_id, id=subject.process_id))
    found += [problem for one in ALL for problem in one(subject)]
    found = _softened(found, subject)
    if not any(problem.severity == ERROR for problem in found):
        found += _by_engine(subject)
    unlike = dict.fromkeys((p.file, p.element, p.rule, p.message["vi"]) for p in found)
    once = {(p.file, p.element, p.rule, p.message["vi"]): p for p in reversed(found)}
    return sorted((once[key] for key in unlike), key=worst_first)[:MAX_PROBLEMS]


def _softened(found: list[Problem], subject: Subject) -> list[Problem]:
    """Errors in processes that are never run become warnings: a pool beside the agency's is an illustration."""
    if len(subject.run) == len(subject.processes):
        return found
    idle = {one.node.id for one in subject.found if one.node.process_id not in subject.run}
    idle |= {flow.id for scope in subject.scopes if scope.process_id not in subject.run for flow in scope.flows}
    idle |= subject.processes.keys() - subject.run
    idle -= {one.node.id for one in subject.found if one.node.process_id in subject.run}
    return [_softer(problem, idle) for problem in found]


def _softer(problem: Problem, idle: Container[str]) -> Problem:
    hard = problem.rule.startswith(("id.", "file.", "call.same-process"))
    if problem.severity != ERROR or hard or not problem.element or problem.element not in idle:
        return problem
    return replace(problem, severity=WARNING)


def _by_engine(subject: Subject) -> list[Problem]:
    """What the engine's parser says of each process that may be run; what is not at hand cannot be parsed."""
    mains = [subject.process_id] if subject.process_id else _uncalled(subject)
    said: list[Problem] = []
    for main in mains:
        if main not in subject.processes or _lacks(subject, main):
            continue
        try:
            parse(main, subject.trees)
        except Unparsable as error:
            said.append(ENGINE.at(error.file or subject.processes[main][0], error.element or "", reason=error.reason))
    return said


def _uncalled(subject: Subject) -> list[str]:
    called = set().union(*subject.calls.values()) if subject.calls else set()
    return [process for process in subject.processes if process not in called]


def _lacks(subject: Subject, main: str) -> bool:
    if not subject.alone:
        return False
    decided = any(one.node.kind == "businessRuleTask" for one in subject.found) and not subject.tables
    return decided or not set().union(*subject.calls.values()) <= subject.processes.keys()

"""Tasks done for each of a list: what comes in, what is kept of each, what leaks out."""

from collections.abc import Iterator

from lxml import etree

from app.engine.checking.naming import Names, declared
from app.engine.checking.placing import at
from app.engine.checking.returning import Rounds
from app.engine.checking.subject import Subject
from app.engine.nodes import BPMN, Found
from app.engine.problems import ERROR, WARNING, Problem, rule

NO_LIST = rule(
    "instances.no-list", ERROR,
    vi="Nhiệm vụ làm nhiều lần chưa ghi danh sách hay số lần, hoặc ghi cả hai.",
    en="The repeated task has neither a list nor a number of times, or has both.",
    mend_vi="Ghi biến danh sách (loopDataInputRef) hoặc số lần (loopCardinality).",
    mend_en="Name the list variable (loopDataInputRef), or the number of times (loopCardinality).",
)  # fmt: skip
NO_LIMIT = rule(
    "instances.no-limit", ERROR,
    vi="Nhiệm vụ lặp chưa có điều kiện hay số lần tối đa đọc được.",
    en="The looping task has neither a condition nor a readable greatest number of rounds.",
    mend_vi="Ghi loopCondition hoặc loopMaximum là số nguyên dương.",
    mend_en="Set a loopCondition, or a loopMaximum that is a whole positive number.",
)  # fmt: skip
TAKEN = rule(
    "instances.item-taken", ERROR,
    vi="Biến %(name)s của từng lần làm đã có trong quy trình; bước này sẽ hỏng khi chạy tới.",
    en="The variable %(name)s of each instance already exists in the process: the step fails when it is reached.",
    mend_vi="Đặt tên khác cho biến của từng lần.", mend_en="Give the variable of each instance another name.",
)  # fmt: skip
LEAKS = rule(
    "instances.leaks", WARNING,
    vi="Mọi biến của từng lần làm (%(names)s) tràn ra quy trình và lần sau cùng ghi đè các lần khác.",
    en="All variables of the instances (%(names)s) leak into the process, and the last one overwrites the others.",
    mend_vi="Khai báo danh sách kết quả (loopDataOutputRef) và biến kết quả (outputDataItem).",
    mend_en="Declare a list of results (loopDataOutputRef) and the result of each (outputDataItem).",
)  # fmt: skip
LEAKS_IN_A_LOOP = rule(
    "instances.leaks-in-loop", ERROR,
    vi="Biến %(name)s còn lại từ lượt trước làm nhiệm vụ này hỏng ở lượt sau của vòng lặp.",
    en="The variable %(name)s is left from the round before, and makes this task fail in the next round of the loop.",
    mend_vi="Khai báo danh sách và biến kết quả, hoặc gói nhiệm vụ vào một quy trình được gọi.",
    mend_en="Declare the list of results and the result of each, or put the task into a called process.",
)  # fmt: skip
NOT_CLEARED = rule(
    "instances.not-cleared", ERROR,
    vi="Danh sách kết quả %(name)s chưa được xóa trước lượt sau của vòng lặp; nhiệm vụ sẽ hỏng.",
    en="The list of results %(name)s is not emptied before the next round of the loop: the task would fail.",
    mend_vi="Thêm tập lệnh %(name)s = [] vào vòng lặp.", mend_en="Put a script %(name)s = [] into the loop.",
)  # fmt: skip
NO_RESULT = rule(
    "instances.no-result", ERROR,
    vi="Không gì ghi biến kết quả %(name)s của từng lần làm.",
    en="Nothing writes the result %(name)s of each instance.",
    mend_vi="Cho biểu mẫu của nhiệm vụ ghi biến này.", mend_en="Let the form of the task write this variable.",
)  # fmt: skip

_LOOP = f"{BPMN}standardLoopCharacteristics"
_EACH = f"{BPMN}multiInstanceLoopCharacteristics"


def repetitions_are_told(subject: Subject) -> Iterator[Problem]:
    """A repeated task has a list or a number of times; a looping one a condition or a limit."""
    for one in subject.found:
        each, loop = one.element.find(_EACH), one.element.find(_LOOP)
        if each is not None and bool(_text(each, "loopDataInputRef")) == bool(_text(each, "loopCardinality")):
            yield at(one, NO_LIST)
        if loop is not None:
            most = loop.get("loopMaximum")
            readable = most is None or (most.isascii() and most.isdigit() and int(most[:9]) > 0)
            if not readable or (most is None and not _text(loop, "loopCondition")):
                yield at(one, NO_LIMIT)


def items_stay_inside(subject: Subject) -> Iterator[Problem]:
    """The variables of the instances are their own, and their results are collected."""
    names, rounds = Names(subject), Rounds(subject)
    for one in subject.found:
        if one.element.find(_EACH) is not None:
            loop = rounds.of(one)
            yield from _taken(subject, names, one)
            yield from _collected(subject, names, one, loop) if all(declared(one)[1:]) else _leaks(names, one, loop)


def _taken(subject: Subject, names: Names, one: Found) -> Iterator[Problem]:
    inner = names.nodes_within(one)
    before = set(subject.known.variables or ())
    for other in subject.found:
        if other.node.id != one.node.id and other.node.id not in inner:
            before |= names.made[other.node.id]
            before |= set() if all(declared(other)[1:]) else set(declared(other))
    for name in set(declared(one)[:2]) & before - {""}:
        yield at(one, TAKEN, name=name)


def _leaks(names: Names, one: Found, loop: set[str]) -> Iterator[Problem]:
    item, _result, _into = declared(one)
    if item and loop:
        yield at(one, LEAKS_IN_A_LOOP, name=item)
    elif item or names.within(one):
        yield at(one, LEAKS, names=", ".join(sorted(names.within(one))))


def _collected(subject: Subject, names: Names, one: Found, loop: set[str]) -> Iterator[Problem]:
    _item, result, into = declared(one)
    if loop and not any(into in names.made.get(node, ()) for node in loop):
        yield at(one, NOT_CLEARED, name=into)
    if subject.forms is not None and not subject.alone and result not in names.made_within(one):
        yield at(one, NO_RESULT, name=result)


def _text(element: etree._Element, kind: str) -> str:
    return (element.findtext(f"{BPMN}{kind}") or "").strip()


RULES = (repetitions_are_told, items_stay_inside)

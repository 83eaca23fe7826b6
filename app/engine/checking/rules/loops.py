"""Loops in which nobody is asked anything and no time passes: the engine would run round without end."""

from collections.abc import Iterator

from app.engine.checking.placing import at
from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import in_cycles, reached
from app.engine.formulas import TIMERS
from app.engine.nodes import BPMN, SUBPROCESSES, Found
from app.engine.problems import ERROR, WARNING, Problem, rule

ENDLESS = rule(
    "loop.nobody-waits", ERROR,
    vi="Vòng lặp không có bước nào chờ người, tin nhắn hay thời gian, nên có thể chạy mãi không dừng.",
    en="In this loop nothing waits for a person, a message or time: it may run without end.",
    mend_vi="Đặt một nhiệm vụ người làm hoặc sự kiện chờ vào vòng lặp.",
    mend_en="Put a user task or a waiting event into the loop.",
)  # fmt: skip
PERHAPS = rule(
    "loop.perhaps-nobody-waits", WARNING,
    vi="Vòng lặp chỉ chờ ở nhiệm vụ làm nhiều lần; khi danh sách trống thì không ai được hỏi và nó có thể chạy mãi.",
    en="The loop waits only at a task done for each of a list; with an empty list it may never end.",
    mend_vi="Thêm một nhiệm vụ thường, hoặc chặn danh sách trống trước vòng lặp.",
    mend_en="Add an ordinary task, or handle the empty list before the loop.",
)  # fmt: skip
REPEATS = rule(
    "loop.repeats-alone", ERROR,
    vi="Phần tử tự lặp mà không chờ ai và không có số lần tối đa.",
    en="The element repeats by itself, waits for nobody and has no greatest number of rounds.",
    mend_vi="Ghi số lần lặp tối đa (loopMaximum).", mend_en="Set its greatest number of rounds (loopMaximum).",
)  # fmt: skip

NO_CHOICE = rule(
    "loop.no-choice", ERROR,
    vi="Vòng lặp không có cổng rẽ nhánh nào để thoát ra, nên không chạy được.",
    en="No gateway decides how to leave this loop, so it cannot be run.",
    mend_vi="Đặt một cổng XOR có lối ra vào vòng lặp; chỉ sự kiện trên biên thì chưa đủ.",
    mend_en="Put an XOR gateway with a way out into the loop; a boundary event alone is not enough.",
)  # fmt: skip

_ASKED = ("userTask", "manualTask")
_DECIDING = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")
_WAITING = ("messageEventDefinition", "timerEventDefinition", "signalEventDefinition")


def loops_wait(subject: Subject) -> Iterator[Problem]:
    """Every loop has a node that waits, and so does every repetition without a limit."""
    lists_too, lists_not = _Waits(subject, True), _Waits(subject, False)
    for scope in subject.scopes:
        endless = in_cycles(_without_waiting(scope, lists_too))
        perhaps = in_cycles(_without_waiting(scope, lists_not)) - endless
        yield from (at(scope.nodes[one], ENDLESS) for one in sorted(endless))
        yield from (at(scope.nodes[one], PERHAPS) for one in sorted(perhaps)[:1])
        for one in scope.nodes.values():
            loop = one.element.find(f"{BPMN}standardLoopCharacteristics")
            if loop is not None and loop.get("loopMaximum") is None and not lists_too.waits(one):
                yield at(one, REPEATS)


def loops_are_left_by_choice(subject: Subject) -> Iterator[Problem]:
    """Every loop has a gateway that decides: the engine plans ahead to the next choice, and would plan for ever."""
    for scope in subject.scopes:
        planned = {
            node_id: {flow.target for flow in scope.out.get(node_id, ())}
            for node_id, one in scope.nodes.items()
            if one.node.kind not in _DECIDING or len(scope.out.get(node_id, ())) < 2
        }
        yield from (at(scope.nodes[one], NO_CHOICE) for one in sorted(in_cycles(planned) & scope.live))


def _without_waiting(scope: Scope, waits: "_Waits") -> dict[str, set[str]]:
    passing = {one for one in scope.nodes if not waits.waits(scope.nodes[one])}
    return {one: scope.edges[one] & passing for one in passing}


class _Waits:
    """Which nodes surely wait, by what is inside them where there is an inside. `lists`: those done for each of a list
    count."""

    def __init__(self, subject: Subject, lists: bool) -> None:
        self._subject = subject
        self._lists = lists
        self._known: dict[str, bool] = {}

    def waits(self, one: Found) -> bool:
        """Whether nobody gets past the node without waiting."""
        if not self._lists and one.element.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None:
            return False
        kind = one.node.kind
        if kind in _ASKED or kind == "receiveTask":
            return True
        if kind in ("intermediateCatchEvent", "boundaryEvent", "eventBasedGateway"):
            return kind == "eventBasedGateway" or self._event_waits(one)
        if kind in SUBPROCESSES:
            return self._inside(one.node.id, self._subject.inside.get(one.node.id))
        if kind == "callActivity":
            called = one.element.get("calledElement", "")
            return self._inside(f"call {called}", self._process(called))
        return False

    def _event_waits(self, one: Found) -> bool:
        if any(one.element.find(f"{BPMN}{kind}") is None for kind in ("timerEventDefinition",)):
            return any(one.element.find(f"{BPMN}{kind}") is not None for kind in _WAITING)
        texts = [(one.element.findtext(f".//{BPMN}{kind}") or "").strip() for kind in TIMERS]
        return not any(text in _NO_TIME for text in texts if text)

    def _process(self, process_id: str) -> Scope | None:
        known = self._subject.processes.get(process_id)
        return next((s for s in self._subject.scopes if known and s.element is known[1]), None)

    def _inside(self, key: str, scope: Scope | None) -> bool:
        """Whether every way through a scope waits; a scope that is elsewhere is believed to."""
        if scope is None:
            return True
        if key not in self._known:
            self._known[key] = False  # for what calls itself
            passing = _without_waiting(scope, self)
            starts = {one.node.id for one in scope.starts if one.node.id in passing}
            ends = {one.node.id for one in scope.ends} | {one for one in scope.nodes if not scope.edges[one]}
            self._known[key] = not (reached(starts, passing) & ends)
        return self._known[key]


_NO_TIME = ('"PT0S"', "'PT0S'", '"P0D"', "'P0D'", '"PT0M"', "'PT0M'", '"PT0H"', "'PT0H'")

RULES = (loops_wait, loops_are_left_by_choice)

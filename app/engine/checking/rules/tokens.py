"""Tokens: what is split by a choice is not waited for by a parallel join, what is split in parallel is joined.

The knots of a scope (its loops, which hold no parallel gateway) are taken as one place where somebody chooses the way
out; what is left has no cycle. Along it every flow gets a statement: after which choices a token passes here. A
parallel join needs the same statement on all its flows, any other merge statements that exclude one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engine.checking.logic import ALWAYS, NEVER, Logic, TooMany
from app.engine.checking.placing import at, of
from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import components
from app.engine.problems import ERROR, INFO, WARNING, Problem, rule

STARVES = rule(
    "tokens.join-waits", ERROR,
    vi="Cổng song song chờ cả những nhánh có thể không được đi, nên hồ sơ sẽ treo ở đây.",
    en="The parallel join waits for branches that may not be taken: the case would hang here.",
    mend_vi="Gộp các nhánh của cổng XOR bằng cổng XOR; chỉ dùng cổng song song để gộp các nhánh chạy cùng lúc.",
    mend_en="Merge the branches of an XOR by an XOR; use a parallel join for branches that run at the same time only.",
)  # fmt: skip
DOUBLES = rule(
    "tokens.not-joined", ERROR,
    vi="Các nhánh chạy song song gặp nhau ở đây mà không có cổng gộp, nên các bước sau bị làm nhiều lần.",
    en="Parallel branches meet here without a join: what follows would be done several times.",
    mend_vi="Đặt một cổng song song (AND) trước phần tử này để gộp các nhánh.",
    mend_en="Put a parallel join (AND) before this element.",
)  # fmt: skip
REMINDER = rule(
    "tokens.reminder-returns", WARNING,
    vi="Nhánh của một sự kiện không ngắt quay về luồng chính ở đây, nên các bước sau có thể bị làm nhiều lần.",
    en="The branch of a non-interrupting event comes back to the main flow here: what follows may be done twice.",
    mend_vi="Cho nhánh đó kết thúc bằng sự kiện kết thúc riêng, hoặc để sự kiện ngắt nhiệm vụ.",
    mend_en="End that branch in an end event of its own, or let the event interrupt the task.",
)  # fmt: skip
UNDECIDED = rule(
    "tokens.undecided", INFO,
    vi="Các cổng đan vào nhau quá nhiều nên không xét được hết việc gộp nhánh.",
    en="The gateways interlock too much to decide whether all branches are joined.",
    mend_vi="Vẽ mỗi cổng tách có một cổng gộp của nó.", mend_en="Give every split a join of its own.",
)  # fmt: skip


def branches_are_joined(subject: Subject) -> Iterator[Problem]:
    """Tokens neither get stuck before a join nor multiply behind a merge."""
    for scope in subject.scopes:
        if len(scope.starts) == 1:
            try:
                yield from _Tokens(scope).followed()
            except (TooMany, RecursionError):
                yield of(scope, UNDECIDED)


@dataclass
class _Tokens:
    """Statements about the tokens of one scope. A flow is (source, target, number); a boundary event hangs on one."""

    scope: Scope
    logic: Logic = field(default_factory=Logic)
    passing: dict[tuple[str, str, int], int] = field(default_factory=dict)
    quiet: int = ALWAYS  # no event that does not interrupt has come

    def followed(self) -> Iterator[Problem]:
        """The places where tokens get stuck or multiply."""
        for knot in components({node: after for node, after in self.scope.edges.items() if node in self.scope.live}):
            if len(knot) > 1:
                yield from self._knot(set(knot))
            elif knot[0] in self.scope.nodes:
                yield from self._node(knot[0])

    def _incoming(self, node: str) -> list[int]:
        return [
            self.passing[key]
            for number, flow in enumerate(self.scope.into.get(node, ()))
            if (key := (flow.source, node, number)) in self.passing
        ]

    def _node(self, node: str) -> Iterator[Problem]:
        one = self.scope.nodes[node]
        came = self._came_by_event(node) + self._incoming(node)
        here = ALWAYS if one.node.kind == "startEvent" else self.logic.any_of(came)
        if one.node.kind == "parallelGateway" and len(came) > 1:
            if any(statement != came[0] for statement in came):
                yield at(one, STARVES)
        elif one.node.kind not in ("inclusiveGateway", "endEvent"):
            meeting = self._meeting(came)
            if meeting:
                yield at(one, DOUBLES if meeting == "always" else REMINDER)
        self._leave(node, here)

    def _meeting(self, came: list[int]) -> str | None:
        """Whether two tokens may come: `always` without any event that does not interrupt, or `sometimes`."""
        sofar, found = NEVER, None
        for statement in came:
            both = self.logic.both(sofar, statement)
            if both != NEVER:
                found = "sometimes"
                if self.logic.both(both, self.quiet) != NEVER:
                    return "always"
            sofar = self.logic.either(sofar, statement)
        return found

    def _came_by_event(self, node: str) -> list[int]:
        key = (self.scope.nodes[node].element.get("attachedToRef", ""), node, -1)
        return [self.passing[key]] if key in self.passing else []

    def _leave(self, node: str, here: int) -> None:
        out = [(node, flow.target, self._number(flow.target, flow)) for flow in self.scope.out.get(node, ())]
        here = self._events(node, here)
        kind = self.scope.nodes[node].node.kind
        if kind == "parallelGateway":
            self.passing.update(dict.fromkeys(out, here))
        elif kind == "inclusiveGateway" and len(out) > 1:
            self._leave_some(self.scope.nodes[node].element.get("default"), node, out, here)
        else:
            self._choose(out, here)

    def _number(self, target: str, flow: object) -> int:
        return next(number for number, one in enumerate(self.scope.into[target]) if one is flow)

    def _events(self, node: str, here: int) -> int:
        """Lets the events on the node's boundary happen; what is left for the node's own way out."""
        for event in self.scope.boundaries.get(node, ()):
            happens = self.logic.choice()
            key = (node, event.node.id, -1)
            self.passing[key] = self.logic.both(here, happens)
            if event.element.get("cancelActivity") == "false":
                self.quiet = self.logic.both(self.quiet, self.logic.negation(happens))
            else:
                here = self.logic.both(here, self.logic.negation(happens))
        return here

    def _choose(self, out: list[tuple[str, str, int]], here: int) -> None:
        """One of the flows is taken."""
        for key in out[:-1]:
            taken = self.logic.choice()
            self.passing[key] = self.logic.both(here, taken)
            here = self.logic.both(here, self.logic.negation(taken))
        if out:
            self.passing[out[-1]] = here

    def _leave_some(self, default: str | None, node: str, out: list[tuple[str, str, int]], here: int) -> None:
        """At least one of the flows is taken, the default one when no other is."""
        usual = next((n for n, flow in enumerate(self.scope.out[node]) if flow.id == default), len(out) - 1)
        some = NEVER
        for number, key in enumerate(out):
            if number != usual:
                taken = self.logic.choice()
                some = self.logic.either(some, taken)
                self.passing[key] = self.logic.both(here, taken)
        self.passing[out[usual]] = self.logic.both(here, self.logic.negation(some))

    def _knot(self, knot: set[str]) -> Iterator[Problem]:
        """A loop: it is entered once and left once, by whichever way; events that do not interrupt leave beside it."""
        entries = [statement for node in sorted(knot) for statement in self._entering(node, knot)]
        here = ALWAYS if any(self.scope.nodes[n].node.kind == "startEvent" for n in knot) else NEVER
        meeting = self._meeting(entries)
        if meeting:
            first = self.scope.nodes[min(node for node in knot if self._entering(node, knot))]
            yield at(first, DOUBLES if meeting == "always" else REMINDER)
        here = self.logic.either(here, self.logic.any_of(entries))
        for node in sorted(knot):
            for event in self.scope.boundaries.get(node, ()):
                if event.element.get("cancelActivity") == "false" and event.node.id in knot:
                    yield at(event, REMINDER)
        self._leave_knot(knot, here)

    def _entering(self, node: str, knot: set[str]) -> list[int]:
        return [] if node not in self.scope.nodes else self._incoming(node)

    def _leave_knot(self, knot: set[str], here: int) -> None:
        ways: list[tuple[str, str, int]] = []
        for node in sorted(knot):
            ways += [
                (node, flow.target, self._number(flow.target, flow))
                for flow in self.scope.out.get(node, ())
                if flow.target not in knot
            ]
            for event in self.scope.boundaries.get(node, ()):
                if event.node.id in knot:
                    continue
                if event.element.get("cancelActivity") == "false":
                    happens = self.logic.choice()
                    self.quiet = self.logic.both(self.quiet, self.logic.negation(happens))
                    self.passing[(node, event.node.id, -1)] = self.logic.both(here, happens)
                else:
                    ways.append((node, event.node.id, -1))
        self._choose(ways, here)


RULES = (branches_are_joined,)

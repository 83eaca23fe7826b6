"""Which nodes a case may come back to, and what runs until then: loops, around subprocesses and calls too."""

from functools import cached_property

from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import components, reached
from app.engine.nodes import BPMN, Found

_LOOP = f"{BPMN}standardLoopCharacteristics"


class Rounds:
    """The rounds of a subject."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def of(self, one: Found) -> set[str]:
        """The nodes that may run between two visits of a node, itself among them; none when there is but one visit."""
        return self._of(one.node.id, frozenset())

    def _of(self, node_id: str, seen: frozenset[str]) -> set[str]:
        scope = self._subject.scope_of.get(node_id)
        if scope is None or node_id in seen:
            return set()
        found = next((set(knot) for knot in self._knots.get(id(scope), ()) if node_id in knot), set())
        for host in self._hosts(scope):
            if around := self._of(host.node.id, seen | {node_id}) or self._repeated(host):
                found |= around | set(scope.nodes)
        if self._comes_after_itself(scope):
            found |= set(scope.nodes)
        return found

    @cached_property
    def _knots(self) -> dict[int, list[list[str]]]:
        return {id(one): [knot for knot in components(one.edges) if len(knot) > 1] for one in self._subject.scopes}

    @cached_property
    def _by_id(self) -> dict[str, Found]:
        return {one.node.id: one for one in self._subject.found}

    @cached_property
    def _callers(self) -> dict[str, list[Found]]:
        found: dict[str, list[Found]] = {}
        for one in self._subject.found:
            if one.node.kind == "callActivity":
                found.setdefault(one.element.get("calledElement", ""), []).append(one)
        return found

    def _hosts(self, scope: Scope) -> list[Found]:
        """The subprocess that a scope is the inside of, or the calls of a process."""
        inside = scope.element.get("id", "")
        if inside in self._subject.inside:
            return [self._by_id[inside]] if inside in self._by_id else []
        return self._callers.get(inside, [])

    def _repeated(self, host: Found) -> set[str]:
        return {host.node.id} if host.element.find(_LOOP) is not None else set()

    def _comes_after_itself(self, scope: Scope) -> bool:
        """Whether a process is called at two places of which one leads to the other; two processes that call it may do
        so too."""
        hosts = self._hosts(scope)
        for number, one in enumerate(hosts):
            around = self._subject.scope_of.get(one.node.id)
            for other in hosts[number + 1 :]:
                if around is None or other.node.id not in around.nodes:
                    return True
                if other.node.id in reached({one.node.id}, around.edges):
                    return True
                if one.node.id in reached({other.node.id}, around.edges):
                    return True
        return False

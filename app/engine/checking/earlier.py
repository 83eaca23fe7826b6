"""What may have been written before a node is reached: on the ways to it, around its subprocess, by its callers."""

from app.engine.checking.naming import Names, declared
from app.engine.checking.subject import Scope, Subject
from app.engine.cycles import reached
from app.engine.nodes import Found


class Earlier:
    """The variables of a subject by where they may be known. Too many rather than too few: whatever may come before
    counts, with all that is inside it."""

    def __init__(self, subject: Subject, names: Names) -> None:
        self._subject = subject
        self._names = names
        self._known: dict[str, set[str]] = {}
        self._by_id = {one.node.id: one for one in subject.found}
        self._callers: dict[str, list[Found]] = {}
        for one in subject.found:
            if one.node.kind == "callActivity":
                self._callers.setdefault(one.element.get("calledElement", ""), []).append(one)

    def at(self, node_id: str) -> set[str]:
        """What may be known when a node is reached."""
        if node_id not in self._known:
            self._known[node_id] = set()  # a process that calls itself asks again
            scope = self._subject.scope_of.get(node_id)
            if scope is not None:
                before = set().union(*(scope.back.get(one, set()) for one in reached({node_id}, scope.back)))
                self._known[node_id] = self._written(scope, before) | self._around(scope)
        return self._known[node_id]

    def behind(self, node_id: str) -> set[str]:
        """What may be known when a node has ended."""
        one = self._by_id.get(node_id)
        return self.at(node_id) | (self._names.within(one) if one else set())

    def _around(self, scope: Scope) -> set[str]:
        inside = scope.element.get("id", "")
        hosts = [self._by_id[inside]] if inside in self._subject.inside else self._callers.get(inside, [])
        return set().union(*(self.at(host.node.id) | set(declared(host)) for host in hosts))

    def _written(self, scope: Scope, nodes: set[str]) -> set[str]:
        return set().union(*(self._names.within(scope.nodes[node]) for node in nodes if node in scope.nodes))

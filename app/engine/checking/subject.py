"""What is checked, read once: the parsed files, the nodes in them, the flows between them, scope by scope."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from app.engine.checking.known import NOTHING, Known
from app.engine.cycles import reached
from app.engine.formulas import Formula, formulas
from app.engine.nodes import BPMN, Found, find_nodes, local, processes


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow with its file."""

    id: str
    source: str
    target: str
    file: str
    element: etree._Element

    @property
    def name(self) -> str:
        """Its name on the canvas, on one line."""
        return " ".join(self.element.get("name", "").split())

    @property
    def condition(self) -> str | None:
        """The text of its condition."""
        found: str | None = self.element.findtext(f"{BPMN}conditionExpression")
        return found


@dataclass
class Scope:
    """A process or an embedded subprocess: what can be joined by flows. Boundary events hang on their activity."""

    file: str
    element: etree._Element
    process_id: str
    nodes: dict[str, Found] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    out: dict[str, list[Flow]] = field(default_factory=dict)
    into: dict[str, list[Flow]] = field(default_factory=dict)

    @cached_property
    def boundaries(self) -> dict[str, list[Found]]:
        """The boundary events by the id of their activity."""
        hung: dict[str, list[Found]] = {}
        for one in self.nodes.values():
            if one.node.kind == "boundaryEvent":
                hung.setdefault(one.element.get("attachedToRef", ""), []).append(one)
        return hung

    @cached_property
    def edges(self) -> dict[str, set[str]]:
        """Where one can get from a node: along its flows, and to the events on its boundary."""
        after = {one: {flow.target for flow in self.out.get(one, ())} for one in self.nodes}
        for host, events in self.boundaries.items():
            if host in after:
                after[host] |= {event.node.id for event in events}
        return after

    @cached_property
    def back(self) -> dict[str, set[str]]:
        """The edges turned round."""
        before: dict[str, set[str]] = {}
        for source, targets in self.edges.items():
            for target in targets:
                before.setdefault(target, set()).add(source)
        return before

    @cached_property
    def starts(self) -> list[Found]:
        """Its start events."""
        return [one for one in self.nodes.values() if one.node.kind == "startEvent"]

    @cached_property
    def ends(self) -> list[Found]:
        """Its end events."""
        return [one for one in self.nodes.values() if one.node.kind == "endEvent"]

    @cached_property
    def live(self) -> set[str]:
        """The nodes that can be reached from its start."""
        return reached({one.node.id for one in self.starts}, self.edges)

    def between(self, source: str, target: str) -> set[str]:
        """The nodes on any way from one node to another, both ends with them."""
        return reached({source}, self.edges) & reached({target}, self.back)


@dataclass(frozen=True)
class Subject:
    """A bundle, or the files at hand of one. `process_id` is its main process, None when that is not known.

    With `alone` what is called may be elsewhere. `forms` None: the forms are elsewhere too.
    """

    process_id: str | None
    trees: Mapping[str, etree._Element]
    forms: Mapping[str, Mapping[str, Any]] | None
    known: Known = NOTHING
    alone: bool = False

    @cached_property
    def found(self) -> list[Found]:
        """All flow nodes, with the roles of their lanes."""
        return find_nodes(self.trees)

    @cached_property
    def diagrams(self) -> dict[str, etree._Element]:
        """The roots of the BPMN files."""
        return {file: root for file, root in self.trees.items() if file.endswith(".bpmn")}

    @cached_property
    def tables(self) -> dict[str, etree._Element]:
        """The roots of the DMN files."""
        return {file: root for file, root in self.trees.items() if file.endswith(".dmn")}

    @cached_property
    def formulas(self) -> list[Formula]:
        """Every expression and script."""
        return list(formulas(self.trees))

    @cached_property
    def processes(self) -> dict[str, tuple[str, etree._Element]]:
        """The processes by id, with their files."""
        return {process.get("id", ""): (file, process) for file, process in processes(self.trees)}

    @cached_property
    def scopes(self) -> list[Scope]:
        """All processes and subprocesses."""
        made: dict[etree._Element, Scope] = {}
        for file, process in processes(self.trees):
            made[process] = Scope(file, process, process.get("id", ""))
        for one in self.found:
            scope = made.setdefault(one.scope, Scope(one.file, one.scope, one.node.process_id))
            scope.nodes.setdefault(one.node.id, one)
        for scope in made.values():
            for element in scope.element.iterfind(f"{BPMN}sequenceFlow"):
                _join(scope, element)
        return list(made.values())

    @cached_property
    def scope_of(self) -> dict[str, Scope]:
        """The scope in which a node stands, by the node's id."""
        return {node_id: scope for scope in self.scopes for node_id in scope.nodes}

    @cached_property
    def inside(self) -> dict[str, Scope]:
        """What is inside a subprocess, by its id."""
        return {scope.element.get("id", ""): scope for scope in self.scopes if local(scope.element) != "process"}

    @cached_property
    def calls(self) -> dict[str, set[str]]:
        """Which processes a process calls."""
        found: dict[str, set[str]] = {process: set() for process in self.processes}
        for one in self.found:
            if one.node.kind == "callActivity":
                found.setdefault(one.node.process_id, set()).add(one.element.get("calledElement", ""))
        return found

    @cached_property
    def run(self) -> set[str]:
        """The processes that the main one reaches; all of them when the main one is not known."""
        return set(self.processes) if self.process_id is None else reached({self.process_id}, self.calls)


def _join(scope: Scope, element: etree._Element) -> None:
    source, target = element.get("sourceRef", ""), element.get("targetRef", "")
    flow = Flow(element.get("id", ""), source, target, scope.file, element)
    scope.flows.append(flow)
    if source in scope.nodes and target in scope.nodes:
        scope.out.setdefault(source, []).append(flow)
        scope.into.setdefault(target, []).append(flow)

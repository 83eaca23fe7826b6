"""Our own reading of a diagram: its nodes, the roles of their lanes, their forms and properties.

The engine's parser knows lanes by name only; people are found by the lane's `role` property, whatever its name is in
which language. The innermost lane counts; what is inside an embedded subprocess takes the subprocess's lane; a called
process without lanes takes its call activity's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
SUBPROCESSES = ("subProcess", "transaction", "adHocSubProcess")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
TASKS = (
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
    "callActivity",
)  # fmt: skip
MAX_CALL_DEPTH = 20  # a process called from a process called from …
FLOW_NODES = frozenset((*GATEWAYS, *SUBPROCESSES, *EVENTS, *TASKS))


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a diagram. `kind` is its BPMN element, `role` whose lane it stands in.

    `unit`, `assignee`, `step_term`, `letter` (the paper that belongs to the step) and `operator` (what an operator may
    do in somebody's place) are the user task's properties as written, for the host to understand. `lapses`: an
    interrupting timer on the task leads where completing it leads, so that silence does the same.
    `attached_to`: the activity on whose boundary an event sits.
    """

    id: str
    process_id: str
    name: str
    kind: str
    role: str | None
    form_key: str | None = None
    instructions: str | None = None
    unit: str | None = None
    assignee: str | None = None
    step_term: str | None = None
    letter: str | None = None
    operator: str | None = None
    lapses: bool = False
    attached_to: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A node with where it was found: its file, its element, its scope (a process or a subprocess element)."""

    node: Node
    file: str
    element: etree._Element
    scope: etree._Element


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def processes(trees: Mapping[str, etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    """Every process of the bundle with its file."""
    for file, root in trees.items():
        if file.endswith(".bpmn"):
            for process in root.iter(f"{BPMN}process"):
                yield file, process


def find_nodes(trees: Mapping[str, etree._Element]) -> list[Found]:
    """All flow nodes of a bundle, with the roles of their lanes."""
    found = [one for file, process in processes(trees) for one in _nodes_of(file, process)]
    return _with_callers_roles(found, trees)


def properties(element: etree._Element) -> dict[str, str]:
    """The spiffworkflow properties of an element."""
    path = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
    return {one.get("name", ""): one.get("value", "").strip() for one in element.iterfind(path)}


def _nodes_of(file: str, process: etree._Element) -> Iterator[Found]:
    roles = _lane_roles(process)
    stack: list[tuple[etree._Element, str | None]] = [(process, None)]
    while stack:
        scope, inherited = stack.pop()
        for element in scope:
            kind = local(element)
            if kind not in FLOW_NODES:
                continue
            role = roles.get(element.get("id", ""), inherited)
            node = replace(_node(element, process.get("id", ""), kind, role), lapses=_lapses(element, scope))
            yield Found(node, file, element, scope)
            if kind in SUBPROCESSES:
                stack.append((element, role))


def _lane_roles(process: etree._Element) -> dict[str, str]:
    """The role of each node that a lane names; document order puts inner lanes after the outer ones around them."""
    roles: dict[str, str] = {}
    for lane in process.iter(f"{BPMN}lane"):
        role = properties(lane).get("role")
        if role:
            roles.update({(one.text or "").strip(): role for one in lane.iter(f"{BPMN}flowNodeRef")})
    return roles


def _node(element: etree._Element, process_id: str, kind: str, role: str | None) -> Node:
    given = properties(element)
    node_id = element.get("id", "")
    return Node(
        id=node_id,
        process_id=process_id,
        name=" ".join(element.get("name", "").split()),
        kind=kind,
        role=role,
        form_key=(given.get("form") or node_id) if kind == "userTask" else None,
        instructions=element.findtext(f"{BPMN}extensionElements/{SPIFF}instructionsForEndUser"),
        unit=given.get("unit"),
        assignee=given.get("assignee"),
        step_term=given.get("step_term"),
        letter=given.get("letter"),
        operator=given.get("operator"),
        attached_to=element.get("attachedToRef"),
    )


def _lapses(element: etree._Element, scope: etree._Element) -> bool:
    node_id = element.get("id", "")
    events = [
        event
        for event in (scope.iterfind(f"{BPMN}boundaryEvent") if element.tag == f"{BPMN}userTask" else ())
        if event.get("attachedToRef") == node_id
        and event.get("cancelActivity") != "false"
        and event.find(f"{BPMN}timerEventDefinition") is not None
    ]
    if not events:
        return False
    leads = {(flow.get("sourceRef"), flow.get("targetRef")) for flow in scope.iterfind(f"{BPMN}sequenceFlow")}
    targets = {target for source, target in leads if source == node_id}
    return len(targets) == 1 and any((event.get("id"), *targets) in leads for event in events)


def _with_callers_roles(found: list[Found], trees: Mapping[str, etree._Element]) -> list[Found]:
    lanes = {process.get("id", "") for _, process in processes(trees) if _lane_roles(process)}
    for _ in range(MAX_CALL_DEPTH):
        callers: dict[str, set[str | None]] = {}
        for one in found:
            if one.node.kind == "callActivity":
                callers.setdefault(one.element.get("calledElement", ""), set()).add(one.node.role)
        filled = [_filled(one, lanes, callers) for one in found]
        if filled == found:
            break
        found = filled
    return found


def _filled(one: Found, lanes: set[str], callers: dict[str, set[str | None]]) -> Found:
    roles = callers.get(one.node.process_id, set())
    if one.node.role is not None or one.node.process_id in lanes or len(roles) != 1:
        return one
    return replace(one, node=replace(one.node, role=next(iter(roles))))

"""What a diagram says, as lanes and steps in the order of the flow."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine import hostile_xml
from app.engine.nodes import BPMN, FLOW_NODES, SPIFF, SUBPROCESSES, local, properties

PROPERTIES = ("form", "step_term", "assignee", "unit", "letter")
_PLAIN_EVENTS = {"timerEventDefinition": "timer", "messageEventDefinition": "message", "errorEventDefinition": "error"}


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `role` None: it says none."""

    id: str
    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow out of a step. `condition` None: always; `default`: when no other holds."""

    id: str
    name: str
    target: str
    target_name: str
    condition: str | None
    default: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A flow node. `lane` is a lane's id, `depth` how many subprocesses are around it, `host` what a boundary event
    stands on, `event` what an event waits for, `given` its properties by name."""

    id: str
    name: str
    kind: str
    lane: str | None
    depth: int
    given: Mapping[str, str]
    instructions: str | None
    action: str | None
    called: str | None
    decision: str | None
    script: str | None
    host: str | None
    event: str | None
    flows: tuple[Flow, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """A process with its lanes and its steps in the order of the flow."""

    id: str
    name: str
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]


def read(content: bytes) -> list[Process]:
    """The processes of a BPMN file. Raises HostileXml for what no diagram is."""
    root = hostile_xml.read(content)
    return [_process(one) for one in root.iter(f"{BPMN}process")]


def _process(process: etree._Element) -> Process:
    lanes = list(process.iter(f"{BPMN}lane"))
    of_node = {
        (ref.text or "").strip(): lane.get("id", "") for lane in lanes for ref in lane.iter(f"{BPMN}flowNodeRef")
    }
    return Process(
        id=process.get("id", ""),
        name=process.get("name", ""),
        lanes=tuple(Lane(one.get("id", ""), one.get("name", ""), properties(one).get("role")) for one in lanes),
        steps=tuple(_steps(process, of_node, None, 0)),
    )


def _steps(scope: etree._Element, lanes: Mapping[str, str], inherited: str | None, depth: int) -> Iterator[Step]:
    nodes = {one.get("id", ""): one for one in scope if local(one) in FLOW_NODES}
    flows = [one for one in scope if local(one) == "sequenceFlow"]
    out_of, into = _by(flows, "sourceRef"), _by(flows, "targetRef")
    for node in _in_order(nodes, flows):
        node_id = node.get("id", "")
        lane = lanes.get(node_id, inherited)
        before = tuple(one.get("sourceRef", "") for one in into.get(node_id, ()))
        yield _step(node, tuple(_flow(one, node, nodes) for one in out_of.get(node_id, ())), before, lane, depth)
        if local(node) in SUBPROCESSES:
            yield from _steps(node, lanes, lane, depth + 1)


def _in_order(nodes: Mapping[str, etree._Element], flows: list[etree._Element]) -> Iterator[etree._Element]:
    """As the flow meets them, what hangs on a step right after it; then what no flow reaches."""
    after: dict[str, list[str]] = {}
    for node_id, node in nodes.items():
        if host := node.get("attachedToRef"):
            after.setdefault(host, []).append(node_id)
    for flow in flows:
        after.setdefault(flow.get("sourceRef", ""), []).append(flow.get("targetRef", ""))
    starts = [one for one in nodes if local(nodes[one]) == "startEvent"]
    seen: set[str] = set()
    for first in [*starts, *nodes]:
        waiting = deque([first])
        while waiting:
            here = waiting.popleft()
            if here in nodes and here not in seen:
                seen.add(here)
                yield nodes[here]
                waiting.extend(after.get(here, ()))


def _by(flows: list[etree._Element], end: str) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for flow in flows:
        found.setdefault(flow.get(end, ""), []).append(flow)
    return found


def _step(node: etree._Element, flows: tuple[Flow, ...], before: tuple[str, ...], lane: str | None, depth: int) -> Step:
    node_id = node.get("id", "")
    inside = f"{BPMN}extensionElements/{SPIFF}"
    operator = node.find(f"{inside}serviceTaskOperator")
    return Step(
        id=node_id,
        name=" ".join(node.get("name", "").split()),
        kind=local(node),
        lane=lane,
        depth=depth,
        given=properties(node),
        instructions=node.findtext(f"{inside}instructionsForEndUser"),
        action=None if operator is None else operator.get("id"),
        called=node.get("calledElement"),
        decision=node.findtext(f"{inside}calledDecisionId"),
        script=node.findtext(f"{BPMN}script"),
        host=node.get("attachedToRef"),
        event=next((_PLAIN_EVENTS[local(one)] for one in node if local(one) in _PLAIN_EVENTS), None),
        flows=flows,
        before=before,
    )


def _flow(flow: etree._Element, source: etree._Element, nodes: Mapping[str, etree._Element]) -> Flow:
    target = flow.get("targetRef", "")
    named = nodes.get(target)
    return Flow(
        id=flow.get("id", ""),
        name=" ".join(flow.get("name", "").split()),
        target=target,
        target_name=target if named is None else " ".join(named.get("name", "").split()) or target,
        condition=flow.findtext(f"{BPMN}conditionExpression"),
        default=bool(flow.get("id")) and source.get("default") == flow.get("id"),
    )

"""What a diagram says, as pools, lanes and steps in the order of the flow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.engine.nodes import BPMN, FLOW_NODES, SPIFF, SUBPROCESSES
from app.engine.outline import ordering, repeats, timers
from app.engine.outline.events import NAMED
from app.engine.outline.repeats import Repeat
from app.engine.outline.source import Element, Source

PROPERTIES = ("form", "step_term", "assignee", "unit", "letter", "operator")
_FLOW = f"{BPMN}sequenceFlow"
_EXTENSIONS = f"{BPMN}extensionElements"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `role` None: it says none. `inside`: it has lanes of its own."""

    id: str
    name: str
    role: str | None
    inside: bool = False


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
    """A flow node. `lane` is a lane's id; `scope` the process or subprocess around it, `depth` how many subprocesses
    those are; `host` what a boundary event stands on; `event` what it waits for or throws, `value` which one or when;
    `given` its properties by name; `parameters` what a service task is told."""

    id: str
    name: str
    kind: str
    lane: str | None
    scope: str
    depth: int
    given: Mapping[str, str]
    instructions: str | None
    action: str | None
    parameters: Mapping[str, str]
    result: str
    called: str | None
    decision: str | None
    script: str | None
    host: str | None
    event: str | None
    value: str
    interrupting: bool
    repeat: Repeat
    flows: tuple[Flow, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """A process with its lanes and its steps in the order of the flow; `pool` is its pool's id."""

    id: str
    name: str
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A pool without content, or what several events share: a message, signal, error or escalation."""

    id: str
    name: str
    kind: str


def read(content: bytes) -> list[Process]:
    """The processes of a BPMN file. Raises HostileXml for what no diagram is."""
    source = Source(content)
    names = _names(source)
    pools = {one.attributes.get("processRef", ""): one.id for one in source.all(f"{BPMN}participant")}
    return [_process(one, names, pools) for one in source.all(f"{BPMN}process")]


def shared(content: bytes) -> list[Named]:
    """The messages, signals, errors and escalations that the file declares."""
    declared = Source(content).all(*(BPMN + kind for kind in NAMED))
    return [Named(one.id, _name(one), one.tag.removeprefix(BPMN)) for one in declared if one.id]


def others(content: bytes) -> list[Named]:
    """The pools without a process in the file: who else takes part."""
    source = Source(content)
    pools = source.all(f"{BPMN}participant")
    empty = [one for one in pools if one.attributes.get("processRef") not in source.by_id]
    return [Named(one.id, _name(one), "participant") for one in empty if one.id]


def properties(element: Element) -> dict[str, str]:
    """The spiffworkflow properties of an element."""
    held = _below(element, f"{SPIFF}properties")
    return (
        {one.attributes.get("name", ""): one.attributes.get("value", "").strip() for one in held.children}
        if held
        else {}
    )


def _process(process: Element, names: Mapping[str, str], pools: Mapping[str, str]) -> Process:
    lanes = [one for one in process.within() if one.tag == f"{BPMN}lane"]
    of_node = {ref.text.strip(): lane.id for lane in lanes for ref in lane.within() if ref.tag == f"{BPMN}flowNodeRef"}
    return Process(
        id=process.id,
        name=process.attributes.get("name", ""),
        lanes=tuple(_lane(one) for one in lanes),
        steps=tuple(_steps(process, of_node, None, 0, names)),
        pool=pools.get(process.id, ""),
    )


def _lane(lane: Element) -> Lane:
    inside = lane.child(f"{BPMN}childLaneSet") is not None
    return Lane(lane.id, lane.attributes.get("name", ""), properties(lane).get("role"), inside)


def _steps(
    scope: Element, lanes: Mapping[str, str], inherited: str | None, depth: int, names: Mapping[str, str]
) -> Iterator[Step]:
    nodes = {one.id: one for one in scope.children if one.tag.removeprefix(BPMN) in FLOW_NODES}
    flows = [one for one in scope.children if one.tag == _FLOW]
    out_of, into = _by(flows, "sourceRef"), _by(flows, "targetRef")
    for node_id in ordering.in_order(nodes, flows):
        node = nodes[node_id]
        lane = lanes.get(node_id, inherited)
        before = tuple(one.attributes.get("sourceRef", "") for one in into.get(node_id, ()))
        out = tuple(_flow(one, node, nodes) for one in out_of.get(node_id, ()))
        yield _step(node, out, before, lane, depth, names)
        if node.tag.removeprefix(BPMN) in SUBPROCESSES:
            yield from _steps(node, lanes, lane, depth + 1, names)


def _by(flows: list[Element], end: str) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for flow in flows:
        found.setdefault(flow.attributes.get(end, ""), []).append(flow)
    return found


def _step(
    node: Element,
    flows: tuple[Flow, ...],
    before: tuple[str, ...],
    lane: str | None,
    depth: int,
    names: Mapping[str, str],
) -> Step:
    operator = _below(node, f"{SPIFF}serviceTaskOperator")
    said = operator.attributes if operator is not None else {}
    event, value = _event(node, names)
    return Step(
        id=node.id,
        name=_name(node),
        kind=node.tag.removeprefix(BPMN),
        lane=lane,
        scope=node.parent.id if node.parent is not None else "",
        depth=depth,
        given=properties(node),
        instructions=_text(_below(node, f"{SPIFF}instructionsForEndUser")),
        action=said.get("id"),
        parameters=_parameters(operator),
        result=said.get("resultVariable", ""),
        called=node.attributes.get("calledElement"),
        decision=_text(_below(node, f"{SPIFF}calledDecisionId")),
        script=_text(node.child(f"{BPMN}script")),
        host=node.attributes.get("attachedToRef"),
        event=event,
        value=value,
        interrupting=node.attributes.get("cancelActivity") != "false",
        repeat=repeats.read(node),
        flows=flows,
        before=before,
    )


def _event(node: Element, names: Mapping[str, str]) -> tuple[str | None, str]:
    """What an event waits for or throws, and which or when."""
    if "messageRef" in node.attributes:
        return "message", names.get(node.attributes["messageRef"], "")
    held = next((one for one in node.children if one.tag.endswith("EventDefinition")), None)
    if held is None:
        return ("message", "") if node.tag in (f"{BPMN}receiveTask", f"{BPMN}sendTask") else (None, "")
    kind = held.tag.removeprefix(BPMN).removesuffix("EventDefinition")
    if kind == "timer":
        return kind, timers.shown(" ".join(one.text for one in held.children).strip())
    return kind, names.get(held.attributes.get(f"{kind}Ref", ""), "")


def _parameters(operator: Element | None) -> dict[str, str]:
    group = operator.child(f"{SPIFF}parameters") if operator is not None else None
    return {one.id: one.attributes.get("value", "") for one in group.children} if group is not None else {}


def _flow(flow: Element, source: Element, nodes: Mapping[str, Element]) -> Flow:
    target = flow.attributes.get("targetRef", "")
    named = nodes.get(target)
    return Flow(
        id=flow.id,
        name=_name(flow),
        target=target,
        target_name=target if named is None else _name(named) or target,
        condition=_text(flow.child(f"{BPMN}conditionExpression")),
        default=bool(flow.id) and source.attributes.get("default") == flow.id,
    )


def _names(source: Source) -> dict[str, str]:
    return {one.id: _name(one) for one in source.all(*(BPMN + kind for kind in NAMED))}


def _name(element: Element) -> str:
    return " ".join(element.attributes.get("name", "").split())


def _below(element: Element, tag: str) -> Element | None:
    held = element.child(_EXTENSIONS)
    return held.child(tag) if held is not None else None


def _text(element: Element | None) -> str | None:
    return element.text if element is not None else None

"""The worst diagrams that reading takes: as many elements, as deep, as tangled as it allows."""

from collections.abc import Callable

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions id="d" targetNamespace="x"'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI">'
    '<bpmn:process id="one_stop" isExecutable="true">'
)


def _whole(inside: str, drawn: str = "") -> bytes:
    plane = f'<bpmndi:BPMNDiagram id="i"><bpmndi:BPMNPlane id="p" bpmnElement="one_stop">{drawn}</bpmndi:BPMNPlane>'
    return f"{HEAD}{inside}</bpmn:process>{plane}</bpmndi:BPMNDiagram></bpmn:definitions>".encode()


def _flow(number: object, source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'


def chain(count: int) -> bytes:
    """Tasks one behind the other, all drawn."""
    inside, drawn = '<bpmn:startEvent id="t-1"/>', ""
    for n in range(count):
        inside += f'<bpmn:userTask id="t{n}" name="Việc {n}"/>{_flow(n, f"t{n - 1}", f"t{n}")}'
        drawn += (
            f'<bpmndi:BPMNShape id="s{n}" bpmnElement="t{n}"><dc:Bounds x="{n * 150}" y="0" width="100" height="80"/>'
            f'</bpmndi:BPMNShape><bpmndi:BPMNEdge id="e{n}" bpmnElement="f{n}"><di:waypoint x="0" y="40"/>'
            f'<di:waypoint x="{n * 150}" y="40"/></bpmndi:BPMNEdge>'
        )
    return _whole(inside, drawn)


def tangle(count: int, kind: str) -> bytes:
    """Everything leads to everything."""
    nodes = "".join(f'<bpmn:{kind} id="t{n}"/>' for n in range(count))
    flows = "".join(_flow(f"{a}_{b}", f"t{a}", f"t{b}") for a in range(count) for b in range(count))
    return _whole(f'<bpmn:startEvent id="s"/>{_flow("s", "s", "t0")}{nodes}{flows}')


def deep(levels: int, count: int) -> bytes:
    """Tasks in subprocesses in subprocesses."""
    opened = "".join(f'<bpmn:subProcess id="sub{n}">' for n in range(levels))
    return _whole(opened + "".join(f'<bpmn:userTask id="t{n}"/>' for n in range(count)) + "</bpmn:subProcess>" * levels)


def nested_lanes(levels: int, count: int) -> bytes:
    """A lane in a lane in a lane around all tasks."""
    opened = "".join(f'<bpmn:lane id="l{n}"><bpmn:childLaneSet id="c{n}">' for n in range(levels))
    refs = "".join(f"<bpmn:flowNodeRef>t{n}</bpmn:flowNodeRef>" for n in range(count))
    closed = "</bpmn:childLaneSet></bpmn:lane>" * levels
    lanes = f'<bpmn:laneSet id="x">{opened}<bpmn:lane id="y">{refs}</bpmn:lane>{closed}</bpmn:laneSet>'
    return _whole(lanes + "".join(f'<bpmn:userTask id="t{n}"/>' for n in range(count)))


def same_names(count: int) -> bytes:
    """All called the same, with the same long id."""
    return _whole(f'<bpmn:userTask id="{"x" * 30}" name="{"y" * 40}"/>' * count)


def fences(count: int) -> bytes:
    """Events on the edge of one task."""
    events = ""
    for n in range(count):
        after = f'<bpmn:timerEventDefinition id="d{n}"><bpmn:timeDuration>"P1D"</bpmn:timeDuration>'
        event = (
            f'<bpmn:boundaryEvent id="b{n}" attachedToRef="t">{after}</bpmn:timerEventDefinition></bpmn:boundaryEvent>'
        )
        events += event + _flow(n, f"b{n}", "t")
    return _whole(f'<bpmn:startEvent id="s"/><bpmn:userTask id="t"/>{_flow("s", "s", "t")}{events}')


def blocks_in_blocks(count: int) -> bytes:
    """Parallel blocks one in the other."""
    inside = '<bpmn:startEvent id="a-1"/><bpmn:endEvent id="j-1"/>'
    for n in range(count):
        inside += f'<bpmn:parallelGateway id="a{n}"/><bpmn:parallelGateway id="j{n}"/><bpmn:userTask id="x{n}"/>'
        inside += _flow(f"g{n}", f"a{n}", f"x{n}") + _flow(f"k{n}", f"x{n}", f"j{n}")
        inside += _flow(f"d{n}", f"a{n - 1}", f"a{n}") + _flow(f"u{n}", f"j{n}", f"j{n - 1}")
    return _whole(inside + _flow("m", f"a{count - 1}", f"j{count - 1}"))


WORST: dict[str, Callable[[], bytes]] = {
    "chain": lambda: chain(2400),
    "everything to everything": lambda: tangle(139, "userTask"),
    "choices everywhere": lambda: tangle(139, "exclusiveGateway"),
    "parallel everywhere": lambda: tangle(139, "parallelGateway"),
    "deep": lambda: deep(55, 18_000),
    "lanes in lanes": lambda: nested_lanes(20, 9_000),
    "the same names": lambda: same_names(19_000),
    "a long name": lambda: _whole(f'<bpmn:startEvent id="s" name="{"Tên dài " * 190_000}"/>'),
    "events on one edge": lambda: fences(4_000),
    "blocks in blocks": lambda: blocks_in_blocks(2_700),
}
# As big as a process may be: these are judged by all rules.
ALLOWED: dict[str, Callable[[], bytes]] = {
    "chain": lambda: chain(590),
    "everything to everything": lambda: tangle(38, "userTask"),
    "choices everywhere": lambda: tangle(38, "exclusiveGateway"),
    "open choices everywhere": lambda: tangle(38, "inclusiveGateway"),
    "parallel everywhere": lambda: tangle(38, "parallelGateway"),
    "deep": lambda: deep(50, 540),
    "lanes in lanes": lambda: nested_lanes(18, 590),
    "events on one edge": lambda: fences(590),
    "blocks in blocks": lambda: blocks_in_blocks(195),
}

"""Flows between steps that are there, and the gateways that split and join them."""

from app.core.errors import N_
from app.core.folding import fold
from app.engine.nodes import BPMN
from app.engine.outline import links, placing
from app.engine.outline.edits import NotPossible, element
from app.engine.outline.links import FLOW, NODES, flows, free_id
from app.engine.outline.source import Source
from app.engine.outline.steps import ACTIVITIES, add_step

_SPLITS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")


def add_flow(content: bytes, start: str, end: str) -> tuple[bytes, str]:
    """A new flow between two steps of the same process or subprocess; the file and its id."""
    source = Source(content)
    _refuse_ends(source, start, end)
    flow = free_id(source, f"flow_{start}_{end}")
    return placing.redraw(links.with_flow(content, flow, start, end), flow), flow


def remove_flow(content: bytes, flow_id: str) -> bytes:
    """Takes a flow out."""
    if element(Source(content), flow_id).tag != FLOW:
        raise NotPossible({flow_id: N_("Đây không phải một luồng.")})
    return links.without(content, {flow_id})


def retarget(content: bytes, flow_id: str, end: str) -> bytes:
    """Leads a flow to another step."""
    source = Source(content)
    flow = element(source, flow_id)
    if flow.tag != FLOW:
        raise NotPossible({flow_id: N_("Đây không phải một luồng.")})
    if flow.attributes.get("targetRef") == end:
        return content
    _refuse_ends(source, flow.attributes.get("sourceRef", ""), end)
    return placing.redraw(links.led(content, flow_id, end), flow_id)


def together(content: bytes, step_id: str, name: str) -> tuple[bytes, str]:
    """A new task done at the same time as a step: a split before both, a join behind. The file and the task's id."""
    source = Source(content)
    step = element(source, step_id)
    before, out = flows(source, "targetRef", step_id), flows(source, "sourceRef", step_id)
    if step.tag.removeprefix(BPMN) not in ACTIVITIES or not before or len(out) != 1:
        raise NotPossible({step_id: N_("Chỉ làm song song được với một việc có luồng vào và một luồng ra.")})
    content, split = gate_before(content, step_id, "parallelGateway", "")
    content, join = add_step(content, step_id, "parallelGateway", "", out[0].id)
    content, new_id = add_step(content, split, "userTask", name, None, join)
    return content, new_id


def gate_before(content: bytes, node_id: str, kind: str, name: str) -> tuple[bytes, str]:
    """A gateway that takes all flows into a step and leads to it; the file and its id."""
    source = Source(content)
    node = element(source, node_id)
    before = [one.id for one in flows(source, "targetRef", node_id)]
    if node.tag not in NODES or kind not in _SPLITS or not before:
        raise NotPossible({node_id: N_("Không có luồng nào đi vào bước này.")})
    new_id = free_id(source, fold(name) or f"gop_{node_id}")
    content = links.with_node(content, node_id, kind, {"id": new_id} | ({"name": name} if name else {}))
    content = links.in_lane_of(content, new_id, node_id)
    for one in before:
        content = links.led(content, one, new_id)
    content = links.with_flow(content, free_id(Source(content), f"flow_{new_id}"), new_id, node_id)
    return placing.draw_before(content, new_id, kind, node_id), new_id


def gate_behind(content: bytes, node_id: str, kind: str, name: str) -> tuple[bytes, str]:
    """A gateway behind a step that takes over all flows out of it; the file and its id."""
    source = Source(content)
    node = element(source, node_id)
    out = [one.id for one in flows(source, "sourceRef", node_id)]
    if node.tag not in NODES or kind not in _SPLITS or not out:
        raise NotPossible({node_id: N_("Không có luồng nào đi ra từ bước này.")})
    new_id = free_id(source, fold(name) or f"re_{node_id}")
    content = links.with_node(content, node_id, kind, {"id": new_id} | ({"name": name} if name else {}))
    content = links.in_lane_of(content, new_id, node_id)
    for one in out:
        content = links.come_from(content, one, new_id)
    content = links.with_flow(content, free_id(Source(content), f"flow_{node_id}_{new_id}"), node_id, new_id)
    return placing.draw_step(content, node_id, new_id, kind, split=True), new_id


def _refuse_ends(source: Source, start: str, end: str) -> None:
    first, last = element(source, start), element(source, end)
    if first.parent is not last.parent or not {first.tag, last.tag} <= NODES:
        raise NotPossible({start: N_("Chỉ nối được hai bước trong cùng một quy trình.")})
    if first.tag == f"{BPMN}endEvent" or last.tag in (f"{BPMN}startEvent", f"{BPMN}boundaryEvent"):
        raise NotPossible({start: N_("Không có luồng đi ra từ điểm kết thúc hay đi vào điểm bắt đầu.")})

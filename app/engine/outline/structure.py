"""Edits of a diagram's shape: steps, flows and lanes that come and go, drawn where there is room for them."""

import re

from app.core.errors import N_
from app.core.folding import fold
from app.engine.nodes import BPMN, FLOW_NODES, GATEWAYS
from app.engine.outline import shapes
from app.engine.outline.edits import BPMN_URI, NotPossible, element, set_lane, set_property
from app.engine.outline.shapes import GAP, Box
from app.engine.outline.source import Element, Source, written

KINDS = (
    "userTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "exclusiveGateway", "parallelGateway",
    "endEvent",
)  # fmt: skip
_FLOW, _REF = f"{BPMN}sequenceFlow", f"{BPMN}flowNodeRef"
_NODES = frozenset(BPMN + kind for kind in FLOW_NODES)
_TIES = (f"{BPMN}association", f"{BPMN}messageFlow", f"{BPMN}dataInputAssociation", f"{BPMN}dataOutputAssociation")


def add_step(content: bytes, after: str, kind: str, name: str, flow_id: str | None = None) -> tuple[bytes, str]:
    """Puts a new step behind another, into `flow_id` (a flow out of it) or, without one, at the end of a flow of its
    own; the file and the new id. The step stands in the same lane."""
    if kind not in KINDS:
        raise NotPossible({"kind": N_("Không có loại bước này.")})
    source = Source(content)
    host = element(source, after)
    out = _flows(source, "sourceRef", after)
    split = element(source, flow_id) if flow_id else None
    _refuse_strange(host, kind, out, split)
    new_id, flow = _free(source, fold(name) or kind), ""
    target = split.attributes.get("targetRef", "") if split is not None else ""
    content, box, old_way = _room(content, after, flow_id, kind)
    into = flow_id or ""
    if split is not None:
        flow = _free(source, f"flow_{new_id}")
        content = _attributes(content, flow_id or "", targetRef=new_id)
        content = _relinked(content, target, "incoming", flow_id or "", flow)
    else:
        into = _free(source, f"flow_{after}_{new_id}")
        content = _linked(content, after, "outgoing", into)
    content = _with_node(content, after, kind, new_id, name, [into], [flow] if flow else [])
    if split is not None:
        content = _with_flow(content, flow, new_id, target, flow_id)
    else:
        content = _with_flow(content, into, after, new_id, None)
    content = _in_lane_of(content, new_id, after)
    return _drawn(content, after, new_id, box, into, flow, old_way), new_id


def remove_step(content: bytes, node_id: str) -> bytes:
    """Takes a step out; what led to it leads to what came after it. Raises NotThere, NotPossible."""
    source = Source(content)
    node = element(source, node_id)
    before, out = _flows(source, "targetRef", node_id), _flows(source, "sourceRef", node_id)
    loops = [one for one in out if one.attributes.get("targetRef") == node_id]
    before, out = [one for one in before if one not in loops], [one for one in out if one not in loops]
    if node.tag not in _NODES:
        raise NotPossible({node_id: N_("Chỉ bỏ được các bước của quy trình.")})
    if any(one.attributes.get("attachedToRef") == node_id for one in source.root.within()):
        raise NotPossible({node_id: N_("Có sự kiện gắn trên bước này. Bỏ sự kiện đó trước.")})
    if before and len(out) > 1:
        raise NotPossible({node_id: N_("Bước này rẽ ra nhiều nhánh. Bỏ bớt các luồng ra trước.")})
    inside = {one.id for one in node.within() if one.id}
    gone = {one.id for one in loops} | inside
    joined = out[0] if before and out else None
    gone |= {one.id for one in (([joined] if joined else []) if before and out else [*before, *out])}
    for one in before if joined is not None else []:
        content = _joined(content, one.id, joined)  # type: ignore[arg-type]
    return _without(content, gone)


def add_flow(content: bytes, start: str, end: str) -> tuple[bytes, str]:
    """A new flow between two steps of the same process or subprocess; the file and its id."""
    source = Source(content)
    first, last = element(source, start), element(source, end)
    if first.parent is not last.parent or not {first.tag, last.tag} <= _NODES:
        raise NotPossible({start: N_("Chỉ nối được hai bước trong cùng một quy trình.")})
    if first.tag == f"{BPMN}endEvent" or last.tag in (f"{BPMN}startEvent", f"{BPMN}boundaryEvent"):
        raise NotPossible({start: N_("Không có luồng đi ra từ điểm kết thúc hay đi vào điểm bắt đầu.")})
    flow = _free(source, f"flow_{start}_{end}")
    content = _linked(_linked(content, start, "outgoing", flow), end, "incoming", flow)
    content = _with_flow(content, flow, start, end, None)
    one, other = shapes.box_of(source, start), shapes.box_of(source, end)
    if one is not None and other is not None:
        content = shapes.draw_flow(content, flow, shapes.way(one.right, other.left))
    return content, flow


def remove_flow(content: bytes, flow_id: str) -> bytes:
    """Takes a flow out."""
    if element(Source(content), flow_id).tag != _FLOW:
        raise NotPossible({flow_id: N_("Đây không phải một luồng.")})
    return _without(content, {flow_id})


def add_lane(content: bytes, beside: str, name: str, role: str) -> tuple[bytes, str]:
    """A new lane in the lane set of another one; the file and its id."""
    source = Source(content)
    lane = element(source, beside)
    if lane.tag != f"{BPMN}lane" or lane.parent is None:
        raise NotPossible({beside: N_("Đây không phải một làn.")})
    new_id = _free(source, f"lane_{fold(role or name)}")
    last = [one for one in lane.parent.children if one.tag == f"{BPMN}lane"][-1]
    source.insert(lane.parent, written(lane.name(BPMN_URI, "lane"), {"id": new_id, "name": name}), last)
    pool = next((one.id for one in source.all(f"{BPMN}participant") if _is_of(one, lane)), None)
    content = shapes.draw_lane(source.result(), new_id, beside, pool)
    return (set_property(content, new_id, "role", role) if role else content), new_id


def put_in_lane(content: bytes, node_id: str, lane_id: str) -> bytes:
    """Puts a step into a lane and draws it there, with its flows."""
    content = set_lane(content, node_id, lane_id)
    source = Source(content)
    box, lane = shapes.box_of(source, node_id), shapes.box_of(source, lane_id)
    if box is None or lane is None or lane.y <= box.y <= lane.y + lane.height - box.height:
        return content
    by = lane.y + (lane.height - box.height) / 2 - box.y
    content = shapes.move_down(content, node_id, by)
    for flow in {one.id for end in ("sourceRef", "targetRef") for one in _flows(source, end, node_id)}:
        points = shapes.points_of(source, flow)
        if len(points) > 1:
            first, last = points[0], points[-1]
            out = element(source, flow).attributes.get("sourceRef") == node_id
            ends = ((first[0], first[1] + by), last) if out else (first, (last[0], last[1] + by))
            content = shapes.draw_flow(content, flow, shapes.way(*ends))
    return content


def _is_of(participant: Element, lane: Element) -> bool:
    around: Element | None = lane
    while around is not None and around.tag != f"{BPMN}process":
        around = around.parent
    return around is not None and participant.attributes.get("processRef") == around.id


def _refuse_strange(host: Element, kind: str, out: list[Element], split: Element | None) -> None:
    if host.tag not in _NODES or host.tag == f"{BPMN}endEvent":
        raise NotPossible({host.id: N_("Không thêm bước sau điểm kết thúc.")})
    if split is not None and split not in out:
        raise NotPossible({split.id: N_("Luồng này không đi ra từ bước đã chọn.")})
    if split is not None and kind == "endEvent":
        raise NotPossible({host.id: N_("Điểm kết thúc không chen vào giữa một luồng. Thêm nhánh mới hoặc bỏ luồng.")})
    if split is None and out and host.tag not in [BPMN + one for one in GATEWAYS]:
        raise NotPossible({host.id: N_("Chỉ cổng mới rẽ ra nhiều nhánh. Thêm một cổng trước.")})


def _flows(source: Source, end: str, node_id: str) -> list[Element]:
    return [one for one in source.all(_FLOW) if one.attributes.get(end) == node_id]


def _free(source: Source, wanted: str) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_")[:60] or "buoc"
    plain = plain if plain[0].isalpha() else f"b_{plain}"
    taken, made, number = source.by_id, plain, 2
    while made in taken or f"{made}_di" in taken:
        made, number = f"{plain}_{number}", number + 1
    return made


def _size(kind: str) -> tuple[float, float]:
    if kind.endswith("Gateway"):
        return 50, 50
    return (36, 36) if kind.endswith("Event") else (100, 80)


def _room(content: bytes, after: str, flow_id: str | None, kind: str) -> tuple[bytes, Box | None, list[shapes.Point]]:
    """The file with room for the new step, its place, and how the flow that is split was drawn."""
    source = Source(content)
    host = shapes.box_of(source, after)
    if host is None:
        return content, None, []
    width, height = _size(kind)
    (right, middle), place = host.right, Box(0, 0, 0, 0)
    place = Box(right + GAP, middle - height / 2, width, height)
    if flow_id is None:
        return content, shapes.free_box(source, place), []
    content = shapes.make_room(content, right + 1, width + GAP)
    return content, place, shapes.points_of(Source(content), flow_id)


def _drawn(
    content: bytes, after: str, new_id: str, box: Box | None, into: str, flow: str, old_way: list[shapes.Point]
) -> bytes:
    if box is None:
        return content
    content = shapes.draw_node(content, new_id, box)
    host = shapes.box_of(Source(content), after)
    if host is not None:
        content = shapes.draw_flow(content, into, shapes.way(host.right, box.left))
    if flow and len(old_way) > 1:
        down = old_way[-1][0] == old_way[-2][0]
        content = shapes.draw_flow(content, flow, shapes.way(box.right, old_way[-1], down=down))
    return content


def _with_node(
    content: bytes, after: str, kind: str, new_id: str, name: str, before: list[str], out: list[str]
) -> bytes:
    source = Source(content)
    host = element(source, after)
    said = {"id": new_id} | ({"name": name} if name else {})
    links = [written(host.name(BPMN_URI, "incoming"), {}, text=one) for one in before]
    links += [written(host.name(BPMN_URI, "outgoing"), {}, text=one) for one in out]
    source.insert(_around(host), written(host.name(BPMN_URI, kind), said, *links), host)
    return source.result()


def _with_flow(content: bytes, flow_id: str, start: str, end: str, beside: str | None) -> bytes:
    source = Source(content)
    host = element(source, start)
    flows = [one for one in _around(host).children if one.tag == _FLOW]
    said = {"id": flow_id, "sourceRef": start, "targetRef": end}
    place = element(source, beside) if beside else (flows[-1] if flows else None)
    source.insert(_around(host), written(host.name(BPMN_URI, "sequenceFlow"), said), place)
    return source.result()


def _around(node: Element) -> Element:
    if node.parent is None:
        raise NotPossible({node.id: N_("Phần tử này không nằm trong quy trình nào.")})
    return node.parent


def _in_lane_of(content: bytes, new_id: str, beside: str) -> bytes:
    source = Source(content)
    ref = next((one for one in source.all(_REF) if one.text.strip() == beside), None)
    if ref is None or ref.parent is None:
        return content  # inside a subprocess, or a process without lanes
    source.insert(ref.parent, written(ref.name(BPMN_URI, "flowNodeRef"), {}, text=new_id), ref)
    return source.result()


def _attributes(content: bytes, element_id: str, **values: str) -> bytes:
    source = Source(content)
    for name, value in values.items():
        source.set_attribute(element(source, element_id), name, value)
    return source.result()


def _relinked(content: bytes, node_id: str, kind: str, old: str, new: str) -> bytes:
    """Writes another flow in an `incoming` or `outgoing` of a step, where it has them."""
    source = Source(content)
    node = source.by_id.get(node_id)
    for one in node.children if node is not None else []:
        if one.tag == BPMN + kind and one.text.strip() == old:
            source.set_text(one, new)
    return source.result()


def _linked(content: bytes, node_id: str, kind: str, flow_id: str) -> bytes:
    source = Source(content)
    node = element(source, node_id)
    ahead = ("documentation", "extensionElements", "incoming") + (("outgoing",) if kind == "outgoing" else ())
    before = [one for one in node.children if one.tag in [BPMN + name for name in ahead]]
    made = written(node.name(BPMN_URI, kind), {}, text=flow_id)
    source.insert(node, made, before[-1] if before else None, first=not before)
    return source.result()


def _joined(content: bytes, flow_id: str, out: Element) -> bytes:
    """The flow leads where `out` led."""
    target = out.attributes.get("targetRef", "")
    source = Source(content)
    points, end = shapes.points_of(source, flow_id), shapes.points_of(source, out.id)
    content = _attributes(content, flow_id, targetRef=target)
    if target in source.by_id:
        content = _linked(content, target, "incoming", flow_id)
    if points and len(end) > 1:
        down = end[-1][0] == end[-2][0]
        content = shapes.draw_flow(content, flow_id, shapes.way(points[0], end[-1], down=down))
    return content


def _without(content: bytes, gone: set[str]) -> bytes:
    """Takes elements out with all that speaks of them: links, lanes' lists, defaults, associations, drawings."""
    source = Source(content)
    ties = {
        one.id
        for one in source.all(*_TIES)
        if {one.attributes.get("sourceRef"), one.attributes.get("targetRef")} & gone
    }
    gone = gone | {one for one in ties if one}
    for one in source.all(_REF, f"{BPMN}incoming", f"{BPMN}outgoing"):
        if one.text.strip() in gone and not _inside(one, gone):
            source.remove(one)
    for one in source.root.within():
        if one.id in gone and not _inside(one, gone) and "bpmnElement" not in one.attributes:
            source.remove(one)
        elif one.attributes.get("default") in gone and not _inside(one, gone) and one.id not in gone:
            source.set_attribute(one, "default", None)
    return shapes.undraw(source.result(), gone)


def _ends(tie: Element) -> set[str]:
    return {tie.attributes.get("sourceRef", ""), tie.attributes.get("targetRef", "")}


def _inside(element: Element, gone: set[str]) -> bool:
    """Whether something around it goes, and it with that."""
    around = element.parent
    while around is not None:
        if around.id in gone:
            return True
        around = around.parent
    return False

"""Steps that come and go: tasks, gateways, events, subprocesses; the flows beside them follow."""

from app.core.errors import N_
from app.core.folding import fold
from app.engine.nodes import BPMN, GATEWAYS, SUBPROCESSES, TASKS
from app.engine.outline import links, placing
from app.engine.outline.edits import BPMN_URI, NotPossible, element
from app.engine.outline.events import set_event
from app.engine.outline.links import NODES, flows, free_id
from app.engine.outline.source import Element, Source, written

KINDS = (
    "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess",
    "receiveTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    "intermediateCatchEvent.timer", "intermediateCatchEvent.message", "intermediateCatchEvent.signal",
    "intermediateThrowEvent", "intermediateThrowEvent.escalation", "intermediateThrowEvent.signal",
    "endEvent", "endEvent.terminate", "endEvent.error", "endEvent.escalation", "endEvent.message",
)  # fmt: skip
_GATES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
_CHANGEABLE = ("task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "receiveTask")
ACTIVITIES = frozenset((*TASKS, *SUBPROCESSES))
_END = f"{BPMN}endEvent"


def add_step(
    content: bytes, after: str, kind: str, name: str, flow_id: str | None = None, to: str | None = None, value: str = ""
) -> tuple[bytes, str]:
    """Puts a new step behind another, into `flow_id` (a flow out of it) or, without one, onto a new flow, which goes on
    `to` another step if one is named. The file and the new id; it stands in the same lane. `value` is the time or the
    name of what an event waits for or throws."""
    if kind not in KINDS:
        raise NotPossible({"kind": N_("Không có loại bước này.")})
    source = Source(content)
    tag, _dot, event = kind.partition(".")
    split = element(source, flow_id) if flow_id else None
    _refuse_strange(source, element(source, after), tag, split, to)
    new_id = free_id(source, fold(name) or tag)
    content = links.with_node(
        content, after, tag, {"id": new_id} | ({"name": name} if name else {}), *_inside(source, new_id, tag)
    )
    content = links.in_lane_of(content, new_id, after)
    content = _flows_of(content, after, new_id, split, to)
    if event:
        content = set_event(content, new_id, event, value)
    return placing.draw_step(content, after, new_id, tag, split=split is not None), new_id


def add_first(content: bytes, scope_id: str, kind: str, name: str, to: str | None = None) -> tuple[bytes, str]:
    """A start event of a process or subprocess (joined `to` a step), or an end event nothing leads to yet."""
    source = Source(content)
    scope = element(source, scope_id)
    if kind not in ("startEvent", "endEvent") or scope.tag not in [BPMN + one for one in ("process", *SUBPROCESSES)]:
        raise NotPossible({"kind": N_("Không có loại bước này.")})
    new_id = free_id(source, fold(name) or f"{scope_id}_{kind}")
    before = [one for one in scope.children if one.tag.endswith(("laneSet", "}documentation", "}extensionElements"))]
    made = written(scope.name(BPMN_URI, kind), {"id": new_id} | ({"name": name} if name else {}))
    source.insert(scope, made, before[-1] if before else None, first=not before)
    content = source.result()
    if to:
        _refuse_target(Source(content), element(Source(content), new_id), to)
        content = links.in_lane_of(content, new_id, to)
        content = links.with_flow(content, free_id(Source(content), f"flow_{new_id}_{to}"), new_id, to)
        return placing.draw_before(content, new_id, kind, to), new_id
    lane = next((one for one in scope.within() if one.tag == f"{BPMN}lane" and one.id), None)
    if lane is not None:
        now = Source(content)
        holder = now.by_id[lane.id]
        now.insert(holder, written(holder.name(BPMN_URI, "flowNodeRef"), {}, text=new_id))
        content = now.result()
    return placing.draw_first(content, new_id, kind, scope_id), new_id


def remove_step(content: bytes, node_id: str) -> bytes:
    """Takes a step out; what led to it leads to what came after it. Raises NotThere, NotPossible."""
    source = Source(content)
    node = element(source, node_id)
    before, out = flows(source, "targetRef", node_id), flows(source, "sourceRef", node_id)
    loops = {one.id for one in out if one.attributes.get("targetRef") == node_id}
    before, out = [one for one in before if one.id not in loops], [one for one in out if one.id not in loops]
    if node.tag not in NODES:
        raise NotPossible({node_id: N_("Chỉ bỏ được các bước của quy trình.")})
    if any(one.attributes.get("attachedToRef") == node_id for one in source.root.within()):
        raise NotPossible({node_id: N_("Có sự kiện gắn trên bước này. Bỏ sự kiện đó trước.")})
    if before and len(out) > 1:
        raise NotPossible({node_id: N_("Bước này rẽ ra nhiều nhánh. Bỏ bớt các luồng ra trước.")})
    gone = loops | {one.id for one in node.within() if one.id}
    if not (before and out):
        return links.without(content, gone | {one.id for one in (*before, *out)})
    for one in before:
        content = links.led(content, one.id, out[0].attributes.get("targetRef", ""))
    content = links.without(content, gone | {out[0].id})
    return placing.redraw(content, *(one.id for one in before))


def set_kind(content: bytes, node_id: str, kind: str) -> bytes:
    """Makes a task another kind of task, a gateway another kind of gateway; what it says and its flows stay."""
    source = Source(content)
    node = element(source, node_id)
    tag = node.tag.removeprefix(BPMN)
    same = any(tag in group and kind in group for group in (_CHANGEABLE, (*_GATES, "complexGateway")))
    if not same or kind not in KINDS:
        raise NotPossible({"kind": N_("Không đổi được bước này sang loại đó.")})
    if tag == kind:
        return content
    source.rename(node, node.name(BPMN_URI, kind))
    if kind in ("parallelGateway", "eventBasedGateway"):
        source.set_attribute(node, "default", None)
    return source.result()


def kinds_like(kind: str) -> tuple[str, ...]:
    """What a step of this kind can be made into; empty when nothing else."""
    groups = (_CHANGEABLE[1:], _GATES)
    known = (_CHANGEABLE, (*_GATES, "complexGateway"))
    return next((group for group, all_ones in zip(groups, known, strict=True) if kind in all_ones), ())


def _refuse_strange(source: Source, host: Element, kind: str, split: Element | None, to: str | None) -> None:
    out = flows(source, "sourceRef", host.id)
    if host.tag not in NODES or host.tag == _END:
        raise NotPossible({host.id: N_("Không thêm bước sau điểm kết thúc.")})
    if split is not None and split not in out:
        raise NotPossible({split.id: N_("Luồng này không đi ra từ bước đã chọn.")})
    if kind == "endEvent" and (split is not None or to):
        raise NotPossible({host.id: N_("Điểm kết thúc không chen vào giữa một luồng. Thêm nhánh mới hoặc bỏ luồng.")})
    if split is None and out and host.tag not in [BPMN + one for one in GATEWAYS]:
        raise NotPossible({host.id: N_("Chỉ cổng mới rẽ ra nhiều nhánh. Thêm một cổng trước.")})
    if to:
        _refuse_target(source, host, to)


def _refuse_target(source: Source, host: Element, to: str) -> None:
    target = element(source, to)
    if target.parent is not host.parent or target.tag not in NODES:
        raise NotPossible({to: N_("Chỉ nối được hai bước trong cùng một quy trình.")})
    if target.tag in (f"{BPMN}startEvent", f"{BPMN}boundaryEvent"):
        raise NotPossible({to: N_("Không có luồng đi ra từ điểm kết thúc hay đi vào điểm bắt đầu.")})


def _flows_of(content: bytes, after: str, new_id: str, split: Element | None, to: str | None) -> bytes:
    onward = to
    if split is not None:
        onward = split.attributes.get("targetRef", "")
        content = links.led(content, split.id, new_id)
    else:
        content = links.with_flow(content, free_id(Source(content), f"flow_{after}_{new_id}"), after, new_id)
    if not onward or onward not in Source(content).by_id:
        return content
    beside = split.id if split is not None else None
    return links.with_flow(content, free_id(Source(content), f"flow_{new_id}"), new_id, onward, beside)


def _inside(source: Source, new_id: str, tag: str) -> list[str]:
    """What a new subprocess holds: its start, its end, the flow between them."""
    if tag != "subProcess":
        return []
    start, end, flow = (free_id(source, f"{new_id}_{one}") for one in ("start", "end", "flow"))

    def name(local: str) -> str:
        return source.root.name(BPMN_URI, local)

    return [
        written(name("startEvent"), {"id": start}, written(name("outgoing"), {}, text=flow)),
        written(name("endEvent"), {"id": end}, written(name("incoming"), {}, text=flow)),
        written(name("sequenceFlow"), {"id": flow, "sourceRef": start, "targetRef": end}),
    ]

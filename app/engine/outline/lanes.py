"""Lanes and pools: who does what, and who else takes part."""

from app.core.errors import N_
from app.core.folding import fold
from app.engine.nodes import BPMN
from app.engine.outline import links, placing
from app.engine.outline.boxes import ACROSS, DOWN, Box
from app.engine.outline.drawing import LANE, POOL, Drawing
from app.engine.outline.edits import BPMN_URI, NotPossible, element, set_lane, set_property
from app.engine.outline.links import NODES, REF, free_id
from app.engine.outline.room import push
from app.engine.outline.source import Element, Source, written

_LANE = 150.0  # a new lane across the way it runs
_HEAD = 30.0  # where a pool's name stands


def add_lane(content: bytes, beside: str, name: str, role: str) -> tuple[bytes, str]:
    """A new lane in the lane set of another one, or the first one of a process; the file and its id."""
    source = Source(content)
    lane = element(source, beside)
    if lane.tag == f"{BPMN}process":
        return _first_lane(content, lane, name, role)
    if lane.tag != LANE or lane.parent is None:
        raise NotPossible({beside: N_("Đây không phải một làn.")})
    new_id = free_id(source, f"lane_{fold(role or name)}")
    known = [one for one in lane.parent.children if one.tag == LANE]
    source.insert(lane.parent, written(lane.name(BPMN_URI, "lane"), {"id": new_id, "name": name}), known[-1])
    content = _drawn_beside(source.result(), new_id, [one.id for one in known])
    return (set_property(content, new_id, "role", role) if role else content), new_id


def remove_lane(content: bytes, lane_id: str, to: str | None) -> bytes:
    """Takes a lane out; its steps go into another one, or into none where it was the only one."""
    source = Source(content)
    lane = element(source, lane_id)
    if lane.tag != LANE or lane.parent is None:
        raise NotPossible({lane_id: N_("Đây không phải một làn.")})
    if lane.child(f"{BPMN}childLaneSet") is not None:
        raise NotPossible({lane_id: N_("Làn này có làn con. Bỏ các làn con trước.")})
    others = [one.id for one in lane.parent.children if one.tag == LANE and one is not lane]
    steps = [one.text.strip() for one in lane.children if one.tag == REF]
    if steps and others and (not to or to == lane_id or element(source, to).tag != LANE):
        raise NotPossible({lane_id: N_("Chọn làn nhận các bước của làn này.")})
    for one in steps if others else ():
        content = put_in_lane(content, one, to or "") if one in source.by_id else content
    content = _closed_up(content, lane_id, others)
    if others:
        return links.without(content, {lane_id})
    source = Source(content)
    holder = source.by_id[lane_id].parent
    if holder is not None:
        source.remove(holder)
    return links.without(source.result(), {lane_id})


def put_in_lane(content: bytes, node_id: str, lane_id: str) -> bytes:
    """Puts a step into a lane and draws it there, with its flows and the events on it."""
    source = Source(content)
    lane = element(source, lane_id)
    node = element(source, node_id)
    if lane.tag != LANE or node.tag not in NODES:
        raise NotPossible({lane_id: N_("Đây không phải một làn.")})
    if node.attributes.get("attachedToRef") in source.by_id:
        return put_in_lane(content, node.attributes["attachedToRef"], lane_id)
    if node.parent is None or node.parent.tag in NODES:
        raise NotPossible({node_id: N_("Bước bên trong quy trình con theo làn của quy trình con.")})
    content = set_lane(content, node_id, lane_id)
    for event in [one.id for one in source.root.within() if one.attributes.get("attachedToRef") == node_id and one.id]:
        content = set_lane(content, event, lane_id)
    return placing.draw_moved(content, node_id, lane_id)


def add_pool(content: bytes, process_id: str, name: str) -> tuple[bytes, str]:
    """Somebody else who takes part, as a pool without content; the file and its id."""
    content, _pool = with_pool(content, process_id)
    source = Source(content)
    pools = source.all(POOL)
    new_id = free_id(source, f"pool_{fold(name)}")
    source.insert(
        _parent(pools[-1]), written(pools[-1].name(BPMN_URI, "participant"), {"id": new_id, "name": name}), pools[-1]
    )
    drawing = Drawing(source.result())
    boxes = [one.box for one in drawing.shapes.values() if one.plane == 0]
    if boxes:
        left, right = min(one.x for one in boxes), max(one.high(ACROSS) for one in boxes)
        box = Box(left, max(one.high(DOWN) for one in boxes) + 40, max(right - left, 300), 60)
        drawing.add(new_id, box, isHorizontal="true")
    return drawing.result(), new_id


def remove_pool(content: bytes, pool_id: str) -> bytes:
    """Takes a pool without content out, with the messages drawn to it."""
    pool = element(Source(content), pool_id)
    if pool.tag != POOL or pool.attributes.get("processRef") in Source(content).by_id:
        raise NotPossible({pool_id: N_("Chỉ bỏ được bên tham gia không có quy trình bên trong.")})
    return links.without(content, {pool_id})


def name_process(content: bytes, process_id: str, name: str) -> bytes:
    """The name of a process, and of its pool where that was called the same."""
    source = Source(content)
    process = element(source, process_id)
    if process.tag != f"{BPMN}process":
        raise NotPossible({process_id: N_("Đây không phải một quy trình.")})
    name, before = " ".join(name.split()), process.attributes.get("name")
    if name == (before or ""):
        return content
    source.set_attribute(process, "name", name or None)
    for pool in source.all(POOL):
        if pool.attributes.get("processRef") == process_id and pool.attributes.get("name") == before:
            source.set_attribute(pool, "name", name or None)
    return source.result()


def _first_lane(content: bytes, process: Element, name: str, role: str) -> tuple[bytes, str]:
    if any(one.tag == LANE for one in process.within()):
        raise NotPossible({process.id: N_("Quy trình đã có làn. Thêm làn bên cạnh một làn.")})
    content, pool = with_pool(content, process.id)
    source = Source(content)
    process = source.by_id[process.id]
    new_id, set_id = free_id(source, f"lane_{fold(role or name)}"), free_id(source, f"lanes_{process.id}")
    refs = [
        written(process.name(BPMN_URI, "flowNodeRef"), {}, text=one.id) for one in process.children if one.tag in NODES
    ]
    lane = written(process.name(BPMN_URI, "lane"), {"id": new_id, "name": name}, *refs)
    ahead = [one for one in process.children if one.tag.endswith(("}documentation", "}extensionElements", "}property"))]
    made = written(process.name(BPMN_URI, "laneSet"), {"id": set_id}, lane)
    source.insert(process, made, ahead[-1] if ahead else None, first=not ahead)
    drawing = Drawing(source.result())
    if pool in drawing.shapes:
        box = drawing.shapes[pool].box
        drawing.add(new_id, Box(box.x + _HEAD, box.y, box.width - _HEAD, box.height), pool, isHorizontal="true")
    content = drawing.result()
    return (set_property(content, new_id, "role", role) if role else content), new_id


def with_pool(content: bytes, process_id: str) -> tuple[bytes, str]:
    """The file with a pool around a process; lanes are drawn in pools only."""
    source = Source(content)
    process = element(source, process_id)
    known = next((one.id for one in source.all(POOL) if one.attributes.get("processRef") == process_id), None)
    if known is not None:
        return content, known
    pool = free_id(source, f"pool_{process_id}")
    said = {"id": pool, "name": process.attributes.get("name", "") or process_id, "processRef": process_id}
    around = next(iter(source.all(f"{BPMN}collaboration")), None)
    made = written(source.root.name(BPMN_URI, "participant"), said)
    if around is not None:
        source.insert(around, made)
        return _pool_drawn(source.result(), process, pool, around.id), pool
    collaboration = free_id(source, f"collaboration_{process_id}")
    whole = written(source.root.name(BPMN_URI, "collaboration"), {"id": collaboration}, made)
    before = source.root.children[: source.root.children.index(process)] if process in source.root.children else []
    source.insert(source.root, whole, before[-1] if before else None, first=not before)
    return _pool_drawn(source.result(), process, pool, collaboration), pool


def _pool_drawn(content: bytes, process: Element, pool: str, collaboration: str) -> bytes:
    drawing = Drawing(content)
    inside = {one.id for one in process.within() if one.id}
    boxes = [one.box for one in drawing.shapes.values() if one.id in inside]
    plane = next((one for one in drawing.planes if one.attributes.get("bpmnElement") == process.id), None)
    if plane is not None:
        drawing.source.set_attribute(plane, "bpmnElement", collaboration)
    if boxes or plane is not None:
        left, top = min((one.x for one in boxes), default=200.0) - 90, min((one.y for one in boxes), default=120.0) - 40
        right = max((one.high(ACROSS) for one in boxes), default=600.0) + 40
        bottom = max((one.high(DOWN) for one in boxes), default=200.0) + 40
        beside = next((one.id for one in drawing.shapes.values() if one.id in inside), None)
        drawing.add(pool, Box(left, top, right - left, bottom - top), beside, isHorizontal="true")
    return drawing.result()


def _drawn_beside(content: bytes, new_id: str, known: list[str]) -> bytes:
    """Draws a new lane beyond the others of its set; the pool grows, what is beyond it moves."""
    drawing = Drawing(content)
    drawn = [drawing.shapes[one] for one in known if one in drawing.shapes]
    if not drawn:
        return content
    upright = dict(drawn[0].more).get("isHorizontal") == "false"
    axis = ACROSS if upright else DOWN
    edge, first = max(one.box.high(axis) for one in drawn), drawn[0].box
    push(drawing, drawn[0].plane, axis, edge, _LANE, *drawing.around(new_id))
    box = Box(edge, first.y, _LANE, first.height) if upright else Box(first.x, edge, first.width, _LANE)
    drawing.add(new_id, box, drawn[0].id, isHorizontal="false" if upright else "true")
    return drawing.result()


def _closed_up(content: bytes, lane_id: str, others: list[str]) -> bytes:
    """The lane beside one that goes takes its place in the drawing."""
    drawing = Drawing(content)
    gone = drawing.shapes.get(lane_id)
    if gone is None:
        return content
    for axis in (DOWN, ACROSS):
        for one in (drawing.shapes[other] for other in others if other in drawing.shapes):
            size = gone.box.high(axis) - gone.box.low(axis)
            if abs(one.box.high(axis) - gone.box.low(axis)) < 1:
                one.box = one.box.grown(axis, size)
                return drawing.result()
            if abs(one.box.low(axis) - gone.box.high(axis)) < 1:
                one.box = one.box.moved(axis, -size).grown(axis, size)
                return drawing.result()
    return content


def _parent(one: Element) -> Element:
    if one.parent is None:
        raise NotPossible({one.id: N_("Phần tử này không nằm trong quy trình nào.")})
    return one.parent

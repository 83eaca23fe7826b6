"""A drawing for what has none: pools and lanes one below the other, steps from left to right as the flow goes."""

from collections.abc import Iterator

from app.engine.nodes import BPMN, SUBPROCESSES
from app.engine.outline import ordering
from app.engine.outline.boxes import ACROSS, DOWN, Box
from app.engine.outline.drawing import DC_URI, DI_URI, LANE, LINE_URI, PLANE, POOL, Drawing
from app.engine.outline.lanes import with_pool
from app.engine.outline.links import FLOW, NODES
from app.engine.outline.placing import hang, size
from app.engine.outline.room import GAP, settle
from app.engine.outline.source import Element, Source, written

_LEFT, _HEAD, _BAND, _LANE = 160.0, 30.0, 600.0, 150.0  # where pools begin, their names' width, their first sizes
_APART = 60.0  # between two pools


def draw(content: bytes) -> bytes:
    """The file with every step and flow drawn that was not; what is drawn stays where it is, as far as there is room.

    Raises HostileXml.
    """
    drawing = Drawing(_with_plane(_with_pools(content)))
    if not drawing.planes:
        return content
    for process in drawing.source.all(f"{BPMN}process"):
        _around(drawing, process)
        _steps(drawing, process)
    for pool in drawing.source.all(POOL):
        if pool.id not in drawing.shapes and pool.id:
            drawing.add(pool.id, Box(_LEFT, _next_level(drawing), _BAND, 60), isHorizontal="true")
    for flow in drawing.source.all(FLOW):
        if flow.id and flow.id not in drawing.lines:
            drawing.join(flow.id)
    return drawing.result()


def is_drawn(content: bytes) -> bool:
    """Whether every step that can be drawn is."""
    drawing = Drawing(content)
    return all(node.id in drawing.shapes for node in drawing.source.all(*NODES) if node.id)


def _with_pools(content: bytes) -> bytes:
    """Lanes are drawn in pools only."""
    processes = Source(content).all(f"{BPMN}process")
    for process in processes:
        if process.id and any(one.tag == LANE for one in process.within()):
            content = with_pool(content, process.id)[0]
    return content


def _with_plane(content: bytes) -> bytes:
    source = Source(content)
    about = next(iter(source.all(f"{BPMN}collaboration", f"{BPMN}process")), None)
    if source.all(PLANE) or about is None or not about.id:
        return content
    for uri, prefix in ((DI_URI, "bpmndi"), (DC_URI, "dc"), (LINE_URI, "di")):
        content = Source(content).declare(uri, prefix) or content
    source = Source(content)
    plane = written(source.root.name(DI_URI, "BPMNPlane"), {"id": f"{about.id}_plane", "bpmnElement": about.id})
    source.insert(source.root, written(source.root.name(DI_URI, "BPMNDiagram"), {"id": f"{about.id}_diagram"}, plane))
    return source.result()


def _around(drawing: Drawing, process: Element) -> None:
    """Draws the pool and the lanes of a process where they are not."""
    pool = next((one for one in drawing.source.all(POOL) if one.attributes.get("processRef") == process.id), None)
    if pool is None or not pool.id or pool.id in drawing.shapes:
        return
    top = _next_level(drawing)
    lanes = [one for one in process.children if one.tag == f"{BPMN}laneSet"]
    height = sum(_lanes(drawing, one, _LEFT + _HEAD, top) for one in lanes) or _LANE
    drawing.add(pool.id, Box(_LEFT, top, _BAND, height), isHorizontal="true")


def _lanes(drawing: Drawing, held: Element, left: float, top: float) -> float:
    """Draws the lanes of a set one below the other; their height together."""
    height = 0.0
    for lane in (one for one in held.children if one.tag == LANE):
        inner = lane.child(f"{BPMN}childLaneSet")
        tall = (_lanes(drawing, inner, left + _HEAD, top + height) if inner is not None else 0) or _LANE
        if lane.id:
            drawing.add(lane.id, Box(left, top + height, _LEFT + _BAND - left, tall), isHorizontal="true")
        height += tall
    return height


def _steps(drawing: Drawing, scope: Element) -> None:
    nodes = {one.id: one for one in scope.children if one.tag in NODES and one.id}
    flows = [one for one in scope.children if one.tag == FLOW]
    level = _next_level(drawing)
    for node_id in ordering.in_order(nodes, flows):
        node = nodes[node_id]
        if node_id not in drawing.shapes:
            _step(drawing, node, [one for one in _before(node, flows) if one in drawing.shapes], level)
        if node.tag.removeprefix(BPMN) in SUBPROCESSES and node_id in drawing.containers:
            _steps(drawing, node)


def _step(drawing: Drawing, node: Element, before: list[str], level: float) -> None:
    if "attachedToRef" in node.attributes:
        hang(drawing, node.id, node.attributes["attachedToRef"])
        return
    tag = node.tag.removeprefix(BPMN)
    width, height = size("subProcess" if tag in SUBPROCESSES else tag)
    around = drawing.around(node.id)
    ends = [drawing.shapes[one].box for one in before]
    holder = drawing.shapes[around[0]].box if around else None
    left = max((one.high(ACROSS) for one in ends), default=(holder.x if holder else _LEFT) - GAP + 60) + GAP
    middle = ends[0].middle[1] if ends else (holder.middle[1] if holder else level + 60)
    if ends and holder is not None and not holder.y < middle < holder.high(DOWN):
        middle = holder.middle[1]
    more = {"isExpanded": "true"} if tag in SUBPROCESSES else {}
    if tag == "exclusiveGateway":
        more = {"isMarkerVisible": "true"}
    place = settle(drawing, node.id, Box(left, middle - height / 2, width, height))
    drawing.add(node.id, place, around[0] if around else None, **more)


def _before(node: Element, flows: list[Element]) -> Iterator[str]:
    for flow in flows:
        if flow.attributes.get("targetRef") == node.id:
            yield flow.attributes.get("sourceRef", "")


def _next_level(drawing: Drawing) -> float:
    """Below all that is drawn."""
    return max((one.box.high(DOWN) for one in drawing.shapes.values()), default=100.0 - _APART) + _APART

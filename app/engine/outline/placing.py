"""Where steps that come, move and are joined anew are drawn."""

from app.engine.outline.boxes import ACROSS, DOWN, Box
from app.engine.outline.drawing import Drawing
from app.engine.outline.room import GAP, fit, grow, move, push, settle

_EVENT = 36.0
_SLOT = 41.0  # from one event on a boundary to the next
_SUB = Box(0, 0, 260, 140)


def size(kind: str) -> tuple[float, float]:
    """Width and height of a step of this kind as it is first drawn."""
    if kind.endswith("Gateway"):
        return 50, 50
    if kind.endswith("Event"):
        return _EVENT, _EVENT
    return (_SUB.width, _SUB.height) if kind == "subProcess" else (100, 80)


def draw_step(content: bytes, after: str, new_id: str, kind: str, *, split: bool) -> bytes:
    """Draws a new step right of another one, with its flows; `split`: between it and what follows."""
    drawing = Drawing(content)
    host = drawing.shapes.get(after)
    if host is None:
        return content
    width, height = size(kind)
    wanted = Box(host.box.right[0] + GAP, host.box.middle[1] - height / 2, width, height)
    if after in drawing.hosts:
        wanted = Box(host.box.x, host.box.high(DOWN) + 90, width, height)
    elif split:
        push(drawing, host.plane, ACROSS, host.box.high(ACROSS) + 1, width + GAP)
    _put(drawing, new_id, kind, settle(drawing, new_id, wanted), after)
    return drawing.result()


def draw_before(content: bytes, new_id: str, kind: str, target: str) -> bytes:
    """Draws a new step left of another one, with its flows."""
    drawing = Drawing(content)
    host = drawing.shapes.get(target)
    if host is None:
        return content
    width, height = size(kind)
    wanted = Box(host.box.x, host.box.middle[1] - height / 2, width, height)
    push(drawing, host.plane, ACROSS, host.box.x, width + GAP)
    _put(drawing, new_id, kind, settle(drawing, new_id, wanted), target)
    return drawing.result()


def draw_first(content: bytes, new_id: str, kind: str, scope_id: str) -> bytes:
    """Draws the first step of a process or subprocess at its left edge."""
    drawing = Drawing(content)
    around = drawing.around(new_id)
    width, height = size(kind)
    wanted = Box(160, 120, width, height)
    if around:
        holder = drawing.shapes[around[0]].box
        wanted = Box(holder.x, holder.middle[1] - height / 2, width, height)
    elif scope_id not in {plane.attributes.get("bpmnElement") for plane in drawing.planes} and drawing.shapes:
        return content  # what is in it is drawn nowhere
    _put(drawing, new_id, kind, settle(drawing, new_id, wanted), around[0] if around else None)
    return drawing.result()


def draw_event(content: bytes, event_id: str, host_id: str) -> bytes:
    """Draws an event on the boundary of a step, where that has room for it."""
    drawing = Drawing(content)
    hang(drawing, event_id, host_id)
    return drawing.result()


def hang(drawing: Drawing, event_id: str, host_id: str) -> None:
    """Puts an event on the boundary of a step in a drawing; nothing where the step is not drawn."""
    host = drawing.shapes.get(host_id)
    if host is None:
        return
    mine = [one for one, on in drawing.hosts.items() if on == host_id]
    taken = [drawing.shapes[one].box for one in mine if one in drawing.shapes]
    place = next((one for one in _slots(host.box) if not any(one.meets(other) for other in taken)), None)
    if place is None:
        grow(drawing, host_id, ACROSS, _SLOT)
        place = _slots(host.box)[0]
    _clear_below(drawing, host_id, event_id, place)
    drawing.add(event_id, place, beside=host_id)
    fit(drawing, event_id)


def redraw(content: bytes, *flow_ids: str) -> bytes:
    """Draws flows anew from shape to shape."""
    drawing = Drawing(content)
    for one in flow_ids:
        drawing.join(one)
    return drawing.result()


def draw_moved(content: bytes, node_id: str, lane_id: str) -> bytes:
    """Draws a step in the lane in which it stands now, with what it holds and what hangs on it."""
    drawing = Drawing(content)
    shape, lane = drawing.shapes.get(node_id), drawing.shapes.get(lane_id)
    if shape is None or lane is None or lane.box.holds(shape.box):
        return content
    middle = lane.box.middle[1] - shape.box.height / 2
    wanted = settle(drawing, node_id, Box(shape.box.x, middle, shape.box.width, shape.box.height))
    across, down = wanted.x - shape.box.x, wanted.y - shape.box.y
    carried = drawing.carried(node_id)
    for one in carried & drawing.shapes.keys():
        move(drawing.shapes[one], ACROSS, across)
        move(drawing.shapes[one], DOWN, down)
    for flow in drawing.lines_at(carried):
        drawing.join(flow)
    return drawing.result()


def _put(drawing: Drawing, new_id: str, kind: str, box: Box, beside: str | None) -> None:
    more = {"isExpanded": "true"} if kind == "subProcess" else {}
    if kind == "exclusiveGateway":
        more = {"isMarkerVisible": "true"}
    drawing.add(new_id, box, beside, **more)
    element = drawing.source.by_id.get(new_id)
    inner = [one.id for one in element.children if one.tag.endswith("Event")] if element is not None else []
    for place, one in zip((box.x + 40, box.high(ACROSS) - 40 - _EVENT), inner, strict=False):
        drawing.add(one, Box(place, box.middle[1] - _EVENT / 2, _EVENT, _EVENT), new_id)
    for flow in drawing.source.root.within():
        if {flow.attributes.get("sourceRef"), flow.attributes.get("targetRef")} & {new_id, *inner}:
            drawing.join(flow.id)


def _slots(host: Box) -> list[Box]:
    """Places of events on the lower edge, then on the upper one, each from the right."""
    count = max(int((host.width - 5) // _SLOT), 1)
    level = [host.high(DOWN) - _EVENT / 2, host.y - _EVENT / 2]
    first = host.high(ACROSS) - _EVENT - 5
    return [Box(first - number * _SLOT, y, _EVENT, _EVENT) for y in level for number in range(count)]


def _clear_below(drawing: Drawing, host_id: str, event_id: str, place: Box) -> None:
    """Pushes down what stands so near below the step that the event would touch it."""
    host = drawing.shapes[host_id]
    free = {host_id, event_id, *drawing.carried(host_id), *drawing.around(host_id)}
    met = [one for one in drawing.obstacles(host.plane, free) if one.meets(place)]
    if met and place.y > host.box.y:
        push(drawing, host.plane, DOWN, min(one.y for one in met), place.high(DOWN) + 5 - min(one.y for one in met))

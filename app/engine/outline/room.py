"""Room in a drawing: what comes anew, moves or grows pushes aside what was there, and its lane and pool go along.

Pushing never brings two shapes together: all that lies beyond a line moves by the same way.
"""

from app.engine.outline.boxes import ACROSS, DOWN, Box
from app.engine.outline.drawing import LANE, POOL, Drawing, Line, Shape

GAP = 60.0  # between a step and the next
_APART = 10.0  # the least between two shapes
_EDGE = 20.0  # the least between a step and the edge of what holds it
_BAND = 50.0  # on the left of a lane, where its name and its pool's stand
_STEP = 10.0
_EVENT = 36.0  # an event across and down
_TRIES = 40


def push(drawing: Drawing, plane: int, axis: int, at: float, by: float, *forced: str) -> None:
    """Moves all that begins beyond `at`; what holds something and reaches over it grows, as do the `forced`."""
    moved, grown = set(), set()
    for shape in _on(drawing, plane):
        low, high = shape.box.low(axis), shape.box.high(axis)
        if shape.id in drawing.hosts:
            continue
        if low >= at:
            moved.add(shape.id)
        elif shape.id in forced or (shape.id in drawing.containers and high > at):
            grown.add(shape.id)
    moved |= {one.id for one in _on(drawing, plane) if _goes_along(drawing, one, axis, at, moved)}
    for shape_id in moved:
        move(drawing.shapes[shape_id], axis, by)
    for shape_id in grown:
        drawing.shapes[shape_id].box = drawing.shapes[shape_id].box.grown(axis, by)
    here = [one for one in drawing.lines.values() if one.plane == plane]
    slanted = [one.id for one in here if _pull(drawing, one, axis, at, by, moved)]
    for line_id in {*slanted, *drawing.lines_at(grown & set(forced))}:
        drawing.join(line_id)


def move(shape: Shape, axis: int, by: float) -> None:
    """Moves a shape with its label."""
    shape.box = shape.box.moved(axis, by)
    shape.label = shape.label.moved(axis, by) if shape.label else None


def settle(drawing: Drawing, element_id: str, wanted: Box) -> Box:
    """The wanted place or the nearest free one within what is around the step, which grows when it is full."""
    around = [one for one in drawing.around(element_id) if one in drawing.containers]
    plane = drawing.shapes[around[0]].plane if around else _plane_of(drawing, element_id)
    inner = around[0] if around else None
    if inner is not None:
        wanted = _across(drawing, inner, wanted)
    hang = _EVENT / 2 if element_id in drawing.hosts.values() else 0.0  # its events stand out below it
    wanted = wanted.grown(DOWN, hang)
    apart = [one.padded(_APART) for one in drawing.obstacles(plane, {*drawing.carried(element_id), *around})]
    taken = [one for one in apart if one.x < wanted.high(ACROSS) and wanted.x < one.high(ACROSS)]
    holder = drawing.shapes[inner].box if inner is not None else None
    free = (one for one in _rows(wanted, holder) if not any(one.meets(other) for other in taken))
    place = next(free, None) or _below_all(drawing, inner, wanted, taken)
    return place.grown(DOWN, -hang)


def fit(drawing: Drawing, element_id: str) -> None:
    """Lets what is around an element grow until the element is inside."""
    for one in drawing.around(element_id):
        for axis in (ACROSS, DOWN):
            lacking = drawing.shapes[element_id].box.high(axis) + _EDGE - drawing.shapes[one].box.high(axis)
            if lacking > 0:
                grow(drawing, one, axis, lacking)


def grow(drawing: Drawing, element_id: str, axis: int, by: float) -> None:
    """Makes a lane, a pool, a subprocess or a step longer; what is beyond it moves away."""
    shape = drawing.shapes[element_id]
    push(drawing, shape.plane, axis, shape.box.high(axis) - 1, by, element_id)


def _across(drawing: Drawing, inner: str, wanted: Box) -> Box:
    """The wanted place with its left and right inside of what holds it, which is made wide enough."""
    holder = drawing.shapes[inner].box
    band = _BAND if drawing.source.by_id[inner].tag in (LANE, POOL) else _EDGE
    if wanted.x < holder.x + band:
        wanted = wanted.moved(ACROSS, holder.x + band - wanted.x)
    lacking = wanted.high(ACROSS) + _EDGE - holder.high(ACROSS)
    if lacking > 0:
        grow(drawing, inner, ACROSS, lacking)
    return wanted


def _rows(wanted: Box, holder: Box | None) -> list[Box]:
    """Places to try: the wanted one, those below it, those above it; within the holder."""
    if holder is None:
        return [wanted.moved(DOWN, number * _STEP) for number in range(_TRIES * 5)]
    first, last = holder.y + _EDGE, holder.high(DOWN) - _EDGE - wanted.height
    level = min(max(wanted.y, first), last)
    if last < first:
        return []
    down = [wanted.moved(DOWN, level - wanted.y + number * _STEP) for number in range(_TRIES * 5)]
    up = [wanted.moved(DOWN, level - wanted.y - number * _STEP) for number in range(1, _TRIES * 5)]
    return [one for one in (*down, *up) if first <= one.y <= last]


def _below_all(drawing: Drawing, inner: str | None, wanted: Box, taken: list[Box]) -> Box:
    if inner is None:
        met = [one.high(DOWN) for one in taken if one.x < wanted.high(ACROSS) and wanted.x < one.high(ACROSS)]
        return wanted.moved(DOWN, max(met, default=wanted.y) + _APART - wanted.y)
    holder = drawing.shapes[inner].box
    met = [one.high(DOWN) for one in taken if one.meets(Box(wanted.x, holder.y, wanted.width, holder.height))]
    level = max([*(one for one in met if one < holder.high(DOWN) + _EDGE), holder.y + _EDGE])
    wanted = wanted.moved(DOWN, level - wanted.y)
    lacking = wanted.high(DOWN) + _EDGE - holder.high(DOWN)
    if lacking > 0:
        grow(drawing, inner, DOWN, lacking)
    return wanted


def _goes_along(drawing: Drawing, event: Shape, axis: int, at: float, moved: set[str]) -> bool:
    """Whether an event on a boundary moves: with the step it hangs on, or by its own place on a large one."""
    if event.id not in drawing.hosts:
        return False
    host = drawing.hosts[event.id]
    if host in drawing.shapes and host not in drawing.containers:
        return host in moved
    return event.box.middle[axis] >= at


def _pull(drawing: Drawing, line: Line, axis: int, at: float, by: float, moved: set[str]) -> bool:
    """Moves the points of a line with its ends; whether that has bent it out of its right angles."""
    goes = [point[axis] >= at for point in line.points]
    for place, end in ((0, line.start), (-1, line.end)):
        if end in drawing.shapes and end not in drawing.containers:
            goes[place] = end in moved
    last = len(goes) - 1
    for here, there in ((1, 0), (last - 1, last)):
        if 0 < here < last and line.points[here][axis] == line.points[there][axis]:
            goes[here] = goes[there]
    if not any(goes):
        return False
    line.label = line.label.moved(axis, by) if line.label and line.label.low(axis) >= at else line.label
    before = line.points
    line.points = [_moved(point, axis, by) if go else point for point, go in zip(before, goes, strict=True)]
    pairs = zip(before, before[1:], line.points, line.points[1:], strict=False)
    return any(_straight(a, b) and not _straight(c, d) for a, b, c, d in pairs)


def _moved(point: tuple[float, float], axis: int, by: float) -> tuple[float, float]:
    return (point[0], point[1] + by) if axis else (point[0] + by, point[1])


def _straight(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] == other[0] or one[1] == other[1]


def _plane_of(drawing: Drawing, element_id: str) -> int:
    element = drawing.source.by_id.get(element_id)
    beside = element.parent.children if element is not None and element.parent is not None else []
    return next((drawing.shapes[one.id].plane for one in beside if one.id in drawing.shapes), 0)


def _on(drawing: Drawing, plane: int) -> list[Shape]:
    return [one for one in drawing.shapes.values() if one.plane == plane]

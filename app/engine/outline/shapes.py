"""How a diagram is drawn (BPMN DI): room for what comes, shapes, lines. A file that is not drawn stays so."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.engine.nodes import BPMN
from app.engine.outline.source import Element, Source, written

DI_URI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC_URI = "http://www.omg.org/spec/DD/20100524/DC"
LINE_URI = "http://www.omg.org/spec/DD/20100524/DI"
_SHAPE, _EDGE, _PLANE, _LABEL = (f"{{{DI_URI}}}{one}" for one in ("BPMNShape", "BPMNEdge", "BPMNPlane", "BPMNLabel"))
_BOUNDS, _POINT = f"{{{DC_URI}}}Bounds", f"{{{LINE_URI}}}waypoint"
_AROUND = tuple(BPMN + one for one in ("participant", "lane", "subProcess", "transaction", "adHocSubProcess"))
GAP = 60.0
LANE_HEIGHT = 130.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> Point:
        """The middle of its right side."""
        return self.x + self.width, self.y + self.height / 2

    @property
    def left(self) -> Point:
        """The middle of its left side."""
        return self.x, self.y + self.height / 2

    def meets(self, other: "Box") -> bool:
        """Whether they share some of the plane."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


def box_of(source: Source, element_id: str) -> Box | None:
    """Where an element is drawn."""
    shape = _drawn(source, _SHAPE, element_id)
    bounds = shape.child(_BOUNDS) if shape is not None else None
    return _box(bounds) if bounds is not None else None


def points_of(source: Source, flow_id: str) -> list[Point]:
    """The bends of a flow's line with its ends; none when it is not drawn."""
    edge = _drawn(source, _EDGE, flow_id)
    return [_point(one) for one in edge.children if one.tag == _POINT] if edge is not None else []


def free_box(source: Source, wanted: Box) -> Box:
    """The wanted place, or one below it where no step is drawn."""
    around = {one.id for one in source.all(*_AROUND)}
    shapes = [one for one in source.all(_SHAPE) if one.attributes.get("bpmnElement") not in around]
    taken = [_box(bounds) for one in shapes if (bounds := one.child(_BOUNDS)) is not None]
    for _ in range(50):
        if not any(wanted.meets(one) for one in taken):
            break
        wanted = Box(wanted.x, wanted.y + 110, wanted.width, wanted.height)
    return wanted


def make_room(content: bytes, at: float, by: float) -> bytes:
    """Moves all that is drawn right of `at` to the right, and widens what stands around."""
    source = Source(content)
    around = {one.id for one in source.all(*_AROUND)}
    for bounds in source.all(_BOUNDS):
        box, owner = _box(bounds), bounds.parent
        if box.x >= at:
            source.set_attribute(bounds, "x", _said(box.x + by))
        elif owner is not None and owner.attributes.get("bpmnElement") in around and box.x + box.width > at:
            source.set_attribute(bounds, "width", _said(box.width + by))
    for point in source.all(_POINT):
        x, _ = _point(point)
        if x >= at:
            source.set_attribute(point, "x", _said(x + by))
    return source.result()


def move_down(content: bytes, element_id: str, by: float) -> bytes:
    """Moves an element's shape and its label; its flows stay where they are."""
    source = Source(content)
    shape = _drawn(source, _SHAPE, element_id)
    for one in shape.within() if shape is not None else ():
        if one.tag == _BOUNDS:
            source.set_attribute(one, "y", _said(_box(one).y + by))
    return source.result()


def draw_node(content: bytes, element_id: str, box: Box, **more: str) -> bytes:
    """Draws an element; nothing in a file without a drawing."""
    source = Source(content)
    plane = next(iter(source.all(_PLANE)), None)
    if plane is None:
        return content
    what = {"id": f"{element_id}_di", "bpmnElement": element_id, **more}
    size = {"x": _said(box.x), "y": _said(box.y), "width": _said(box.width), "height": _said(box.height)}
    bounds = written(plane.name(DC_URI, "Bounds"), size)
    shapes = [one for one in plane.children if one.tag == _SHAPE]
    made = written(plane.name(DI_URI, "BPMNShape"), what, bounds)
    source.insert(plane, made, shapes[-1] if shapes else None)
    return source.result()


def draw_flow(content: bytes, flow_id: str, points: list[Point]) -> bytes:
    """Draws a flow, or draws it anew along other points."""
    source = Source(content)
    plane = next(iter(source.all(_PLANE)), None)
    if plane is None or len(points) < 2:
        return content
    said = [written(plane.name(LINE_URI, "waypoint"), {"x": _said(x), "y": _said(y)}) for x, y in points]
    old = _drawn(source, _EDGE, flow_id)
    if old is not None:
        for one in [one for one in old.children if one.tag in (_POINT, _LABEL)]:
            source.remove(one)
        content = source.result()
        source = Source(content)
        again = _drawn(source, _EDGE, flow_id)
        if again is not None:
            source.insert(again, "\n".join(said), first=True)
        return source.result()
    what = {"id": f"{flow_id}_di", "bpmnElement": flow_id}
    source.insert(plane, written(plane.name(DI_URI, "BPMNEdge"), what, *said))
    return source.result()


def undraw(content: bytes, element_ids: Iterable[str]) -> bytes:
    """Takes the drawings of these elements out."""
    source, gone = Source(content), set(element_ids)
    for one in source.all(_SHAPE, _EDGE):
        if one.attributes.get("bpmnElement") in gone:
            source.remove(one)
    return source.result()


def draw_lane(content: bytes, lane_id: str, beside: str, pool_id: str | None) -> bytes:
    """Draws a lane below the lane `beside`, which makes the pool taller."""
    source = Source(content)
    above = box_of(source, beside)
    if above is None:
        return content
    lanes = {one.id for one in source.all(f"{BPMN}lane")}
    boxes = [box for one in lanes if (box := box_of(source, one)) is not None]
    bottom = max(box.y + box.height for box in boxes)
    pool = _drawn(source, _SHAPE, pool_id) if pool_id else None
    bounds = pool.child(_BOUNDS) if pool is not None else None
    if bounds is not None:
        source.set_attribute(bounds, "height", _said(_box(bounds).height + LANE_HEIGHT))
        content = source.result()
    return draw_node(content, lane_id, Box(above.x, bottom, above.width, LANE_HEIGHT), isHorizontal="true")


def way(start: Point, end: Point, *, down: bool = False) -> list[Point]:
    """A line with right angles; `down`: it comes in from above or below."""
    if start[1] == end[1] or start[0] == end[0]:
        return [start, end]
    if down:
        return [start, (end[0], start[1]), end]
    middle = (start[0] + end[0]) / 2
    return [start, (middle, start[1]), (middle, end[1]), end]


def _drawn(source: Source, tag: str, element_id: str) -> Element | None:
    return next((one for one in source.all(tag) if one.attributes.get("bpmnElement") == element_id), None)


def _box(bounds: Element) -> Box:
    return Box(*(_number(bounds, name) for name in ("x", "y", "width", "height")))


def _point(point: Element) -> Point:
    return _number(point, "x"), _number(point, "y")


def _number(element: Element, name: str) -> float:
    try:
        found = float(element.attributes.get(name, "0"))
    except ValueError:
        return 0.0
    return found if abs(found) < 1e9 else 0.0


def _said(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")

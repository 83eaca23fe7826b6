"""How a diagram is drawn (BPMN DI): its shapes and lines, to be moved about and written back. Only what moved is
written; a file that is not drawn stays so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.engine.nodes import BPMN, FLOW_NODES, SUBPROCESSES
from app.engine.outline.boxes import Box, Point
from app.engine.outline.source import Element, Source, written
from app.engine.outline.ways import way

DI_URI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC_URI = "http://www.omg.org/spec/DD/20100524/DC"
LINE_URI = "http://www.omg.org/spec/DD/20100524/DI"
_SHAPE, _EDGE, PLANE, _LABEL = (f"{{{DI_URI}}}{one}" for one in ("BPMNShape", "BPMNEdge", "BPMNPlane", "BPMNLabel"))
_BOUNDS, _POINT = f"{{{DC_URI}}}Bounds", f"{{{LINE_URI}}}waypoint"
_SUBS = tuple(BPMN + one for one in SUBPROCESSES)
POOL, LANE = f"{BPMN}participant", f"{BPMN}lane"
_NODES = frozenset(BPMN + one for one in FLOW_NODES)
_ASPECTS = ("isExpanded", "isHorizontal")
_FAR = 60.0  # how far beside its ends a line may go
_FARTHEST = 1e7  # pixels; what lies beyond was not drawn by anybody


@dataclass(slots=True)
class Shape:
    """A shape of the drawing. `element` is how it is written (None: not yet), `more` further attributes of it."""

    id: str
    box: Box
    plane: int
    label: Box | None = None
    element: Element | None = None
    more: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Line:
    """A line of the drawing, from the shape `start` to the shape `end`."""

    id: str
    points: list[Point]
    plane: int
    start: str
    end: str
    label: Box | None = None
    element: Element | None = None


class Drawing:
    """The drawing of a file. Raises HostileXml for what no diagram is."""

    def __init__(self, content: bytes) -> None:
        self.source = _named(Source(content))
        self.planes = self.source.all(PLANE)
        self.shapes: dict[str, Shape] = {}
        self.lines: dict[str, Line] = {}
        for number, plane in enumerate(self.planes):
            self._read(plane, number)
        self._was = {one.id: (one.box, one.label) for one in self.shapes.values()}
        self._went = {one.id: (list(one.points), one.label) for one in self.lines.values()}

    @cached_property
    def hosts(self) -> dict[str, str]:
        """What each boundary event hangs on."""
        hung = [one for one in self.source.root.within() if "attachedToRef" in one.attributes]
        return {one.id: one.attributes["attachedToRef"] for one in hung}

    @cached_property
    def containers(self) -> set[str]:
        """What other shapes are drawn in: pools, lanes, subprocesses that are open."""
        found = {one.id for one in self.source.all(POOL, LANE)}
        return found | {one.id for one in self.source.all(*_SUBS) if self._is_open(one)}

    @cached_property
    def _lanes_of(self) -> dict[str, list[str]]:
        """The lanes of a step, the innermost first."""
        found: dict[str, list[str]] = {}
        for lane in self.source.all(LANE):
            for one in lane.children:
                if one.tag == f"{BPMN}flowNodeRef":
                    found[one.text.strip()] = [up.id for up in _upwards(lane) if up.tag == LANE]
        return found

    def around(self, element_id: str) -> list[str]:
        """The shapes around a step, a lane or a subprocess, the innermost first."""
        found: list[str] = []
        element = self.source.by_id.get(element_id)
        for one in _upwards(element) if element is not None else ():
            if one.id != element_id and (one.tag in _SUBS or one.tag == LANE):
                found.append(one.id)
            if one.tag in _NODES:
                found += [lane for lane in self._lanes_of.get(one.id, ()) if lane not in found]
            if one.tag == f"{BPMN}process":
                found += [pool.id for pool in self.source.all(POOL) if pool.attributes.get("processRef") == one.id]
        return [one for one in found if one in self.shapes]

    def carried(self, element_id: str) -> set[str]:
        """What moves with a step: itself, what it holds, what hangs on those."""
        element = self.source.by_id.get(element_id)
        inside = {one.id for one in element.within() if one.id} if element is not None else {element_id}
        return inside | {event for event, host in self.hosts.items() if host in inside}

    def obstacles(self, plane: int, but: Iterable[str]) -> list[Box]:
        """Where nothing else may be drawn, except over these; lanes are no obstacle."""
        free = set(but) | {one.id for one in self.source.all(LANE)}
        return [one.box for one in self.shapes.values() if one.plane == plane and one.id not in free]

    def add(self, element_id: str, box: Box, beside: str | None = None, **more: str) -> None:
        """Draws an element on the plane of another one; nothing in a file without a drawing."""
        if self.planes:
            plane = self.shapes[beside].plane if beside in self.shapes else 0
            self.shapes[element_id] = Shape(element_id, box, plane, more=tuple(more.items()))
            vars(self).pop("containers", None)

    def join(self, flow_id: str) -> None:
        """Draws a flow, or draws it anew, where both its ends are drawn."""
        flow = self.source.by_id.get(flow_id)
        ends = [flow.attributes.get(one, "") for one in ("sourceRef", "targetRef")] if flow is not None else []
        drawn = [self.shapes[one] for one in ends if one in self.shapes]
        if len(drawn) != 2 or drawn[0].plane != drawn[1].plane:
            return
        start, end = drawn
        known = self.lines.get(flow_id) or Line(flow_id, [], start.plane, ends[0], ends[1])
        free = {*ends, *self.around(ends[0]), *self.around(ends[1])}
        left = min(start.box.x, end.box.x) - _FAR
        right = max(start.box.right[0], end.box.right[0]) + _FAR
        near = [one for one in self.obstacles(start.plane, free) if one.x < right and left < one.right[0]]
        known.points = way(start.box, end.box, near)
        known.start, known.end, known.label = ends[0], ends[1], None
        self.lines[flow_id] = known

    def lines_at(self, ids: Iterable[str]) -> list[str]:
        """The lines that begin or end at these shapes."""
        wanted = set(ids)
        return [one.id for one in self.lines.values() if {one.start, one.end} & wanted]

    def result(self) -> bytes:
        """The file with the drawing as it is now."""
        for shape in self.shapes.values():
            if shape.element is not None and self._was[shape.id] != (shape.box, shape.label):
                self._write(shape, shape.element)
        for line in self.lines.values():
            if line.element is not None and self._went[line.id] != (line.points, line.label):
                self._write_line(line, line.element)
        for number, plane in enumerate(self.planes):
            self._insert(number, plane)
        return self.source.result()

    # ---- reading

    def _read(self, plane: Element, number: int) -> None:
        for one in plane.children:
            about = one.attributes.get("bpmnElement", "")
            label = one.child(_LABEL)
            said = label.child(_BOUNDS) if label is not None else None
            bounds = one.child(_BOUNDS)
            if one.tag == _SHAPE and bounds is not None and about not in self.shapes:
                more = tuple((name, one.attributes[name]) for name in _ASPECTS if name in one.attributes)
                self.shapes[about] = Shape(about, _box(bounds), number, _box(said) if said else None, one, more)
            elif one.tag == _EDGE and about not in self.lines:
                points = [_point(spot) for spot in one.children if spot.tag == _POINT]
                start, end = self._ends(about)
                if len(points) > 1:
                    self.lines[about] = Line(about, points, number, start, end, _box(said) if said else None, one)

    def _ends(self, flow_id: str) -> tuple[str, str]:
        flow = self.source.by_id.get(flow_id)
        said = flow.attributes if flow is not None else {}
        return said.get("sourceRef", ""), said.get("targetRef", "")

    def _is_open(self, element: Element) -> bool:
        shape = self.shapes.get(element.id)
        if shape is None or dict(shape.more).get("isExpanded") == "true":
            return shape is not None
        inner = [self.shapes[one.id] for one in element.within() if one is not element and one.id in self.shapes]
        return any(one.plane == shape.plane and shape.box.holds(one.box) for one in inner)

    # ---- writing

    def _write(self, shape: Shape, element: Element) -> None:
        bounds = element.child(_BOUNDS)
        label = element.child(_LABEL)
        said = label.child(_BOUNDS) if label is not None else None
        for owner, box in ((bounds, shape.box), (said, shape.label)):
            if owner is not None and box is not None:
                for name, value in _sizes(box).items():
                    if _number(owner, name) != float(value):
                        self.source.set_attribute(owner, name, value)

    def _write_line(self, line: Line, element: Element) -> None:
        old = [one for one in element.children if one.tag == _POINT]
        label = element.child(_LABEL)
        if len(old) == len(line.points):
            for one, (x, y) in zip(old, line.points, strict=True):
                for name, value in (("x", said_of(x)), ("y", said_of(y))):
                    if _number(one, name) != float(value):
                        self.source.set_attribute(one, name, value)
        else:
            self.source.insert(element, "\n".join(_written(line.points, element)), old[-1])
            for one in old:
                self.source.remove(one)
        said = label.child(_BOUNDS) if label is not None else None
        if label is not None and said is not None and line.label is None:
            self.source.remove(label)
        elif said is not None and line.label is not None:
            for name, value in _sizes(line.label).items():
                self.source.set_attribute(said, name, value)

    def _insert(self, number: int, plane: Element) -> None:
        """Writes what is new on a plane: shapes behind shapes, lines at its end."""
        fresh = [one for one in self.shapes.values() if one.element is None and one.plane == number]
        shapes = [_shape(one, plane) for one in fresh]
        lines = [_line(one, plane) for one in self.lines.values() if one.element is None and one.plane == number]
        last = [one for one in plane.children if one.tag == _SHAPE]
        if not plane.children:
            shapes, lines = [], [*shapes, *lines]
        if shapes:
            self.source.insert(plane, "\n".join(shapes), last[-1] if last else None, first=not last)
        if lines:
            self.source.insert(plane, "\n".join(lines))


def _shape(shape: Shape, plane: Element) -> str:
    what = {"id": f"{shape.id}_di", "bpmnElement": shape.id, **dict(shape.more)}
    return written(plane.name(DI_URI, "BPMNShape"), what, written(plane.name(DC_URI, "Bounds"), _sizes(shape.box)))


def _line(line: Line, plane: Element) -> str:
    what = {"id": f"{line.id}_di", "bpmnElement": line.id}
    return written(plane.name(DI_URI, "BPMNEdge"), what, *_written(line.points, plane))


def undraw(content: bytes, element_ids: Iterable[str]) -> bytes:
    """Takes the drawings of these elements out."""
    source, gone = Source(content), set(element_ids)
    for one in source.all(_SHAPE, _EDGE):
        if one.attributes.get("bpmnElement") in gone:
            source.remove(one)
    return source.result()


def _named(source: Source) -> Source:
    """The file with the names in which shapes are written, where something is drawn at all."""
    for uri, prefix in ((DI_URI, "bpmndi"), (DC_URI, "dc"), (LINE_URI, "di")):
        if any(uri not in plane.scope for plane in source.all(PLANE)):
            declared = source.declare(uri, prefix)
            source = Source(declared) if declared is not None else source
    return source


def said_of(number: float) -> str:
    """A number as it is written in a drawing."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _upwards(element: Element) -> Iterator[Element]:
    here: Element | None = element
    while here is not None:
        yield here
        here = here.parent


def _sizes(box: Box) -> dict[str, str]:
    return {"x": said_of(box.x), "y": said_of(box.y), "width": said_of(box.width), "height": said_of(box.height)}


def _written(points: list[Point], place: Element) -> list[str]:
    return [written(place.name(LINE_URI, "waypoint"), {"x": said_of(x), "y": said_of(y)}) for x, y in points]


def _box(bounds: Element) -> Box:
    return Box(*(_number(bounds, name) for name in ("x", "y", "width", "height")))


def _point(point: Element) -> Point:
    return _number(point, "x"), _number(point, "y")


def _number(element: Element, name: str) -> float:
    try:
        found = float(element.attributes.get(name, "0"))
    except ValueError:
        return 0.0
    return found if abs(found) < _FARTHEST else 0.0

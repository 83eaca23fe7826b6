"""What a BPMN file says about its looks (BPMN DI), as plain shapes and lines."""

from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite

from lxml import etree

from app.engine import hostile_xml
from app.engine.outline.boxes import Box

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"
_MOST = 20_000.0  # no coordinate lies further out; a file that says so is not drawn there


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn element. `kind` is the BPMN name (`userTask`), `trigger` what an event waits for (`timer`,
    `message`, ...), `calls` the process a call activity runs, `host` what a boundary event sits on."""

    id: str
    kind: str
    name: str
    box: Box
    label: Box | None = None
    trigger: str | None = None
    calls: str | None = None
    host: str | None = None
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class Edge:
    """One drawn line from element to element."""

    id: str
    kind: str
    name: str
    source: str
    target: str
    points: list[tuple[float, float]]
    label: Box | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram: shapes from back to front, lines, and the lane of each node by its id."""

    name: str
    shapes: list[Shape] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    lanes: dict[str, str] = field(default_factory=dict)

    @property
    def box(self) -> Box:
        """What it takes to show everything."""
        labels = [s.label for s in self.shapes] + [e.label for e in self.edges]
        boxes = [s.box for s in self.shapes] + [label for label in labels if label]
        xs = [x for e in self.edges for x, _ in e.points] + [b.x for b in boxes] + [b.x + b.width for b in boxes]
        ys = [y for e in self.edges for _, y in e.points] + [b.y for b in boxes] + [b.y + b.height for b in boxes]
        if not xs:
            return Box(0, 0, 0, 0)
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


@lru_cache(maxsize=256)
def read(xml: bytes) -> Picture:
    """The picture in a BPMN file, read once. Raises HostileXml for a file that must not be read."""
    root = hostile_xml.read(xml)
    elements = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.tag.startswith(BPMN)}
    shapes = [s for di in root.iter(_DI + "BPMNShape") if (s := _shape(di, elements))]
    edges = [e for di in root.iter(_DI + "BPMNEdge") if (e := _edge(di, elements))]
    process = root.find(BPMN + "process")
    return Picture(
        name=(process.get("name") or "") if process is not None else "",
        shapes=sorted(shapes, key=_depth),
        edges=edges,
        lanes=_lanes(root),
    )


def _shape(di: etree._Element, elements: dict[str | None, etree._Element]) -> Shape | None:
    element, box = elements.get(di.get("bpmnElement")), _box(di.find(_DC + "Bounds"))
    if element is None or box is None:
        return None
    return Shape(
        id=element.get("id", ""),
        kind=etree.QName(element).localname,
        name=_text(element),
        box=box,
        label=_box(di.find(f"{_DI}BPMNLabel/{_DC}Bounds")),
        trigger=_trigger(element),
        calls=element.get("calledElement"),
        host=element.get("attachedToRef"),
        interrupting=element.get("cancelActivity", element.get("isInterrupting", "true")) != "false",
    )


def _edge(di: etree._Element, elements: dict[str | None, etree._Element]) -> Edge | None:
    element = elements.get(di.get("bpmnElement"))
    points = [p for way in di.findall(_DD + "waypoint") if (p := _point(way))]
    if element is None or len(points) < 2:
        return None
    return Edge(
        id=element.get("id", ""),
        kind=etree.QName(element).localname,
        name=_text(element),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        points=points,
        label=_box(di.find(f"{_DI}BPMNLabel/{_DC}Bounds")),
    )


def _text(element: etree._Element) -> str:
    said = element.get("name") or element.findtext(BPMN + "text") or ""
    return " ".join(said.split())[:300]


def _trigger(element: etree._Element) -> str | None:
    for child in element:
        if isinstance(child.tag, str) and child.tag.endswith("EventDefinition"):
            return str(etree.QName(child).localname).removesuffix("EventDefinition")
    return None


def _lanes(root: etree._Element) -> dict[str, str]:
    return {
        (ref.text or "").strip(): _text(lane)
        for lane in root.iter(BPMN + "lane")
        for ref in lane.findall(BPMN + "flowNodeRef")
    }


def _depth(shape: Shape) -> tuple[int, float]:
    """Bands lie behind everything, subprocesses behind what they hold, boundary events on top."""
    order = {"participant": 0, "lane": 1, "subProcess": 2, "boundaryEvent": 4}
    return order.get(shape.kind, 3), -shape.box.width * shape.box.height


def _box(bounds: etree._Element | None) -> Box | None:
    if bounds is None:
        return None
    numbers = [_number(bounds.get(name)) for name in ("x", "y", "width", "height")]
    return Box(*[n for n in numbers if n is not None]) if None not in numbers else None


def _point(way: etree._Element) -> tuple[float, float] | None:
    x, y = _number(way.get("x")), _number(way.get("y"))
    return (x, y) if x is not None and y is not None else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= _MOST else None

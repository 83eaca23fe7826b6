"""A diagram as SVG: lanes as bands, the current steps marked in words as well as in colour, the done ones quiet.

Only classes, no inline styles: the content security policy forbids them, and paper and dark screens want their own
colours (`static/diagram.css`). Coordinates are the diagram's own.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.engine.outline.boxes import Box
from app.web.diagram.outline import outline, state_of
from app.web.diagram.picture import Edge, Picture, Shape

MARGIN = 24
LINE = 15  # line height of labels
LETTER = 6.2  # mean width of a letter at that size
SCALE = 0.9
_BANDS = ("participant", "lane")
_SMALL = 50  # events and gateways are not wider


@dataclass(frozen=True, slots=True)
class Mark:
    """What a shape is marked with: a few words on a badge (none without words), and how much it stands out (1 … 4; 0 as
    a fault)."""

    said: str
    level: int


def draw(
    picture: Picture,
    current: Collection[str] = (),
    done: Collection[str] = (),
    prefix: str = "d",
    marks: Mapping[str, Mark] | None = None,
) -> Markup:
    """The picture as one `<svg>`. `prefix` keeps ids apart when a page shows several; `marks` by the ids of shapes."""
    marked = marks or {}
    box = picture.box
    view = f"{_n(box.x - MARGIN)} {_n(box.y - MARGIN)} {_n(box.width + 2 * MARGIN)} {_n(box.height + 2 * MARGIN)}"
    width, height = (box.width + 2 * MARGIN) * SCALE, (box.height + 2 * MARGIN) * SCALE
    parts = [
        f'<svg class="bpmn" xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{_n(width)}"'
        f' height="{_n(height)}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">',
        f'<title id="{prefix}-title">{escape(_("Sơ đồ: %(name)s", name=picture.name))}</title>',
        f'<desc id="{prefix}-desc">{escape(describe(picture, current, done))}</desc>',
        f'<defs><marker id="{prefix}-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11"'
        ' markerHeight="11" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        '<path d="M0 1 9 5 0 9z"/></marker></defs>',
    ]
    behind = [s for s in picture.shapes if s.kind in _BANDS or s.kind == "subProcess"]
    before = [s for s in picture.shapes if s not in behind]
    parts += [_shape(s, state_of(s, current, done), prefix) for s in behind]
    parts += [_marked(_edge(e, prefix), marked.get(e.id)) for e in picture.edges]
    parts += [_marked(_shape(s, state_of(s, current, done), prefix), marked.get(s.id)) for s in before]
    parts += [_edge_label(e) for e in picture.edges if e.name]
    parts += [_badge(s.box, marked[s.id]) for s in before if s.id in marked and marked[s.id].said]
    parts += [_badge(_half_way(e), marked[e.id]) for e in picture.edges if e.id in marked and marked[e.id].said]
    return Markup("".join(parts) + "</svg>")


def describe(picture: Picture, current: Collection[str], done: Collection[str]) -> str:
    """The picture in one or two sentences."""
    steps = outline(picture, current, done)
    said = _("Quy trình có %(count)s bước.", count=len(steps))
    here = ", ".join(s.name for s in steps if s.state == "here")
    return f"{said} {_('Đang ở bước: %(steps)s.', steps=here)}" if here else said


def _shape(shape: Shape, state: str, prefix: str) -> str:
    if shape.kind in _BANDS:
        return _band(shape)
    mark = "" if state == "ahead" else f" is-{state}"
    anchor = f' id="{prefix}-{escape(shape.id)}"' if state == "here" else ""
    return f'<g class="{_family(shape)}{mark}"{anchor}>{"".join(_inside(shape, state))}</g>'


def _marked(drawn: str, mark: Mark | None) -> str:
    return f'<g class="mark mark-{mark.level}">{drawn}</g>' if mark else drawn


def _badge(box: Box, mark: Mark) -> str:
    width = len(mark.said) * 7 + 14
    small = box.height and box.width <= _SMALL  # its name is written below it
    x, y = box.x + box.width - width + 8, box.y - 11 if small else box.y + box.height - 9
    return (
        f'<g class="badge badge-{mark.level}"><rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="20" rx="10"/>'
        f'<text x="{_n(x + width / 2)}" y="{_n(y + 14)}">{escape(mark.said)}</text></g>'
    )


def _half_way(edge: Edge) -> Box:
    """A small place in the middle of a line, for its badge."""
    half = len(edge.points) // 2
    (x1, y1), (x2, y2) = edge.points[half - 1], edge.points[half]
    return Box((x1 + x2) / 2, (y1 + y2) / 2, 10, 0)


def _family(shape: Shape) -> str:
    if shape.kind.endswith("Event"):
        return "event"
    if shape.kind.endswith("Gateway"):
        return "gateway"
    return {"subProcess": "sub", "callActivity": "task call", "textAnnotation": "remark"}.get(shape.kind, "task")


def _inside(shape: Shape, state: str) -> Iterator[str]:
    if shape.kind.endswith("Event"):
        yield from _event(shape)
    elif shape.kind.endswith("Gateway"):
        yield from _gateway(shape)
    elif shape.kind == "textAnnotation":
        box = shape.box
        yield f'<path d="M{_n(box.x + 12)} {_n(box.y)}h-12v{_n(box.height)}h12"/>'
        yield _lines(shape.name, box.width - 12, box.x + 8, box.y + LINE, anchor="start")
    else:
        yield from _task(shape)
    if state == "here":
        yield _flag(shape.box)


def _task(shape: Shape) -> Iterator[str]:
    box = shape.box
    yield f'<rect {_at(box)} rx="8"/>'
    if shape.kind == "subProcess":
        yield _lines(shape.name, box.width - 16, box.x + 10, box.y + LINE + 3, anchor="start")
        return
    yield _centred(shape.name, box)
    yield _glyph(shape)


def _glyph(shape: Shape) -> str:
    x, y = shape.box.x + 6, shape.box.y + 5
    if shape.kind in ("userTask", "manualTask"):
        return (
            f'<g class="glyph"><circle cx="{_n(x + 6)}" cy="{_n(y + 4)}" r="3"/>'
            f'<path d="M{_n(x)} {_n(y + 14)}c0-8 12-8 12 0z"/></g>'
        )
    if shape.kind == "callActivity":
        cx, by = shape.box.middle[0], shape.box.y + shape.box.height
        return f'<path class="glyph" d="M{_n(cx - 7)} {_n(by - 1)}v-13h14v13m-11 -6.5h8m-4 -4v8"/>'
    if shape.kind in ("serviceTask", "scriptTask", "businessRuleTask"):
        return f'<path class="glyph" d="M{_n(x)} {_n(y + 2)}h12m-12 4h12m-12 4h8"/>'
    return ""


def _event(shape: Shape) -> Iterator[str]:
    (cx, cy), r = shape.box.middle, shape.box.width / 2
    kind = "end" if shape.kind == "endEvent" else "start" if shape.kind == "startEvent" else "between"
    dashed = "" if shape.interrupting else " is-dashed"
    yield f'<circle class="{kind}{dashed}" cx="{_n(cx)}" cy="{_n(cy)}" r="{_n(r)}"/>'
    if kind == "between":
        yield f'<circle class="inner{dashed}" cx="{_n(cx)}" cy="{_n(cy)}" r="{_n(r - 3.5)}"/>'
    yield _trigger(shape.trigger, cx, cy)
    yield _label(shape)


def _trigger(trigger: str | None, cx: float, cy: float) -> str:
    at = f'transform="translate({_n(cx)} {_n(cy)})"'
    if trigger == "timer":
        return f'<g class="glyph" {at}><circle r="8.5"/><path d="M0-5.5V0l3.5 2.5"/></g>'
    if trigger == "message":
        return f'<path class="glyph" {at} d="M-8-5.5H8v11H-8zl8 6 8-6"/>'
    if trigger == "terminate":
        return f'<circle class="solid" {at} r="9"/>'
    if trigger:
        return f'<path class="glyph" {at} d="M0-7 7 5H-7z"/>'
    return ""


def _gateway(shape: Shape) -> Iterator[str]:
    (cx, cy), half = shape.box.middle, shape.box.width / 2
    yield f'<path d="M{_n(cx)} {_n(cy - half)}l{_n(half)} {_n(half)}-{_n(half)} {_n(half)}-{_n(half)}-{_n(half)}z"/>'
    marks = {
        "exclusiveGateway": '<path class="glyph" d="M-6-8 6 8M6-8-6 8"/>',
        "parallelGateway": '<path class="glyph" d="M0-11V11M-11 0H11"/>',
        "inclusiveGateway": '<circle class="glyph" r="10"/>',
        "eventBasedGateway": '<circle class="glyph" r="11"/><path class="glyph" d="M0-6 6-1 4 6H-4L-6-1z"/>',
    }
    yield f'<g transform="translate({_n(cx)} {_n(cy)})">{marks.get(shape.kind, "")}</g>'
    yield _label(shape)


def _label(shape: Shape) -> str:
    if not shape.name:
        return ""
    box = shape.label or Box(shape.box.middle[0] - 50, shape.box.y + shape.box.height + 2, 100, LINE)
    return _lines(shape.name, max(box.width, 90), box.middle[0], box.y + LINE - 4)


def _band(shape: Shape) -> str:
    box = shape.box
    cx, cy = box.x + 16, box.y + box.height / 2
    name = _lines(shape.name, box.height - 12, 0, _rise(shape.name, box.height - 12), turn=(cx, cy))
    return f'<g class="band"><rect {_at(box)}/><path d="M{_n(box.x + 30)} {_n(box.y)}v{_n(box.height)}"/>{name}</g>'


def _edge(edge: Edge, prefix: str) -> str:
    way = "L".join(f"{_n(x)} {_n(y)}" for x, y in edge.points)
    if edge.kind == "sequenceFlow":
        return f'<path class="flow" d="M{way}" marker-end="url(#{prefix}-arrow)"/>'
    return f'<path class="flow is-dashed" d="M{way}"/>'


def _edge_label(edge: Edge) -> str:
    if edge.label:
        return _lines(edge.name, max(edge.label.width, 80), edge.label.middle[0], edge.label.y + LINE - 4)
    (x1, y1), (x2, y2) = edge.points[0], edge.points[1]
    if abs(x2 - x1) >= abs(y2 - y1):
        return _lines(edge.name, 110, (x1 + x2) / 2, (y1 + y2) / 2 - 5, rows=1)
    return _lines(edge.name, 110, (x1 + x2) / 2 + 5, (y1 + y2) / 2, anchor="start", rows=2)


def _flag(box: Box) -> str:
    said = _("Đang ở đây")
    width = len(said) * 7 + 14  # it is bold
    x = box.middle[0] - width / 2
    return (
        f'<g class="flag"><rect x="{_n(x)}" y="{_n(box.y - 12)}" width="{_n(width)}" height="20" rx="10"/>'
        f'<text x="{_n(box.middle[0])}" y="{_n(box.y + 2)}">{escape(said)}</text></g>'
    )


def _centred(text: str, box: Box) -> str:
    width = box.width - 12
    return _lines(text, width, box.middle[0], box.middle[1] + 4 + _rise(text, width) - 4, rows=5)


def _rise(text: str, width: float) -> float:
    """The first base line, seen from the middle, that centres the wrapped text."""
    return 4 - (min(len(wrap(text, width)), 5) - 1) * LINE / 2


def _lines(
    text: str,
    width: float,
    x: float,
    y: float,
    anchor: str = "",
    rows: int = 5,
    turn: tuple[float, float] | None = None,
) -> str:
    place = f' transform="translate({_n(turn[0])} {_n(turn[1])}) rotate(-90)"' if turn else ""
    kind = ' class="start"' if anchor == "start" else ""
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + n * LINE)}">{escape(said)}</tspan>'
        for n, said in enumerate(wrap(text, width)[:rows])
    )
    return f"<text{kind}{place}>{spans}</text>"


def wrap(text: str, width: float) -> list[str]:
    """Words in lines of about `width`; a word is never cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and (len(lines[-1]) + 1 + len(word)) * LETTER <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _at(box: Box) -> str:
    return f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

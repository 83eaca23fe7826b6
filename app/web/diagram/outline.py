"""A diagram as an ordered list, for screen readers, for narrow screens and for whoever prefers reading."""

from collections.abc import Collection
from dataclasses import dataclass

from app.web.diagram.picture import Picture, Shape

_STEPS = ("userTask", "manualTask", "callActivity")


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the order of the flow. `state` is `here`, `done` or `ahead`; `calls` the process inside it."""

    id: str
    name: str
    kind: str
    lane: str
    state: str
    calls: str | None


def outline(picture: Picture, current: Collection[str], done: Collection[str]) -> list[Step]:
    """The steps that people do (and the processes called) as the flow meets them, each once."""
    return [
        Step(s.id, s.name or s.id, s.kind, picture.lanes.get(s.id, ""), state_of(s, current, done), s.calls)
        for s in _in_order(picture)
        if s.kind in _STEPS
    ]


def state_of(shape: Shape, current: Collection[str], done: Collection[str]) -> str:
    """Where a shape stands: a call activity counts as here (done) when its process is named among them.

    What only listens beside the work (boundary events, messages that may come) is never "here".
    """
    if shape.kind in ("boundaryEvent", "subProcess") or shape.trigger == "message":
        return "ahead"
    if shape.id in current or (shape.calls and shape.calls in current):
        return "here"
    if shape.id in done or (shape.calls and shape.calls in done):
        return "done"
    return "ahead"


def _in_order(picture: Picture) -> list[Shape]:
    by_id = {s.id: s for s in picture.shapes}
    after: dict[str, list[str]] = {}
    for edge in picture.edges:
        after.setdefault(edge.source, []).append(edge.target)
    for shape in picture.shapes:
        if shape.host:
            after.setdefault(shape.host, []).append(shape.id)
    starts = sorted((s for s in picture.shapes if s.kind == "startEvent"), key=_place)
    rest = sorted(picture.shapes, key=_place)
    seen: dict[str, Shape] = {}
    waiting = [s.id for s in starts]
    for fallback in (None, *(s.id for s in rest)):
        waiting += [fallback] if fallback else []
        while waiting:
            here = waiting.pop(0)
            if here in seen or here not in by_id:
                continue
            seen[here] = by_id[here]
            waiting += after.get(here, [])
    return list(seen.values())


def _place(shape: Shape) -> tuple[float, float]:
    return shape.box.x, shape.box.y

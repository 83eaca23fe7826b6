"""The way of a flow's line from one shape to another: right angles, through as few other shapes as may be."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from app.engine.outline.boxes import Box, Point, between

_BESIDE = 20.0  # how far a line that goes round keeps from what it goes round


def way(start: Box, end: Box, others: Iterable[Box]) -> list[Point]:
    """The line between two shapes that meets the fewest others, and of those the one with the fewest bends."""
    taken = list(others)
    ways = [_straightened(one) for one in _ways(start, end, taken)]
    return min(ways, key=lambda one: _cost(one, start, end, taken))


def _ways(start: Box, end: Box, others: Sequence[Box]) -> Iterator[list[Point]]:
    if end.x >= start.x + start.width:
        half = (start.right[0] + end.left[0]) / 2
        late, early = end.x - _BESIDE, start.x + start.width + _BESIDE
        for turn in (half, late, early):
            yield [start.right, (turn, start.right[1]), (turn, end.left[1]), end.left]
        for leave in (start.bottom, start.top):
            yield [leave, (leave[0], end.left[1]), end.left]
        for arrive in (end.top, end.bottom):
            yield [start.right, (arrive[0], start.right[1]), arrive]
    if end.y >= start.y + start.height:
        yield from _upright(start.bottom, end.top)
    if start.y >= end.y + end.height:
        yield from _upright(start.top, end.bottom)
    yield from _round(start, end, others)


def _upright(leave: Point, arrive: Point) -> Iterator[list[Point]]:
    half = (leave[1] + arrive[1]) / 2
    yield [leave, (leave[0], half), (arrive[0], half), arrive]


def _round(start: Box, end: Box, others: Sequence[Box]) -> Iterator[list[Point]]:
    """Below or above both, near them or past all that lies between them."""
    span = between((start.x, 0), (end.x + end.width, 0))
    met = [one for one in others if one.x < span.x + span.width and span.x < one.x + one.width]
    near = [one for one in met if one.y < max(start.bottom[1], end.bottom[1]) + 200]
    for below in (max(start.bottom[1], end.bottom[1]), max(one.bottom[1] for one in [start, end, *near])):
        level = below + _BESIDE
        yield [start.bottom, (start.bottom[0], level), (end.bottom[0], level), end.bottom]
    for above in (min(start.y, end.y), min(one.y for one in [start, end, *met])):
        level = above - _BESIDE / 2
        yield [start.top, (start.top[0], level), (end.top[0], level), end.top]


def _cost(points: list[Point], start: Box, end: Box, others: Sequence[Box]) -> float:
    hits, length = 0, 0.0
    for one, other in pairwise(points):
        line = between(one, other)
        length += line.width + line.height
        around = line.padded(1)
        hits += sum(around.meets(box) for box in others)
        hits += sum(around.meets(box.padded(-2)) for box in (start, end))
    return hits * 1000 + len(points) * 60 + length


def _straightened(points: list[Point]) -> list[Point]:
    """Without bends that are none, and without two at the same place."""
    kept: list[Point] = []
    for one in points:
        if kept and abs(kept[-1][0] - one[0]) < 1 and abs(kept[-1][1] - one[1]) < 1:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], one):
            kept[-1] = one
        else:
            kept.append(one)
    return kept if len(kept) > 1 else [points[0], points[-1]]


def _in_line(one: Point, two: Point, three: Point) -> bool:
    return abs(one[0] - two[0]) + abs(two[0] - three[0]) < 1 or abs(one[1] - two[1]) + abs(two[1] - three[1]) < 1

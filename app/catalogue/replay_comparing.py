"""Two playings of one history side by side: what the newer version would do otherwise, up to where both have come."""

import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from datetime import timedelta
from typing import Any

from app.catalogue.replay_player import CLOSED, ENDLESS, ERROR, GONE, Difference, Player, Point
from app.engine.nodes import GATEWAYS, SUBPROCESSES
from app.engine.rehearsing import Stage

SKIPPED, ADDED, UNFINISHED, FINISHED, VARIABLE, CALL = "skipped", "added", "unfinished", "finished", "variable", "call"
TIMER, TERM, ROLE = "timer", "term", "role"
_NO_STEP = frozenset((*GATEWAYS, *SUBPROCESSES, "callActivity", "startEvent"))
_APART = timedelta(minutes=2)
Words = Container[str]


def differences(stages: tuple[Stage, Stage], old: Player, new: Player, words: Words) -> Iterator[Difference]:
    """What differs; `words` are the values that may be shown: words of the house, nobody's own."""
    yield from new.differences
    last = min(len(old.points), len(new.points))
    if not last:
        return
    there, here = old.points[:last], new.points[:last]
    parted = min(_same_place(there, here) + 1, last)
    yield from _skipped(stages, there[:parted], here[:parted], new.differences)
    yield from _added(stages, there, here, new.differences)
    before, after = there[parted - 1], here[parted - 1]
    yield from _variables(before, after, words, new.unasked)
    yield from _calls(before.calls, after.calls)
    if not new.stopped:
        yield from _end(there[-1], here[-1])
        yield from _timers(there[-1], here[-1])
    yield from _terms(stages, there)


def codes(files: Mapping[str, bytes]) -> frozenset[str]:
    """The values that the forms of a bundle let people choose."""
    found: set[str] = set()
    for name, content in files.items():
        if name.startswith("forms/"):
            _collect(json.loads(content), found)
    return frozenset(found)


def _collect(source: Any, found: set[str]) -> None:
    if isinstance(source, dict):
        if isinstance(source.get("value"), str):
            found.add(source["value"])
        source = list(source.values())
    if isinstance(source, list):
        for one in source:
            _collect(one, found)


def _reached(points: list[Point]) -> set[str]:
    return set(points[-1].passed).union(*(point.open for point in points))


def _same_place(before: list[Point], after: list[Point]) -> int:
    """Up to where what is open was the same: after the step at which ways part, all else follows from that."""
    return max((place for place, two in enumerate(zip(before, after, strict=True), 1) if _open(*two)), default=1)


def _open(before: Point, after: Point) -> bool:
    return set(before.open) == set(after.open)


def _skipped(
    stages: tuple[Stage, Stage], before: list[Point], after: list[Point], known: list[Difference]
) -> Iterator[Difference]:
    """Steps that the dossier no longer passes. What is known to be gone or not open is not told twice."""
    old, new = stages
    for node in sorted(_reached(before) - _reached(after) - _told(known)):
        if old.nodes[node].kind not in _NO_STEP:
            yield Difference(SKIPPED if node in new.nodes else GONE, node)


def _added(
    stages: tuple[Stage, Stage], before: list[Point], after: list[Point], known: list[Difference]
) -> Iterator[Difference]:
    """Steps that the dossier passes, or that wait, and that it never came to."""
    for node in sorted(_reached(after) - _reached(before) - _told(known)):
        if stages[1].nodes[node].kind not in _NO_STEP:
            yield Difference(ADDED, node)


def _told(known: list[Difference]) -> set[str]:
    return {one.node for one in known if one.kind in (GONE, CLOSED, ERROR, ENDLESS)}


def _end(before: Point, after: Point) -> Iterator[Difference]:
    if before.finished != after.finished:
        yield Difference(UNFINISHED, nodes=after.open) if before.finished else Difference(FINISHED, nodes=before.open)


def _variables(before: Point, after: Point, words: Words, unasked: set[str]) -> Iterator[Difference]:
    """`unasked` come from steps that are gone: that is told already."""
    for name in sorted(before.variables.keys() - unasked):
        was, becomes = before.variables[name], after.variables.get(name)
        if was != becomes:
            shown = _shown(was, words), _shown(becomes, words)
            yield Difference(VARIABLE, said=name if None in shown else f"{name}: {shown[0]} → {shown[1]}")


def _shown(value: Any, words: Words) -> str | None:
    """A value that is nobody's own, as text; None for any other."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return value if isinstance(value, str) and value in words else None


def _calls(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> Iterator[Difference]:
    were, are = _by_action(before), _by_action(after)
    for action in sorted(were.keys() | are.keys()):
        if were[action] != are[action]:
            yield Difference(CALL, said=f"{action}: {were[action]} → {are[action]}")
        elif before - after and any(one[0] == action for one in before - after):
            yield Difference(CALL, said=f"{action} ≠")


def _by_action(calls: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (action, _), count in calls.items():
        found[action] += count
    return found


def _timers(before: Point, after: Point) -> Iterator[Difference]:
    """Timers that wait now: what is new, what is gone, what fires at another time."""
    for node in sorted(before.due.keys() | after.due.keys()):
        was, becomes = before.due.get(node), after.due.get(node)
        if was is None or becomes is None:
            yield Difference(TIMER, node, said="+" if was is None else "-")
        elif abs(was - becomes) > _APART:
            yield Difference(TIMER, node, said="≠")


def _terms(stages: tuple[Stage, Stage], points: list[Point]) -> Iterator[Difference]:
    """Steps this dossier came to whose term or whose people are others now."""
    old, new = stages
    for node in sorted({node for point in points for node in point.open}):
        was, becomes = old.nodes[node], new.nodes.get(node)
        if becomes is None:
            continue
        if was.step_term != becomes.step_term:
            yield Difference(TERM, node, said=f"{was.step_term or '–'} → {becomes.step_term or '–'}")
        pairs = [(name, getattr(was, name), getattr(becomes, name)) for name in ("role", "unit", "assignee")]
        if others := [f"{name} {a or '–'} → {b or '–'}" for name, a, b in pairs if a != b]:
            yield Difference(ROLE, node, said=", ".join(others))

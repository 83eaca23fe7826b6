"""Which nodes of a graph stand in a cycle, in time that grows with its size and without recursion."""

from collections.abc import Mapping

Edges = Mapping[str, set[str]]


def in_cycles(edges: Edges) -> frozenset[str]:
    """The nodes from which a way leads back to themselves."""
    looping = {node for node, after in edges.items() if node in after}
    return frozenset(looping.union(*(knot for knot in components(edges) if len(knot) > 1)))


def components(edges: Edges) -> list[list[str]]:
    """The knots of a graph, each a list of nodes that reach one another, sources first (Kosaraju's two passes)."""
    back: dict[str, set[str]] = {}
    for node, after in edges.items():
        for one in after:
            back.setdefault(one, set()).add(node)
    seen: set[str] = set()
    knots = (_reached(start, back, seen) for start in reversed(_by_finish(edges)))
    return [knot for knot in knots if knot]


def reached(starts: set[str], edges: Edges) -> set[str]:
    """The starts and whatever can be reached from them."""
    seen: set[str] = set()
    for start in starts:
        _reached(start, edges, seen)
    return seen


def dominators(start: str, edges: Edges, back: Edges) -> dict[str, str]:
    """For each node that can be reached from `start` the last other node that every way to it passes (by Cooper, Harvey
    and Kennedy). The start's is itself."""
    live = reached({start}, edges)
    order = list(reversed(_by_finish({start: edges.get(start, set())} | {one: edges.get(one, set()) for one in live})))
    place = {node: number for number, node in enumerate(order)}
    last = {start: start}
    growing = True
    while growing:
        growing = False
        for node in order[1:]:
            before = [one for one in back.get(node, ()) if one in last]
            found = before[0]
            for one in before[1:]:
                found = _common(found, one, last, place)
            if last.get(node) != found:
                last[node] = found
                growing = True
    return last


def _common(one: str, other: str, last: Mapping[str, str], place: Mapping[str, int]) -> str:
    while one != other:
        if place[one] > place[other]:
            one = last[one]
        else:
            other = last[other]
    return one


def _by_finish(edges: Edges) -> list[str]:
    """The nodes in the order in which a walk in depth leaves them."""
    seen: set[str] = set()
    finished: list[str] = []
    for start in edges:
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(edges.get(start, ())))]
        while walk:
            node, rest = walk[-1]
            ahead = next((one for one in rest if one not in seen), None)
            if ahead is None:
                finished.append(node)
                walk.pop()
            else:
                seen.add(ahead)
                walk.append((ahead, iter(edges.get(ahead, ()))))
    return finished


def _reached(start: str, edges: Edges, seen: set[str]) -> list[str]:
    """What can be reached from `start` and was not seen before; marks it as seen."""
    if start in seen:
        return []
    seen.add(start)
    found, todo = [start], [start]
    while todo:
        for after in edges.get(todo.pop(), ()):
            if after not in seen:
                seen.add(after)
                found.append(after)
                todo.append(after)
    return found

"""Which nodes of a graph stand in a cycle, in time that grows with its size and without recursion."""

from collections.abc import Mapping


def in_cycles(edges: Mapping[str, set[str]]) -> frozenset[str]:
    """The nodes from which a way leads back to themselves (by Kosaraju's two passes)."""
    looping: set[str] = {node for node, after in edges.items() if node in after}
    back: dict[str, set[str]] = {}
    for node, after in edges.items():
        for one in after:
            back.setdefault(one, set()).add(node)
    seen: set[str] = set()
    for start in reversed(_by_finish(edges)):
        component = _reached(start, back, seen)
        if len(component) > 1:
            looping.update(component)
    return frozenset(looping)


def _by_finish(edges: Mapping[str, set[str]]) -> list[str]:
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


def _reached(start: str, edges: Mapping[str, set[str]], seen: set[str]) -> list[str]:
    """What can be reached from `start` and was not seen before; marks it as seen."""
    if start in seen:
        return []
    seen.add(start)
    reached, todo = [start], [start]
    while todo:
        for after in edges.get(todo.pop(), ()):
            if after not in seen:
                seen.add(after)
                reached.append(after)
                todo.append(after)
    return reached

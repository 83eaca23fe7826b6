"""The order in which somebody reads a diagram: branch after branch, what joins them after them all."""

from collections.abc import Iterator, Mapping

from app.engine.outline.source import Element


def in_order(nodes: Mapping[str, Element], flows: list[Element]) -> list[str]:
    """The steps as the flow meets them, what hangs on a step right after it; then what no flow reaches."""
    after: dict[str, list[str]] = {node_id: [] for node_id in nodes}
    for node_id, node in nodes.items():
        host = node.attributes.get("attachedToRef")
        if host in after:
            after[host].append(node_id)
    for flow in flows:
        start, end = flow.attributes.get("sourceRef", ""), flow.attributes.get("targetRef", "")
        if start in after and end in after:
            after[start].append(end)
    starts = [one for one, node in nodes.items() if node.tag.endswith("}startEvent")]
    into = {end for ends in after.values() for end in ends}
    heads = [one for one in nodes if one not in into and one not in starts]
    seen: set[str] = set()
    return [one for first in [*starts, *heads, *nodes] for one in reversed(list(_left(first, after, seen)))]


def _left(first: str, after: Mapping[str, list[str]], seen: set[str]) -> Iterator[str]:
    """The steps behind one in the order in which they are done with, the last branch first."""
    if first in seen:
        return
    seen.add(first)
    waiting = [(first, list(after[first]))]
    while waiting:
        here, ends = waiting[-1]
        if not ends:
            waiting.pop()
            yield here
            continue
        following = ends.pop()  # from the last branch to the first, since the whole is turned round
        if following not in seen:
            seen.add(following)
            waiting.append((following, list(after[following])))

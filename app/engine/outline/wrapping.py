"""Putting a part of a diagram into a subprocess of its own: what a loop needs around a parallel block."""

from app.core.errors import N_
from app.core.folding import fold
from app.engine.cycles import reached
from app.engine.nodes import BPMN
from app.engine.outline import laying, links, placing
from app.engine.outline.drawing import Drawing, undraw
from app.engine.outline.edits import BPMN_URI, NotPossible, element
from app.engine.outline.links import FLOW, NODES, REF, free_id
from app.engine.outline.source import BREAK, Element, Source, written

_PEOPLE = tuple(BPMN + one for one in ("userTask", "manualTask", "callActivity"))


def wrap(content: bytes, first: str, last: str, name: str) -> tuple[bytes, str]:
    """The steps from one to another in a subprocess; the file and its id. All ways into them must lead to the first
    and all ways out come from the last; what they say stays byte for byte. Raises NotThere, NotPossible."""
    source = Source(content)
    nodes = between(source, first, last)
    doer = _doer(source, nodes) or first
    flows = [one for one in links.scope_of(element(source, first)).children if one.tag == FLOW]
    inner = [one for one in flows if _ends(one) <= nodes]
    into = [one.id for one in flows if one not in inner and one.attributes.get("targetRef") in nodes]
    out = [one.id for one in flows if one not in inner and one.attributes.get("sourceRef") in nodes]
    drawn = first in Drawing(content).shapes
    new_id = free_id(source, fold(name) or f"goi_{first}")
    start, end, begins, ends = (free_id(source, f"{new_id}_{one}") for one in ("start", "end", "first", "last"))
    content = links.with_node(content, first, "subProcess", {"id": new_id} | ({"name": name} if name else {}))
    content = links.in_lane_of(content, new_id, doer)
    for one in into:
        content = links.led(content, one, new_id)
    for one in out:
        content = links.come_from(content, one, new_id)
    moved = nodes | {one.id for one in inner}
    content = _moved_in(content, new_id, moved, (start, end), first)
    content = links.with_flow(content, begins, start, first)
    content = links.with_flow(content, ends, last, end)
    if not drawn:
        return content, new_id
    inside = {one.id for part in moved for one in source.by_id[part].within() if one.id}
    content = laying.draw(undraw(content, inside))
    return placing.redraw(content, *into, *out), new_id


def between(source: Source, first: str, last: str) -> set[str]:
    """The steps on all ways from one step to another. Raises NotPossible where they are no block of their own."""
    scope = links.scope_of(element(source, first))
    if element(source, last).parent is not scope or {element(source, one).tag for one in (first, last)} - NODES:
        raise NotPossible({first: N_("Hai bước phải ở trong cùng một quy trình.")})
    flows = [one for one in scope.children if one.tag == FLOW]
    after: dict[str, set[str]] = {one.id: set() for one in scope.children if one.tag in NODES}
    for flow in flows:
        after.setdefault(flow.attributes.get("sourceRef", ""), set()).add(flow.attributes.get("targetRef", ""))
    before: dict[str, set[str]] = {}
    hung = {one.id: one.attributes["attachedToRef"] for one in scope.children if "attachedToRef" in one.attributes}
    for event, host in hung.items():
        after.setdefault(host, set()).add(event)
    for one, ends in after.items():
        for end in ends:
            before.setdefault(end, set()).add(one)
    ahead = reached({first}, {one: ends for one, ends in after.items() if one != last})
    nodes = ahead & reached({last}, {one: ends for one, ends in before.items() if one != first})
    _refuse_open(flows, nodes, hung, first, last)
    return nodes


def _doer(source: Source, nodes: set[str]) -> str:
    """A step whose lane all people in the block share: a subprocess stands in one lane, and so does all in it."""
    people = [one for one in nodes if any(inner.tag in _PEOPLE for inner in source.by_id[one].within())]
    lanes = {ref.parent.id for ref in source.all(REF) if ref.parent is not None and ref.text.strip() in people}
    if len(lanes) > 1:
        raise NotPossible({"lane": N_("Các việc này thuộc nhiều làn; trong một quy trình con mọi việc thuộc một làn.")})
    return min(people, default="")


def _refuse_open(flows: list[Element], nodes: set[str], hung: dict[str, str], first: str, last: str) -> None:
    into = [one.attributes.get("targetRef") for one in flows if len(_ends(one) & nodes) == 1 and _end(one) in nodes]
    out = [one.attributes.get("sourceRef") for one in flows if len(_ends(one) & nodes) == 1 and _end(one) not in nodes]
    loose = any((event in nodes) != (host in nodes) for event, host in hung.items())
    if not nodes or set(into) - {first} or set(out) - {last} or len(out) > 1 or loose or first in hung:
        raise NotPossible({first: N_("Đoạn này có luồng đi vào hoặc đi ra ở giữa, nên không gói lại được.")})


def _moved_in(content: bytes, new_id: str, moved: set[str], ends: tuple[str, str], first: str) -> bytes:
    """The file with the elements inside the subprocess, behind a start and an end; lanes name the subprocess only."""
    source = Source(content)
    scope = links.scope_of(element(source, first))
    parts = [one for one in scope.children if one.id in moved]
    texts = [content[one.start : one.end].decode().replace("\r\n", "\n").replace("\n", BREAK) for one in parts]
    for one in (*parts, *(ref for ref in source.all(REF) if ref.text.strip() in moved)):
        source.remove(one)
    content = source.result()
    source = Source(content)
    holder = element(source, new_id)
    kinds = zip(("startEvent", "endEvent"), ends, strict=True)
    events = [written(holder.name(BPMN_URI, kind), {"id": one}) for kind, one in kinds]
    source.insert(holder, "\n".join([*events, *texts]), first=not holder.children)
    return source.result()


def _ends(flow: Element) -> set[str]:
    return {flow.attributes.get("sourceRef", ""), flow.attributes.get("targetRef", "")}


def _end(flow: Element) -> str:
    return flow.attributes.get("targetRef", "")

"""What holds a diagram together: flows with the links of their ends, lanes' lists, ids. Nothing is drawn here."""

import re

from app.core.errors import N_
from app.engine.nodes import BPMN, FLOW_NODES
from app.engine.outline.drawing import undraw
from app.engine.outline.edits import BPMN_URI, NotPossible, element
from app.engine.outline.source import Element, Source, written

FLOW, REF = f"{BPMN}sequenceFlow", f"{BPMN}flowNodeRef"
NODES = frozenset(BPMN + kind for kind in FLOW_NODES)
_TIES = (f"{BPMN}association", f"{BPMN}messageFlow", f"{BPMN}dataInputAssociation", f"{BPMN}dataOutputAssociation")


def free_id(source: Source, wanted: str) -> str:
    """An id like the wanted one that the file does not have yet."""
    plain = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_")[:60] or "buoc"
    plain = plain if plain[0].isalpha() else f"b_{plain}"
    taken, made, number = source.by_id, plain, 2
    while made in taken or f"{made}_di" in taken:
        made, number = f"{plain}_{number}", number + 1
    return made


def flows(source: Source, end: str, node_id: str) -> list[Element]:
    """The flows whose `sourceRef` or `targetRef` is this step."""
    return [one for one in source.all(FLOW) if one.attributes.get(end) == node_id]


def scope_of(node: Element) -> Element:
    """The process or subprocess in which a step stands."""
    if node.parent is None:
        raise NotPossible({node.id: N_("Phần tử này không nằm trong quy trình nào.")})
    return node.parent


def with_attributes(content: bytes, element_id: str, **values: str) -> bytes:
    """The file with these attributes of an element."""
    source = Source(content)
    for name, value in values.items():
        source.set_attribute(element(source, element_id), name, value)
    return source.result()


def with_node(content: bytes, beside: str, tag: str, said: dict[str, str], *inside: str) -> bytes:
    """The file with a new element after another one in the same scope. `inside` is XML."""
    source = Source(content)
    host = element(source, beside)
    source.insert(scope_of(host), written(host.name(BPMN_URI, tag), said, *inside), host)
    return source.result()


def with_flow(content: bytes, flow_id: str, start: str, end: str, beside: str | None = None) -> bytes:
    """The file with a flow and the links of both its ends."""
    source = Source(content)
    host = element(source, start)
    known = [one for one in scope_of(host).children if one.tag == FLOW]
    said = {"id": flow_id, "sourceRef": start, "targetRef": end}
    place = element(source, beside) if beside else (known[-1] if known else None)
    source.insert(scope_of(host), written(host.name(BPMN_URI, "sequenceFlow"), said), place)
    return linked(linked(source.result(), start, "outgoing", flow_id), end, "incoming", flow_id)


def linked(content: bytes, node_id: str, kind: str, flow_id: str) -> bytes:
    """Enters a flow in the `incoming` or `outgoing` of a step, unless its tool leaves those out."""
    source = Source(content)
    node = element(source, node_id)
    mine = [
        one for one in (*flows(source, "sourceRef", node_id), *flows(source, "targetRef", node_id)) if one.id != flow_id
    ]
    if mine and not (node.child(f"{BPMN}incoming") or node.child(f"{BPMN}outgoing")):
        return content  # they would say what the flows say already
    ahead = ("documentation", "extensionElements", "incoming") + (("outgoing",) if kind == "outgoing" else ())
    before = [one for one in node.children if one.tag in [BPMN + name for name in ahead]]
    made = written(node.name(BPMN_URI, kind), {}, text=flow_id)
    source.insert(node, made, before[-1] if before else None, first=not before)
    return source.result()


def unlinked(content: bytes, node_id: str, kind: str, flow_id: str) -> bytes:
    """Takes a flow out of the `incoming` or `outgoing` of a step."""
    source = Source(content)
    node = source.by_id.get(node_id)
    for one in node.children if node is not None else []:
        if one.tag == BPMN + kind and one.text.strip() == flow_id:
            source.remove(one)
    return source.result()


def led(content: bytes, flow_id: str, end: str) -> bytes:
    """The file with a flow that leads to another step."""
    before = element(Source(content), flow_id).attributes.get("targetRef", "")
    content = unlinked(with_attributes(content, flow_id, targetRef=end), before, "incoming", flow_id)
    return linked(content, end, "incoming", flow_id) if end in Source(content).by_id else content


def come_from(content: bytes, flow_id: str, start: str) -> bytes:
    """The file with a flow that comes out of another step."""
    before = element(Source(content), flow_id).attributes.get("sourceRef", "")
    content = unlinked(with_attributes(content, flow_id, sourceRef=start), before, "outgoing", flow_id)
    source = Source(content)
    if before in source.by_id and source.by_id[before].attributes.get("default") == flow_id:
        source.set_attribute(source.by_id[before], "default", None)
    return linked(source.result(), start, "outgoing", flow_id)


def in_lane_of(content: bytes, new_id: str, beside: str) -> bytes:
    """The file with a step in the lane of another one, where that stands in one."""
    source = Source(content)
    ref = next((one for one in source.all(REF) if one.text.strip() == beside), None)
    if ref is None or ref.parent is None:
        return content  # inside a subprocess, or a process without lanes
    source.insert(ref.parent, written(ref.name(BPMN_URI, "flowNodeRef"), {}, text=new_id), ref)
    return source.result()


def without(content: bytes, gone: set[str]) -> bytes:
    """Takes elements out with all that speaks of them: links, lanes' lists, defaults, associations, drawings."""
    source = Source(content)
    ties = {
        one.id for one in source.all(*_TIES) if {one.attributes.get(end) for end in ("sourceRef", "targetRef")} & gone
    }
    gone = gone | {one for one in ties if one}
    for one in source.all(REF, f"{BPMN}incoming", f"{BPMN}outgoing"):
        if one.text.strip() in gone and not _inside(one, gone):
            source.remove(one)
    for one in source.root.within():
        if one.id in gone and not _inside(one, gone) and "bpmnElement" not in one.attributes:
            source.remove(one)
        elif one.attributes.get("default") in gone and not _inside(one, gone) and one.id not in gone:
            source.set_attribute(one, "default", None)
    return undraw(source.result(), gone)


def _inside(one: Element, gone: set[str]) -> bool:
    """Whether something around it goes, and it with that."""
    around = one.parent
    while around is not None:
        if around.id in gone:
            return True
        around = around.parent
    return False

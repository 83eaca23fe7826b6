"""Diagrams and decision tables of any tool without what only documents, so that the engine's parser takes them.

Data stores, data associations, annotations, groups, message flows, correlation, colours and other tools' extensions
mean nothing to the engine and make its parser fail. They are taken out of what is checked and run, never out of the
file that is kept and shown.
"""

import math
from collections.abc import Iterator

from lxml import etree

BPMN_URI = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF_URI = "http://spiffworkflow.org/bpmn/schema/1.0/core"
_KEPT = frozenset(
    (
        BPMN_URI,
        SPIFF_URI,
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
    )
)
_DOCUMENTING = frozenset(
    (
        "dataStore", "dataStoreReference", "dataObject", "dataObjectReference", "dataInput", "dataOutput",
        "dataInputAssociation", "dataOutputAssociation", "ioSpecification", "ioBinding", "property", "dataState",
        "textAnnotation", "association", "group", "category", "messageFlow", "messageFlowAssociation",
        "participantMultiplicity", "conversation", "conversationLink", "subConversation", "callConversation",
        "correlationKey", "correlationProperty", "correlationSubscription", "itemDefinition", "import", "relationship",
        "interface", "endPoint", "monitoring", "auditing", "rendering", "resource", "performer", "humanPerformer",
        "potentialOwner", "resourceRole", "documentation",
    )
)  # fmt: skip
_REFERRED_TO = frozenset(("message", "signal", "error", "escalation"))
_IN_TABLES = frozenset(("description", "extensionElements", "annotation", "annotationEntry", "knowledgeSource"))


def diagram(root: etree._Element) -> etree._Element:
    """What the engine runs of a BPMN file. Changes and returns `root`."""
    for element in list(root.iter()):
        if _documents(element):
            _take_out(element)
    for process in root.iter(f"{{{BPMN_URI}}}process"):
        process.attrib.pop("isExecutable", None)  # a tool's default; who releases the bundle decides
    for shape in list(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape")):
        if any(not _is_number(value) for value in _places(shape)):
            _take_out(shape)
    return root


def decisions(root: etree._Element) -> etree._Element:
    """What the engine runs of a DMN file: a new root whose namespace has no prefix, blank cells written `-`."""
    space = etree.QName(root).namespace
    plain = etree.Element(root.tag, dict(root.attrib), nsmap={None: space} if space else {})
    plain.extend(list(root))
    for element in list(plain.iter()):
        named = etree.QName(element)
        if named.namespace != space or named.localname in _IN_TABLES:
            _take_out(element)
    for number, element in enumerate(plain.iter()):
        if etree.QName(element).localname == "inputEntry":
            _settle_cell(element, f"{{{space}}}text" if space else "text")
        if not element.get("id") and etree.QName(element).localname not in ("text", "definitions"):
            element.set("id", f"unnamed_{number}")  # the engine's parser wants one everywhere
    return plain


def _documents(element: etree._Element) -> bool:
    named = etree.QName(element)
    if named.namespace not in _KEPT:
        return True
    if named.namespace != BPMN_URI:
        return False
    if named.localname in _REFERRED_TO:
        return not element.get("id")  # then nothing can mean it
    if named.localname == "conditionExpression":  # some tools write an empty one on every flow
        return not (element.text or "").strip()
    return named.localname in _DOCUMENTING


def _take_out(element: etree._Element) -> None:
    around = element.getparent()
    if around is not None:
        around.remove(element)


def _places(shape: etree._Element) -> Iterator[str]:
    for bounds in shape.iter("{http://www.omg.org/spec/DD/20100524/DC}Bounds"):
        yield from (bounds.get("x", "0"), bounds.get("y", "0"))


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _settle_cell(cell: etree._Element, tag: str) -> None:
    text = cell.find(tag)
    if text is None:
        text = etree.SubElement(cell, tag)
    text.text = (text.text or "").strip() or "-"

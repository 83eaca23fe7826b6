"""The procedures whose diagrams are played, and what their bundles hold."""

from functools import cache

from lxml import etree

from app.catalogue.assembling import assemble
from app.core.config import ROOT
from app.engine.definitions import Bundle
from app.engine.nodes import BPMN, FLOW_NODES, local

STANDARD = "tam-tru"  # any procedure without diagrams of its own
OWN = ("khai-sinh", "ket-hon", "xac-nhan-cu-tru", "chung-thuc-ban-sao", "ban-sao-so-goc", "giay-khen")
ALL = (STANDARD, *OWN)


@cache
def bundle(slug: str) -> Bundle:
    """What is deployed for a procedure."""
    return assemble(ROOT / "bpmn" / slug, ROOT / "forms")


@cache
def trees(slug: str) -> dict[str, etree._Element]:
    """The diagrams of a bundle by file."""
    return {name: etree.fromstring(content) for name, content in bundle(slug).files.items() if name.endswith(".bpmn")}


def own_files(slug: str) -> set[str]:
    """The diagrams that a procedure's test must cover: its own, or the shared ones for the standard procedure."""
    folder = "shared" if slug == STANDARD else slug
    return {path.name for path in (ROOT / "bpmn" / folder).glob("*.bpmn")}


def own_nodes(slug: str) -> set[str]:
    """The flow nodes of those diagrams."""
    return {element.get("id", "") for element in _elements(slug) if local(element) in FLOW_NODES}


def own_flows(slug: str) -> set[tuple[str, str]]:
    """The sequence flows of those diagrams as (source, target)."""
    flows = (element for element in _elements(slug) if element.tag == f"{BPMN}sequenceFlow")
    return {(flow.get("sourceRef", ""), flow.get("targetRef", "")) for flow in flows}


def _elements(slug: str) -> list[etree._Element]:
    return [element for file in own_files(slug) for element in trees(slug)[file].iter()]

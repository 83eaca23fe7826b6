"""The files of a bundle read into trees and forms, each for itself: a bad one is told and does not stop the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from lxml import etree

from app.engine import hostile_xml, trimming
from app.engine.hostile_xml import HostileXml
from app.engine.nodes import BPMN
from app.engine.problems import ERROR, Problem, rule

MAX_BUNDLE = 8 * 1024 * 1024  # bytes unpacked
MAX_FILES = 300
MAX_FORM = 512 * 1024

BUNDLE = rule(
    "bundle.too-big", ERROR,
    vi="Bộ sơ đồ quá lớn: tối đa %(files)s tệp, %(bytes)s MB.",
    en="The bundle is too big: at most %(files)s files, %(bytes)s MB.",
    mend_vi="Bỏ các tệp không dùng.", mend_en="Take out what is not used.",
)  # fmt: skip
NOT_BPMN = rule(
    "file.not-bpmn", ERROR,
    vi="Tệp không phải sơ đồ BPMN 2.0 (%(found)s).", en="The file is not a BPMN 2.0 diagram (%(found)s).",
    mend_vi="Trong phần mềm vẽ, xuất ra BPMN 2.0 XML (.bpmn).",
    mend_en="In the modelling tool, export as BPMN 2.0 XML (.bpmn).",
)  # fmt: skip
NOT_DMN = rule(
    "file.not-dmn", ERROR,
    vi="Tệp không phải bảng quyết định DMN (%(found)s).", en="The file is not a DMN decision table (%(found)s).",
    mend_vi="Xuất lại dạng DMN 1.3 (.dmn).", mend_en="Export it as DMN 1.3 (.dmn).",
)  # fmt: skip
NOT_JSON = rule(
    "file.not-json", ERROR,
    vi="Biểu mẫu không phải JSON hợp lệ.", en="The form is not valid JSON.",
    mend_vi="Sửa dấu ngoặc, dấu phẩy, bảng mã UTF-8.", mend_en="Correct brackets, commas and the UTF-8 encoding.",
)  # fmt: skip

_KNOWN_ROOTS = {
    "mxfile": "draw.io", "mxGraphModel": "draw.io", "Package": "XPDL", "AML": "ARIS AML", "html": "HTML", "svg": "SVG",
    "VisioDocument": "Visio", "Project": "Visual Paradigm", "XMI": "XMI", "process-definition": "jPDL",
}  # fmt: skip


@dataclass
class Read:
    """What could be read. `trees` are without what only documents; `forms` are by their keys."""

    trees: dict[str, etree._Element] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(files: Mapping[str, bytes]) -> Read:
    """Reads diagrams, decision tables and forms by their names; what has another name is left alone."""
    done = Read()
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_BUNDLE:
        done.problems.append(BUNDLE.at("", files=MAX_FILES, bytes=MAX_BUNDLE // 1024 // 1024))
        return done
    for name, content in files.items():
        try:
            if name.endswith((".bpmn", ".dmn")):
                done.trees[name] = tree(name, content)
            elif name.startswith("forms/") and name.endswith(".json"):
                key = name.removeprefix("forms/").removesuffix(".json")
                done.forms[key] = {}  # a broken one is there all the same
                done.forms[key] = _form(content)
        except HostileXml as error:
            done.problems.append(error.rule.at(name, **error.params))
        except ValueError:
            done.problems.append(NOT_JSON.at(name))
    return done


def tree(name: str, content: bytes) -> etree._Element:
    """The root of a diagram or decision table as the engine is to see it. Raises HostileXml."""
    root = hostile_xml.read(content)
    if name.endswith(".dmn"):
        if etree.QName(root).localname != "definitions" or "/DMN/" not in (etree.QName(root).namespace or "/DMN/"):
            raise HostileXml(NOT_DMN, found=_found(root))
        return trimming.decisions(root)
    if root.tag != f"{BPMN}definitions":
        raise HostileXml(NOT_BPMN, found=_found(root))
    return trimming.diagram(root)


def _found(root: etree._Element) -> str:
    named = etree.QName(root)
    return _KNOWN_ROOTS.get(named.localname) or f"{named.localname} {named.namespace or ''}".strip()


def _form(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_FORM:
        raise ValueError("a form this big is none")
    form = orjson.loads(content)  # refuses what is nested too deeply
    if not isinstance(form, dict):
        raise ValueError("a form is an object")
    return form

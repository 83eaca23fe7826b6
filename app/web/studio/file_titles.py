"""What the files of a draft are called by people: a process, a form, a table, a scenario has a name of its own."""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from app.web.formats import t

_NAMED = {
    ".bpmn": re.compile(rb"""<(?:\w+:)?process\b[^<>]*?\sname=(?:"([^"]*)"|'([^']*)')"""),
    ".dmn": re.compile(rb"""<(?:\w+:)?decision\b[^<>]*?\sname=(?:"([^"]*)"|'([^']*)')"""),
}
_ORDER = ("procedure.json", ".bpmn", ".dmn", "forms/", "scenarios/")


def titles(files: Mapping[str, bytes]) -> dict[str, str]:
    """The names by path; a file that has none, or cannot be read, is left out."""
    found = {path: " ".join(_title(path, content).split())[:300] for path, content in files.items()}
    return {path: title for path, title in found.items() if title}


def place(path: str) -> int:
    """Where files of this kind stand among the others: what a designer draws first, what is tried with it last."""
    kinds = (number for number, kind in enumerate(_ORDER) if path.startswith(kind) or path.endswith(kind))
    return next(kinds, len(_ORDER))


def _title(path: str, content: bytes) -> str:
    if path.endswith(".json"):
        return _of_json(content)
    found = _NAMED[path[path.rfind(".") :]].search(content) if path.endswith(tuple(_NAMED)) else None
    return unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _of_json(content: bytes) -> str:
    try:
        source: Any = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(source, dict):
        return ""
    title = source.get("title", source.get("name"))
    if isinstance(title, dict) and all(isinstance(words, str) for words in title.values()):
        return t(title)
    return ""

"""Marks of values that nobody has confirmed (`unverified`): they go with what they mark; a source takes them off."""

import json
from collections.abc import Mapping
from typing import Any

from app.core.errors import N_, Conflict, Invalid
from app.forms import json_text

MARKS = "unverified"


def swapped(text: str, name: str, place: int) -> str:
    """The marks after an item of a list and the next one changed about."""
    return _renumbered(text, name, {place: place + 1, place + 1: place})


def removed(text: str, name: str, place: int) -> str:
    """The marks after an item of a list was taken out."""
    count = json_text.length(text, [name]) + 1
    return _renumbered(text, name, {place: None, **{one: one - 1 for one in range(place + 1, count)}})


def tidied(text: str) -> str:
    """The text without marks of values that are not there."""
    source = json.loads(text)
    for number in reversed(range(len(source[MARKS]))):
        if value_at(source, source[MARKS][number]) is None and not _is_there(source, source[MARKS][number]):
            text = json_text.put(text, [MARKS, number], None)
    return text


def confirm(text: str, path: str, source: str) -> str:
    """Takes a mark off: the value stands so in `source`, which joins the legal basis unless it is there."""
    document = json.loads(text)
    if path not in document[MARKS]:
        raise Conflict()
    source = " ".join(source.split())
    if not source:
        raise Invalid({"source": N_("Nêu văn bản, trang chính thức đã đối chiếu.")})
    text = json_text.put(text, [MARKS, document[MARKS].index(path)], None)
    if source in sources(document):
        return text
    return json_text.insert(text, ["legal_basis"], len(document["legal_basis"]), {"text": source})


def doubt(text: str, path: str) -> str:
    """Marks a value as not confirmed."""
    document = json.loads(text)
    if path == MARKS or not _is_there(document, path):
        raise Conflict()
    marked = path in document[MARKS]
    return text if marked else json_text.insert(text, [MARKS], len(document[MARKS]), path)


def sources(document: Mapping[str, Any]) -> list[str]:
    """What the manifest names as its sources."""
    announced = document.get("publication", {}).get("decision")
    return [one["text"] for one in document["legal_basis"]] + ([announced] if announced else [])


def value_at(document: Any, path: str) -> Any:
    """The value at a dotted path; None when there is none."""
    for step in path.split("."):
        if isinstance(document, Mapping):
            document = document.get(step)
        else:
            inside = isinstance(document, list) and step.isdecimal() and int(step) < len(document)
            document = document[int(step)] if inside else None
    return document


def _is_there(document: Mapping[str, Any], path: str) -> bool:
    around, _dot, last = path.rpartition(".")
    holder = value_at(document, around) if around else document
    if isinstance(holder, list):
        return last.isdecimal() and int(last) < len(holder)
    return isinstance(holder, Mapping) and last in holder


def _renumbered(text: str, name: str, places: Mapping[int, int | None]) -> str:
    marks = json.loads(text)[MARKS]
    for number in reversed(range(len(marks))):
        first, *rest = marks[number].split(".")
        if first == name and rest and rest[0].isdecimal() and int(rest[0]) in places:
            place = places[int(rest[0])]
            moved = None if place is None else ".".join([name, str(place), *rest[1:]])
            text = json_text.put(text, [MARKS, number], moved)
    return text

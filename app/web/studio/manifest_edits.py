"""The edits of a manifest in its page: from boxes to the file as it then is."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalogue import manifest
from app.core.errors import Conflict
from app.core.ids import read_id
from app.forms import json_text
from app.web.studio import manifest_marks, schema_boxes

LISTS: Mapping[str, Mapping[str, Any]] = {  # the lists of objects, with what a new item has
    "flows": {},
    "components": {"kinds": ["ORIGINAL"], "copies": 1, "required": True, "how": "FILE"},
    "fees": {"amount_vnd": None, "per": "case", "channel": "ANY"},
}
_OWN = ("slug", "unverified", "pauses")  # what has other ways of being edited
TOP = {**manifest.SCHEMA, "properties": {k: v for k, v in manifest.SCHEMA["properties"].items() if k not in _OWN}}
PAUSE = "pauses.PAYMENT_REQUIRED"


def edited(text: str, source: Mapping[str, Any], form: MultiDict[str, str]) -> str:
    """The text after the act that the page asks for. Raises Invalid, Conflict, LookupError."""
    act, at = form.get("act", ""), form.get("at", "")
    if act == "confirm":
        return manifest_marks.confirm(text, at, form.get("known") or form.get("source", ""))
    if act == "doubt":
        return manifest_marks.doubt(text, form.get("path", ""))
    if act == "save" and at == "all":
        made = schema_boxes.changed(text, [], TOP, form, source)
        return manifest_marks.tidied(_paused(made, source, form))
    name, _dot, place = at.partition(".")
    if name not in LISTS:
        raise Conflict()
    if act == "add":
        return json_text.insert(text, [name], len(source[name]), _new(name, form))
    index = read_id(place)
    if index is None or index >= len(source[name]):
        raise Conflict()
    return _item(text, source, form, name, index)


def part_of(source: Mapping[str, Any], at: str) -> Any:
    """What a name of the page stands for, to be compared: an item, all but the lists, or nothing that can change."""
    name, _dot, place = at.partition(".")
    if name in LISTS and place:
        return source[name][int(place)]
    return {key: one for key, one in source.items() if key not in (*LISTS, "unverified")} if at == "all" else None


def item_schema(name: str) -> Mapping[str, Any]:
    """The schema of the items of a list."""
    found: Mapping[str, Any] = manifest.SCHEMA["properties"][name]["items"]
    return found


def pause_of(source: Mapping[str, Any]) -> str:
    """The basis on which the term rests while a fee is not paid; empty: it does not."""
    return next((one["basis"] for one in source.get("pauses", ()) if one["on"] == "PAYMENT_REQUIRED"), "")


def _item(text: str, source: Mapping[str, Any], form: MultiDict[str, str], name: str, index: int) -> str:
    act = form.get("act")
    if act == "remove":
        return manifest_marks.removed(json_text.put(text, [name, index], None), name, index)
    if act == "up" and index:
        return manifest_marks.swapped(json_text.swap(text, [name], index - 1), name, index - 1)
    if act == "down":
        return manifest_marks.swapped(json_text.swap(text, [name], index), name, index)
    if act == "save":
        made = schema_boxes.changed(text, [name, index], item_schema(name), form, source[name][index])
        return manifest_marks.tidied(made)
    raise Conflict()


def _new(name: str, form: MultiDict[str, str]) -> dict[str, Any]:
    named = {one: " ".join(form.get(f"name_{one}", "").split()) for one in ("vi", "en")}
    return {"key": form.get("key", "").strip(), "name": named, **LISTS[name]}


def _paused(text: str, source: Mapping[str, Any], form: MultiDict[str, str]) -> str:
    basis = " ".join(form.get(PAUSE, pause_of(source)).split())
    if basis == pause_of(source):
        return text
    others = [one for one in source.get("pauses", ()) if one["on"] != "PAYMENT_REQUIRED"]
    made = [*others, *([{"on": "PAYMENT_REQUIRED", "basis": basis}] if basis else [])]
    return json_text.put(text, ["pauses"], made or None)

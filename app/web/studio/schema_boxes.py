"""Boxes for a JSON object by its schema, and what was typed in them as values again: for the page of a manifest."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalogue.manifest import SCHEMA
from app.core.errors import N_, Invalid
from app.forms import json_text

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """A box: `control` line | area | lines | select | ticks; `value` what stands in it (ticks: the chosen ones)."""

    name: str
    key: str
    language: str
    control: str
    value: Any
    choices: tuple[str, ...] = ()


def boxes(schema: Schema, value: Mapping[str, Any], before: str = "") -> Iterator[Box]:
    """The boxes of an object; lists of objects have pages of their own and no box."""
    for key, said in schema["properties"].items():
        kind = kind_of(said)
        name, given = f"{before}{key}", value.get(key)
        if kind == "object":
            yield from boxes(resolved(said), given or {}, f"{name}.")
        elif kind == "text":
            for language in ("vi", "en"):
                yield Box(f"{name}.{language}", key, language, "area", (given or {}).get(language, ""))
        elif kind == "enum":
            yield Box(name, key, "", "select", "" if given is None else str(given), _choices(said))
        elif kind == "boolean":
            yield Box(name, key, "", "select", "" if given is None else json.dumps(given), ("true", "false"))
        elif kind == "enums":
            yield Box(name, key, "", "ticks", given or [], _choices(resolved(said)["items"]))
        elif kind in _LISTS:
            yield Box(name, key, "", "lines", "\n".join(_LISTS[kind][0](given or _EMPTY[kind])))
        elif kind != "list":
            yield Box(name, key, "", "line", "" if given is None else str(given))


def read(schema: Schema, form: MultiDict[str, str], before: str = "") -> dict[str, Any]:
    """The values typed, by key; None for a box left empty, NULL where the schema wants null said. Raises Invalid."""
    found: dict[str, Any] = {}
    for key, said in schema["properties"].items():
        kind, name = kind_of(said), f"{before}{key}"
        typed = form.get(name, "").replace("\r\n", "\n").strip()
        if kind == "object":
            inside = {inner: one for inner, one in read(resolved(said), form, f"{name}.").items() if one is not None}
            found[key] = inside or None
        elif kind == "text":
            inside = {one: form.get(f"{name}.{one}", "").replace("\r\n", "\n").strip() for one in ("vi", "en")}
            found[key] = inside if any(inside.values()) else None
        elif kind == "enums":
            found[key] = form.getlist(name) or None
        elif kind == "enum":
            found[key] = next((one for one in resolved(said)["enum"] if str(one) == typed), typed or None)
        elif kind == "boolean":
            found[key] = {"true": True, "false": False}.get(typed)
        elif kind in _LISTS:
            rows = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
            found[key] = _LISTS[kind][1](rows, name) or None
        elif kind == "integer":
            found[key] = _whole(typed, name, "null" in resolved(said)["type"])
        elif kind != "list":
            found[key] = typed or None
    return found


def changed(text: str, path: list[str | int], schema: Schema, form: MultiDict[str, str], was: Mapping[str, Any]) -> str:
    """The JSON text with what was typed differently at the path. What was empty and had to be there stays empty."""
    for key, value in read(schema, form).items():
        before = was.get(key)
        same = (before is None and value is json_text.NULL) or value == before
        if same or (value is None and before == []):
            continue
        emptied = [] if value is None and key in schema.get("required", ()) and isinstance(before, list) else value
        text = json_text.put(text, [*path, key], emptied)
    return text


def resolved(said: Schema) -> Schema:
    """The schema behind a reference."""
    return SCHEMA["$defs"][said["$ref"].rsplit("/", 1)[1]] if "$ref" in said else said


def kind_of(said: Schema) -> str:
    """What kind of box a property wants."""
    reference = said.get("$ref", "").rsplit("/", 1)[-1]
    if reference in ("text", "when"):
        return str(reference)
    schema = resolved(said)
    kind = schema.get("type", "string")
    if "enum" in schema:
        return "enum"
    if kind == "array":
        return _kind_of_list(schema["items"])
    return "integer" if "integer" in kind else str(kind) if isinstance(kind, str) else "string"


def _kind_of_list(items: Schema) -> str:
    kind = kind_of(items)
    if kind == "object":
        return "texts" if list(resolved(items)["properties"]) == ["text"] else "list"
    return {"enum": "enums", "text": "pairs"}.get(kind, "strings")


def _choices(said: Schema) -> tuple[str, ...]:
    return tuple(str(one) for one in resolved(said)["enum"])


def _whole(typed: str, name: str, nullable: bool) -> Any:
    if not typed:
        return json_text.NULL if nullable else None
    plain = typed.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 16):
        raise Invalid({name: N_("Nhập một số nguyên.")})
    return int(plain)


def _pairs(rows: list[str], name: str) -> list[Any]:
    parts = [[part.strip() for part in row.split("|")] for row in rows]
    if any(len(one) != 2 for one in parts):
        raise Invalid({name: N_("Mỗi dòng: tiếng Việt | tiếng Anh.")})
    return [{"vi": one[0], "en": one[1]} for one in parts]


def _when(rows: list[str], name: str) -> dict[str, Any]:
    parts = [row.partition("=") for row in rows]
    if not all(key.strip() and values.strip() for key, _sign, values in parts):
        raise Invalid({name: N_("Mỗi dòng một điều kiện: tên mục = giá trị, giá trị.")})
    return {key.strip(): [_typed(one.strip()) for one in values.split(",")] for key, _sign, values in parts}


def _typed(said: str) -> Any:
    try:
        value = json.loads(said)
    except ValueError:
        return said
    return value if isinstance(value, str | int | bool) else said


def _shown(value: Any) -> str:
    plain = isinstance(value, str) and isinstance(_typed(value), str)
    return value if plain else json.dumps(value, ensure_ascii=False)


_EMPTY: dict[str, Any] = {"when": {}, "strings": [], "texts": [], "pairs": []}
_LISTS: dict[str, tuple[Any, Any]] = {  # how the lines of a list are written, and read again
    "strings": (lambda value: value, lambda rows, _name: rows),
    "texts": (lambda value: [one["text"] for one in value], lambda rows, _name: [{"text": row} for row in rows]),
    "pairs": (lambda value: [f"{one['vi']} | {one['en']}" for one in value], _pairs),
    "when": (lambda value: [f"{key} = {', '.join(map(_shown, said))}" for key, said in value.items()], _when),
}

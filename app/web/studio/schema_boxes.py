"""Boxes for a JSON object by its schema, and what was typed in them as values again: for the page of a manifest."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalogue.manifest import SCHEMA
from app.core.errors import N_, Invalid
from app.forms import json_text
from app.forms.definition import Field
from app.web.studio import form_conditions

Schema = Mapping[str, Any]
SPARE = 2  # empty rows offered for more
TERM_UNITS = ("wd", "wh", "cd", "sameday", "halfday")
_WHOLE_TERMS = ("sameday", "halfday")


@dataclass(frozen=True, slots=True)
class Known:
    """What the boxes offer for choosing: the questions of the application form, the keys of the flows."""

    fields: tuple[Field, ...] = ()
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A box: `control` line | money | date | term | area | lines | pairs | select | ticks | when; `value` what stands
    in it (ticks: the chosen ones, pairs: the texts, when: what may be named)."""

    name: str
    key: str
    language: str
    control: str
    value: Any
    choices: tuple[str, ...] = field(default=())


def boxes(schema: Schema, value: Mapping[str, Any], known: Known = Known(), before: str = "") -> Iterator[Box]:
    """The boxes of an object; lists of objects have pages of their own and no box."""
    for key, said in schema["properties"].items():
        kind = kind_of(said)
        name, given = f"{before}{key}", value.get(key)
        if kind == "object":
            yield from boxes(resolved(said), given or {}, known, f"{name}.")
        elif kind == "text":
            for language in ("vi", "en"):
                yield Box(f"{name}.{language}", key, language, "area", (given or {}).get(language, ""))
        elif kind != "list":
            yield _box(name, key, kind, said, given, known)


def _box(name: str, key: str, kind: str, said: Schema, given: Any, known: Known) -> Box:
    if kind == "enum":
        return Box(name, key, "", "select", "" if given is None else str(given), _choices(said))
    if kind == "boolean":
        return Box(name, key, "", "select", "" if given is None else json.dumps(given), ("true", "false"))
    if kind == "enums":
        return Box(name, key, "", "ticks", given or [], _choices(resolved(said)["items"]))
    if key == "flows":
        return Box(name, key, "", "ticks", given or [], tuple(dict.fromkeys((*known.flows, *(given or ())))))
    if kind == "when":
        return Box(name, key, "", "when", form_conditions.of_answers(known.fields, given or {}, name))
    if kind == "pairs":
        return Box(name, key, "", "pairs", [*(given or []), *[{}] * SPARE])
    if kind in _LISTS:
        return Box(name, key, "", "lines", "\n".join(_LISTS[kind][0](given or [])))
    if kind == "path":
        return Box(
            name, key, "", "select", given or "", tuple(dict.fromkeys(filter(None, (*_paths(key, known), given))))
        )
    if key.endswith("_vnd"):
        return Box(name, key, "", "money", "" if given is None else f"{given:,}".replace(",", "."))
    control = kind if kind in ("date", "term") else "line"
    return Box(name, key, "", control, "" if given is None else str(given))


def read(schema: Schema, form: MultiDict[str, str], was: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The values typed, by key; None for a box left empty, NULL where the schema wants null said. `was` are the
    values that stood there. Raises Invalid."""
    found: dict[str, Any] = {}
    for key, said in schema["properties"].items():
        kind, name = kind_of(said), f"{before}{key}"
        typed = form.get(name, "").replace("\r\n", "\n").strip()
        if kind == "object":
            inside = read(resolved(said), form, was.get(key) or {}, f"{name}.")
            found[key] = {inner: one for inner, one in inside.items() if one is not None} or None
        elif kind == "text":
            found[key] = _text(form, name)
        elif kind == "enums" or (kind == "strings" and key == "flows"):
            found[key] = _as_before(form.getlist(name), was.get(key) or []) or None
        elif kind == "enum":
            found[key] = next((one for one in resolved(said)["enum"] if str(one) == typed), typed or None)
        elif kind == "boolean":
            found[key] = {"true": True, "false": False}.get(typed)
        elif kind == "when":
            found[key] = _when(form, name, was.get(key) or {})
        elif kind == "pairs":
            found[key] = _pairs(form, name) or None
        elif kind == "term":
            found[key] = _term(form, name)
        elif kind in _LISTS:
            rows = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
            found[key] = _LISTS[kind][1](rows) or None
        elif kind == "integer":
            found[key] = _whole(typed, name, "null" in resolved(said)["type"])
        elif kind != "list":
            found[key] = typed or None
    return found


def changed(text: str, path: list[str | int], schema: Schema, form: MultiDict[str, str], was: Mapping[str, Any]) -> str:
    """The JSON text with what was typed differently at the path. What was empty and had to be there stays empty."""
    for key, value in read(schema, form, was).items():
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
    if reference in ("text", "when", "term", "date", "path"):
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


def _paths(key: str, known: Known) -> Iterator[str]:
    """The answers that a fee may count by: groups that repeat, else whole numbers, also inside of those groups."""
    for one in known.fields:
        if one.kind == "repeat":
            if key == "each":
                yield one.name
            else:
                yield from (inner.name for inner in one.fields if inner.kind == "integer")
        elif one.kind == "integer" and key != "each":
            yield one.name


def _text(form: MultiDict[str, str], name: str) -> dict[str, str] | None:
    said = {one: form.get(f"{name}.{one}", "").replace("\r\n", "\n").strip() for one in ("vi", "en")}
    return said if any(said.values()) else None


def _as_before(chosen: list[str], before: list[str]) -> list[str]:
    """What was ticked, in the order in which it stood."""
    return [one for one in before if one in chosen] + [one for one in chosen if one not in before and one]


def _whole(typed: str, name: str, nullable: bool) -> Any:
    if not typed:
        return json_text.NULL if nullable else None
    plain = typed.replace(".", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "").removesuffix("đ")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 16):
        raise Invalid({name: N_("Nhập một số nguyên.")})
    return int(plain)


def _term(form: MultiDict[str, str], name: str) -> str | None:
    count, unit = form.get(f"{name}.count", "").strip(), form.get(f"{name}.unit", "")
    if unit in _WHOLE_TERMS:
        return unit
    return f"{count}{unit}" if count and unit else count or None


def _pairs(form: MultiDict[str, str], name: str) -> list[dict[str, str]]:
    """The rows that say something."""
    first = [key[len(name) + 1 :].split(".")[0] for key in form if key.startswith(f"{name}.")]
    numbers = sorted({int(one) for one in first if one.isdecimal()})
    rows = [_text(form, f"{name}.{number}") for number in numbers]
    return [row for row in rows if row]


def _when(form: MultiDict[str, str], name: str, was: Mapping[str, list[Any]]) -> dict[str, list[Any]] | None:
    names = dict.fromkeys([*was, *(key.removeprefix(f"{name}.") for key in form if key.startswith(f"{name}."))])
    found: dict[str, list[Any]] = {}
    for one in names:
        said = [value.strip() for line in form.getlist(f"{name}.{one}") for value in line.split(",") if value.strip()]
        before = [value for value in was.get(one, ()) if form_conditions.plain(value) in said]
        shown = [form_conditions.plain(value) for value in before]
        values = [*before, *(form_conditions.typed(value) for value in dict.fromkeys(said) if value not in shown)]
        if values:
            found[one] = values
    return found or None


_LISTS: dict[str, tuple[Any, Any]] = {  # how the lines of a list are written, and read again
    "strings": (lambda value: value, lambda rows: rows),
    "texts": (lambda value: [one["text"] for one in value], lambda rows: [{"text": row} for row in rows]),
}

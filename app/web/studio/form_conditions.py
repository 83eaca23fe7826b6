"""Conditions of a form ("asked only when") as boxes: what may be named, and its values to be ticked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import N_
from app.forms import json_text
from app.forms.definition import Field
from app.web.studio.form_places import Path

_TICK = (("true", {"vi": N_("được đánh dấu"), "en": "ticked"}), ("false", {"vi": N_("không đánh dấu"), "en": "not"}))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field (or the pressed button) that a condition may name. `values` are (as posted, label); none: any text."""

    name: str
    label: Any
    values: tuple[tuple[str, Any], ...]
    chosen: tuple[str, ...]
    button: bool = False
    before: str = "when"

    @property
    def box(self) -> str:
        """The name of its boxes."""
        return f"{self.before}.{self.name}"


def candidates(
    level: Sequence[Mapping[str, Any]], field: Mapping[str, Any], outcomes: Mapping[str, Any] | None
) -> list[Candidate]:
    """What the condition of a field may name, those that it names first. `outcomes` only outside of groups."""
    when = field.get("when", {})
    found = [
        Candidate(one["name"], one["label"], _values(one), _chosen(when, one["name"], bool(_values(one))))
        for one in level
        if one is not field and one.get("name") != field.get("name") and _may_be_named(one)
    ]
    if outcomes:
        name, options = outcomes["variable"], tuple((one["value"], one["label"]) for one in outcomes["options"])
        found.append(Candidate(name, None, options, _chosen(when, name, True), button=True))
    return sorted(found, key=lambda one: not one.chosen)


def of_answers(fields: Sequence[Field], when: Mapping[str, list[Any]], before: str) -> list[Candidate]:
    """What a condition on a dossier's answers may name (of a manifest: by dotted paths), those that it names first;
    also names that no form asks for any more. `before` begins the names of the boxes."""
    known = dict(_paths(fields, ""))
    names = dict.fromkeys((*when, *known))
    made = []
    for name in names:
        label, values = known.get(name, (name, ()))
        made.append(Candidate(name, label, values, _chosen(when, name, bool(values)), before=before))
    return made


def _paths(fields: Sequence[Field], around: str) -> Iterator[tuple[str, tuple[Any, tuple[tuple[str, Any], ...]]]]:
    for one in fields:
        if one.kind == "group":
            yield from _paths(one.fields, f"{around}{one.name}.")
        elif one.kind == "boolean":
            yield f"{around}{one.name}", (one.label, _TICK)
        elif one.kind in ("choice", "choices") and one.options:
            yield f"{around}{one.name}", (one.label, tuple((plain(each.value), each.label) for each in one.options))


def posted(found: list[Candidate], form: MultiDict[str, str]) -> dict[str, list[Any]]:
    """The condition as its boxes say it."""
    made = {}
    for one in found:
        said = form.getlist(one.box)
        if not one.values:
            said = [value.strip() for line in said for value in line.split(",")]
        kept = [value for value in one.chosen if value in said]  # in the order in which they stand
        values = [typed(value) for value in [*kept, *(value for value in said if value not in kept)] if value]
        if values:
            made[one.name] = list(dict.fromkeys(values)) if not any(isinstance(v, bool) for v in values) else values
    return made


def write(text: str, path: Path, before: Mapping[str, list[Any]], wanted: Mapping[str, list[Any]]) -> str:
    """The text with the condition of the field at the path changed from one to the other, name by name."""
    if not before or not wanted:
        return json_text.put(text, [*path, "when"], dict(wanted) or None) if before or wanted else text
    for name in dict.fromkeys((*before, *wanted)):
        if before.get(name) != wanted.get(name):
            text = json_text.put(text, [*path, "when", name], wanted.get(name))
    return text


def plain(value: Any) -> str:
    """A value as people write it: a text that looks like a number or like true is put in quotes."""
    if isinstance(value, str) and not isinstance(typed(value), str):
        return json.dumps(value)
    return value if isinstance(value, str) else json.dumps(value)


def typed(said: str) -> str | int | bool:
    """What a person wrote, as a value of the file."""
    try:
        read = json.loads(said)
    except ValueError:
        return said
    return read if isinstance(read, str | int | bool) else said


def _values(field: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    if field["kind"] == "boolean":
        return _TICK
    return tuple((plain(one["value"]), one["label"]) for one in field.get("options", ()))


def _chosen(when: Mapping[str, list[Any]], name: str, known: bool) -> tuple[str, ...]:
    values = tuple(plain(value) for value in when.get(name, ()))
    return values if known or not values else (", ".join(values),)


def _may_be_named(field: Mapping[str, Any]) -> bool:
    return "name" in field and field["kind"] not in ("group", "repeat", "note")

"""The edits of a form's fields in its page: from the boxes of one field to the file as it then is."""

import json
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import Conflict
from app.forms import json_text
from app.web.studio import form_follow, form_values
from app.web.studio.form_conditions import Candidate, candidates
from app.web.studio.form_places import Path, field_at, level_of, section_at

Form = MultiDict[str, str]


def candidates_of(text: str, path: Path) -> list[Candidate]:
    """What the condition of the field at the path may name."""
    source = json.loads(text)
    here: Any = source
    for step in path:
        here = here[step]
    return candidates(level_of(source, path), here, source.get("outcomes") if len(path) == 4 else None)


def save(text: str, form: Form) -> str:
    """Writes what is changed of a field; a new name goes into the conditions that name it."""
    place = field_at(text, form.get("at", ""))
    old, new = place.found.get("name", ""), form.get("name", "").strip()
    made = form_values.write(text, place.path, place.found, form, candidates_of(text, place.path))
    return form_follow.field_renamed(made, place.path, old, new) if new and old and new != old else made


def add(text: str, form: Form) -> str:
    """A new field behind another (`1.0`) or at the end of a section (`s1`)."""
    at, kind = form.get("at", ""), form.get("kind", "text")
    label = {lang: " ".join(form.get(f"label_{lang}", "").split()) for lang in ("vi", "en")}
    made = {"name": form.get("name", "").strip(), "kind": kind, "label": label, **form_values.beginning(kind)}
    if at.startswith("s"):
        place = section_at(text, at)
        return json_text.insert(text, [*place.path, "fields"], len(place.found["fields"]), made)
    field = field_at(text, at)
    return json_text.insert(text, field.holder, field.number + 1, made)


def remove(text: str, form: Form) -> str:
    """Takes a field out."""
    return json_text.put(text, field_at(text, form.get("at", "")).path, None)


def up(text: str, form: Form) -> str:
    """Moves a field one place up."""
    place = field_at(text, form.get("at", ""))
    return json_text.swap(text, place.holder, place.number - 1) if place.number else text


def down(text: str, form: Form) -> str:
    """Moves a field one place down."""
    place = field_at(text, form.get("at", ""))
    return json_text.swap(text, place.holder, place.number)


def move(text: str, form: Form) -> str:
    """Moves an outer field to the end of another section (`to`: `s2`)."""
    place, target = field_at(text, form.get("at", "")), section_at(text, form.get("to", ""))
    if len(place.path) != 4:
        raise Conflict()
    if place.path[:2] == target.path:
        return text
    return json_text.move(text, place.path, [*target.path, "fields"], len(target.found["fields"]))

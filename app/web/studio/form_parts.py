"""The edits of what is around the fields of a form: its title and introduction, its sections, its buttons."""

import json
from typing import Any

from app.core.errors import Conflict
from app.forms import json_text
from app.web.studio import form_follow
from app.web.studio.form_edits import Form
from app.web.studio.form_places import outcome_at, section_at
from app.web.studio.form_values import write_text

FIRST_BUTTON = {"value": "complete", "label": {"vi": "Hoàn thành", "en": "Complete"}, "kind": "primary"}


def head(text: str, form: Form) -> str:
    """Title, introduction, the page that shows more than the form, earlier answers shown above it."""
    source = json.loads(text)
    for key in ("title", "intro"):
        text = write_text(text, [key], key, source.get(key), form)
    if "screen" in form and form["screen"] != source.get("screen", ""):
        text = json_text.put(text, ["screen"], form["screen"] or None)
    shows = [one for one in form.getlist("shows") if one]
    if "shows" in form and set(shows) != set(source.get("shows", [])):
        text = json_text.put(text, ["shows"], shows or None)
    return text


def save_section(text: str, form: Form) -> str:
    """The heading of a section; without words it has none."""
    place = section_at(text, form.get("at", ""))
    return write_text(text, [*place.path, "title"], "title", place.found.get("title"), form)


def add_section(text: str, form: Form) -> str:
    """A new section, empty as yet, behind another; the first when there is none."""
    made: dict[str, Any] = {"title": _text(form, "title"), "fields": []}
    if not json.loads(text)["sections"]:
        return json_text.insert(text, ["sections"], 0, made)
    place = section_at(text, form.get("at", ""))
    return json_text.insert(text, ["sections"], place.number + 1, made)


def remove_section(text: str, form: Form) -> str:
    """Takes a section out with its fields."""
    return json_text.put(text, section_at(text, form.get("at", "")).path, None)


def section_up(text: str, form: Form) -> str:
    """Moves a section before the one above it."""
    place = section_at(text, form.get("at", ""))
    return json_text.swap(text, ["sections"], place.number - 1) if place.number else text


def section_down(text: str, form: Form) -> str:
    """Moves a section behind the one below it."""
    return json_text.swap(text, ["sections"], section_at(text, form.get("at", "")).number)


def variable(text: str, form: Form) -> str:
    """The process variable that takes the button pressed; the form gets its first button where it had none."""
    before, wanted = json.loads(text).get("outcomes"), " ".join(form.get("variable", "").split())
    if before is None:
        return json_text.put(text, ["outcomes"], {"variable": wanted, "options": [FIRST_BUTTON]})
    if before["variable"] == wanted:
        return text
    text = json_text.put(text, ["outcomes", "variable"], wanted)
    return form_follow.variable_renamed(text, before["variable"], wanted)


def no_buttons(text: str, _form: Form) -> str:
    """Takes all buttons out: one "Hoàn thành" is left, and no variable is written."""
    return json_text.put(text, ["outcomes"], None)


def save_button(text: str, form: Form) -> str:
    """Value, words, kind, question and strictness of a button; its new value goes into the conditions."""
    place = outcome_at(text, form.get("at", ""))
    before, path = place.found, place.path
    for box in ("value", "kind"):
        said = " ".join(form.get(box, before.get(box, "")).split())
        if said != before.get(box, "normal" if box == "kind" else ""):
            text = json_text.put(text, [*path, box], said or None)
    for key in ("label", "confirm"):
        text = write_text(text, [*path, key], key, before.get(key), form)
    if "loose" in form and form["loose"] != _loose(before):
        text = json_text.put(text, [*path, "loose"], {"true": True, "false": False}.get(form["loose"]))
    value = " ".join(form.get("value", before["value"]).split())
    if value == before["value"]:
        return text
    return form_follow.outcome_renamed(text, json.loads(text)["outcomes"]["variable"], before["value"], value)


def add_button(text: str, form: Form) -> str:
    """A new button behind the others."""
    options = json.loads(text).get("outcomes", {}).get("options")
    if options is None:
        raise Conflict()
    made = {"value": form.get("value", "").strip(), "label": _text(form, "label")}
    return json_text.insert(text, ["outcomes", "options"], len(options), made)


def remove_button(text: str, form: Form) -> str:
    """Takes a button out; with the last one the form has none."""
    place = outcome_at(text, form.get("at", ""))
    last = len(json.loads(text)["outcomes"]["options"]) == 1
    return json_text.put(text, ["outcomes"] if last else place.path, None)


def button_up(text: str, form: Form) -> str:
    """Moves a button before the one in front of it."""
    place = outcome_at(text, form.get("at", ""))
    return json_text.swap(text, place.holder, place.number - 1) if place.number else text


def button_values(found: dict[str, Any]) -> dict[str, str]:
    """What stands in the boxes of a button."""
    said = {"value": found["value"], "kind": found.get("kind", "normal"), "loose": _loose(found)}
    for key in ("label", "confirm"):
        said |= {f"{key}_{lang}": str((found.get(key) or {}).get(lang, "")) for lang in ("vi", "en")}
    return said


def _loose(found: dict[str, Any]) -> str:
    return {None: "", True: "true", False: "false"}[found.get("loose")]


def _text(form: Form, name: str) -> dict[str, str]:
    return {lang: " ".join(form.get(f"{name}_{lang}", "").split()) for lang in ("vi", "en")}

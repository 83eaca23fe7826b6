"""The edits of a form in its own page: from the boxes of one field to the file as it then is."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.core.errors import N_, Conflict, Invalid
from app.forms import json_text
from app.forms.definition import KINDS, keys_of

Form = Mapping[str, str]
TEXTS = ("label", "help")
NUMBERS = ("max_length", "min", "max", "min_items", "max_items")
LINES = ("options", "when")  # boxes of several lines
WORDS = ("name", "kind", "pattern", "prefill", "variable", "not_before", "not_after", "options_from")


def values_of(field: Mapping[str, Any]) -> dict[str, str]:
    """What can be edited of a field, by the names of the page's boxes."""
    said = {f"{key}_{lang}": str((field.get(key) or {}).get(lang, "")) for key in TEXTS for lang in ("vi", "en")}
    said |= {key: str(field.get(key, "")) for key in (*WORDS, *NUMBERS)}
    said["required"] = "1" if field.get("required") else ""
    said["options"] = "\n".join(
        f"{_plain(one['value'])} | {one['label']['vi']} | {one['label']['en']}" for one in field.get("options", ())
    )
    said["when"] = "\n".join(
        f"{name} = {', '.join(_plain(one) for one in values)}" for name, values in field.get("when", {}).items()
    )
    return said


def save(text: str, form: Form) -> str:
    """Writes what is changed of a field."""
    path, field = _field(text, form)
    shown = values_of(field)
    wanted = {box: form[box] if box in LINES else " ".join(form[box].split()) for box in shown if box in form}
    kind = wanted.get("kind", shown["kind"])
    for box, value in wanted.items():
        if value.replace("\r\n", "\n").strip() != shown[box] and box.rpartition("_")[0] not in TEXTS:
            text = json_text.put(text, [*path, box], _read(box, value))
    for key in TEXTS:
        said = {lang: wanted.get(f"{key}_{lang}", shown[f"{key}_{lang}"]) for lang in ("vi", "en")}
        if said != {lang: shown[f"{key}_{lang}"] for lang in ("vi", "en")}:
            text = json_text.put(text, [*path, key], said if any(said.values()) else None)
    for key in set(field) - keys_of(kind) if kind != shown["kind"] and kind in KINDS else ():
        text = json_text.put(text, [*path, key], None)  # what the new kind does not know
    return text


def add(text: str, form: Form) -> str:
    """A new text field behind another."""
    path, _field_there = _field(text, form)
    label = {"vi": form.get("label_vi", "").strip(), "en": form.get("label_en", "").strip()}
    made: dict[str, Any] = {"name": form.get("name", "").strip(), "kind": form.get("kind", "text"), "label": label}
    if made["kind"] in ("choice", "choices"):
        made["options"] = [{"value": "a", "label": {"vi": "Lựa chọn một", "en": "First choice"}}]
    if made["kind"] in ("group", "repeat"):
        made["fields"] = [{"name": "item", "kind": "text", "label": {"vi": "Mục", "en": "Item"}}]
    return json_text.insert(text, path[:-1], int(path[-1]) + 1, made)


def remove(text: str, form: Form) -> str:
    """Takes a field out."""
    path, _field_there = _field(text, form)
    return json_text.put(text, path, None)


def up(text: str, form: Form) -> str:
    """Moves a field one place up."""
    path, _field_there = _field(text, form)
    return json_text.swap(text, path[:-1], int(path[-1]) - 1) if path[-1] else text


def down(text: str, form: Form) -> str:
    """Moves a field one place down."""
    path, _field_there = _field(text, form)
    return json_text.swap(text, path[:-1], int(path[-1]))


ACTS: dict[str, Callable[[str, Form], str]] = {"save": save, "add": add, "remove": remove, "up": up, "down": down}


def _field(text: str, form: Form) -> tuple[list[str | int], dict[str, Any]]:
    """The path of the field that the page names (`0.2`, or `0.2.1` inside a group), and the field."""
    steps = form.get("at", "").split(".")
    if not all(step.isdecimal() for step in steps) or not 2 <= len(steps) <= 6:
        raise Conflict()
    path: list[str | int] = ["sections", int(steps[0])]
    for step in steps[1:]:
        path += ["fields", int(step)]
    here = json.loads(text)
    try:
        for one in path:
            here = here[one]
    except (LookupError, TypeError):
        raise Conflict() from None
    return path, here


def _read(box: str, value: str) -> Any:
    if box == "required":
        return True if value else None
    if not value.strip():
        return None
    if box in NUMBERS:
        if not value.lstrip("-").isdecimal():
            raise Invalid({box: N_("Nhập một số nguyên.")})
        return int(value)
    return {"options": _options, "when": _conditions}.get(box, str.strip)(value)


def _options(value: str) -> list[dict[str, Any]]:
    rows = [[part.strip() for part in line.split("|")] for line in value.splitlines() if line.strip()]
    if any(len(row) != 3 for row in rows):
        raise Invalid({"options": N_("Mỗi dòng một lựa chọn: giá trị | tiếng Việt | tiếng Anh.")})
    return [{"value": _typed(row[0]), "label": {"vi": row[1], "en": row[2]}} for row in rows]


def _conditions(value: str) -> dict[str, list[Any]]:
    rows = [line.partition("=") for line in value.splitlines() if line.strip()]
    if not all(name.strip() and values.strip() for name, _sign, values in rows):
        raise Invalid({"when": N_("Mỗi dòng một điều kiện: tên mục = giá trị, giá trị.")})
    return {name.strip(): [_typed(one.strip()) for one in values.split(",")] for name, _sign, values in rows}


def _plain(value: Any) -> str:
    """A value of an option as people write it: a text that looks like a number or like true is put in quotes."""
    if isinstance(value, str) and not isinstance(_typed(value), str):
        return json.dumps(value)
    return value if isinstance(value, str) else json.dumps(value)


def _typed(said: str) -> str | int | bool:
    try:
        read = json.loads(said)
    except ValueError:
        return said
    return read if isinstance(read, str | int | bool) else said

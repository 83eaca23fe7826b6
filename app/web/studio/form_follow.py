"""Names that are changed in a form are changed in its conditions too."""

import json
from typing import Any

from app.forms import json_text
from app.web.studio.form_places import Path


def field_renamed(text: str, path: Path, old: str, new: str) -> str:
    """The conditions of the fields beside the one at the path name it by its new name."""
    holders = [path[:-1]] if len(path) > 4 else _outer(text)
    return _renamed(text, holders, old, new)


def variable_renamed(text: str, old: str, new: str) -> str:
    """The conditions name the buttons' variable by its new name."""
    return _renamed(text, _outer(text), old, new)


def outcome_renamed(text: str, variable: str, old: str, new: str) -> str:
    """The conditions wait for a button's new value."""
    for path, field in _fields(text, _outer(text)):
        values = field.get("when", {}).get(variable, [])
        for place, value in enumerate(values):
            if value == old:
                text = json_text.put(text, [*path, "when", variable, place], new)
    return text


def _renamed(text: str, holders: list[Path], old: str, new: str) -> str:
    for path, field in _fields(text, holders):
        when = field.get("when", {})
        if old in when and new not in when:
            text = json_text.put(text, [*path, "when"], {new if name == old else name: when[name] for name in when})
    return text


def _outer(text: str) -> list[Path]:
    return [["sections", number, "fields"] for number, _one in enumerate(json.loads(text)["sections"])]


def _fields(text: str, holders: list[Path]) -> list[tuple[Path, dict[str, Any]]]:
    found = []
    for holder in holders:
        here: Any = json.loads(text)
        for step in holder:
            here = here[step]
        found += [([*holder, number], one) for number, one in enumerate(here)]
    return found

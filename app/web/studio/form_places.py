"""Places in a form's file, as the page names them: `head`, `s1` a section, `1.0` a field, `1.0.2` one in a group,
`o` the buttons, `o2` one of them."""

import json
import re
from typing import Any, NamedTuple

from app.core.errors import Conflict

Path = list[str | int]
_FIELD = re.compile(r"\d{1,3}(\.\d{1,3}){1,5}")


class Place(NamedTuple):
    """Where something stands in the JSON, and what stands there."""

    path: Path
    found: dict[str, Any]

    @property
    def holder(self) -> Path:
        """The path of the array around it."""
        return self.path[:-1]

    @property
    def number(self) -> int:
        """Its place in that array."""
        return int(self.path[-1])


def field_at(text: str, at: str) -> Place:
    """The field of this name. Raises Conflict: there is none."""
    if not _FIELD.fullmatch(at):
        raise Conflict()
    first, *steps = at.split(".")
    path: Path = ["sections", int(first)]
    for step in steps:
        path += ["fields", int(step)]
    return _reach(text, path)


def section_at(text: str, at: str) -> Place:
    """The section `s<number>`. Raises Conflict."""
    return _reach(text, ["sections", _number(at, "s")])


def outcome_at(text: str, at: str) -> Place:
    """The button `o<number>`. Raises Conflict."""
    return _reach(text, ["outcomes", "options", _number(at, "o")])


def part_of(source: Any, at: str) -> Any:
    """What a name of the page stands for, to be compared; all around the sections and buttons for `head`."""
    if at[:1].isdecimal():
        first, *steps = at.split(".")
        here = source["sections"][int(first)]
        for step in steps:
            here = here["fields"][int(step)]
        return here
    if at.startswith("s"):
        return source["sections"][int(at[1:])] if source["sections"] else None
    if at.startswith("o"):
        return source.get("outcomes") if at == "o" else source["outcomes"]["options"][int(at[1:])]
    return {key: value for key, value in source.items() if key not in ("sections", "outcomes")}


def level_of(source: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    """The fields that a field's condition may name: all of the sections for one outside, else those of its group."""
    if len(path) == 4:
        return [one for section in source["sections"] for one in section["fields"]]
    here: Any = source
    for step in path[:-1]:
        here = here[step]
    return list(here)


def _number(at: str, letter: str) -> int:
    if not re.fullmatch(rf"{letter}\d{{1,3}}", at):
        raise Conflict()
    return int(at[1:])


def _reach(text: str, path: Path) -> Place:
    here: Any = json.loads(text)
    try:
        for one in path:
            here = here[one]
    except (LookupError, TypeError):
        raise Conflict() from None
    if not isinstance(here, dict):
        raise Conflict()
    return Place(path, here)

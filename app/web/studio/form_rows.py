"""The lines of a form's page: its sections with their fields, its buttons with what each asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A field in the list: `at` names its place (`0.2`), `depth` counts the groups around it, `repeated` whether a
    repeat is among them."""

    at: str
    depth: int
    first: bool
    last: bool
    repeated: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `at` names it (`s1`)."""

    at: str
    title: Source | None
    first: bool
    last: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A way to end the task: `asked` are the outer fields that are asked for because of it, (place, label, whether
    they must be answered)."""

    at: str
    first: bool
    source: Source
    asked: tuple[tuple[str, Source, bool], ...]


def parts(source: Source) -> list[Part]:
    """The sections of a form."""
    found: Sequence[Source] = source["sections"]
    return [
        Part(f"s{n}", one.get("title"), n == 0, n == len(found) - 1, tuple(_rows(one["fields"], str(n), 0, False)))
        for n, one in enumerate(found)
    ]


def buttons(source: Source) -> list[Button]:
    """The buttons of a form; none where it says none."""
    outcomes: Source = source.get("outcomes") or {"variable": "", "options": []}
    return [
        Button(f"o{n}", n == 0, one, tuple(_asked(source, outcomes["variable"], one["value"])))
        for n, one in enumerate(outcomes["options"])
    ]


def _rows(fields: Sequence[Source], around: str, depth: int, repeated: bool) -> Iterator[Row]:
    for place, one in enumerate(fields):
        yield Row(f"{around}.{place}", depth, place == 0, place == len(fields) - 1, repeated, one)
        inside = repeated or one["kind"] == "repeat"
        yield from _rows(one.get("fields", []), f"{around}.{place}", depth + 1, inside)


def _asked(source: Source, variable: str, value: str) -> Iterator[tuple[str, Source, bool]]:
    for number, section in enumerate(source["sections"]):
        for place, one in enumerate(section["fields"]):
            if value in one.get("when", {}).get(variable, ()):
                yield f"{number}.{place}", one["label"], bool(one.get("required"))

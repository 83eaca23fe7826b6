"""JSON text edited by place: what is not edited keeps its blanks, its order and its way of writing.

A path leads through objects by key and through arrays by place: `("sections", 0, "fields", 2, "label")`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Path = Sequence[str | int]
NULL = object()  # writes null, where None takes out

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PLAIN = re.compile(r"[^\s,\]}]+")


@dataclass(slots=True)
class _Value:
    """A value at `[start, end)`; `parts` of an object or array: (key, where it begins, the value)."""

    start: int
    end: int = 0
    array: bool = False
    parts: list[tuple[str | int, int, "_Value"]] = field(default_factory=list)


def put(text: str, path: Path, value: Any) -> str:
    """The text with a value written at the path (a new key goes last); None takes it out.

    Raises LookupError for a path that is not there.
    """
    holder, last = _at(text, path[:-1]), path[-1]
    place = next((index for index, part in enumerate(holder.parts) if part[0] == last), None)
    if value is None:
        return text if place is None else _without(text, holder, place)
    if place is not None:
        old = holder.parts[place][2]
        return text[: old.start] + _written(text, holder, value) + text[old.end :]
    if holder.array:
        raise LookupError(last)
    return _added(text, holder, f"{_said(last)}: {_written(text, holder, value)}", len(holder.parts))


def insert(text: str, path: Path, place: int, value: Any) -> str:
    """The text with a new item in an array. Raises LookupError."""
    holder = _at(text, path)
    if not holder.array or place > len(holder.parts):
        raise LookupError(place)
    return _added(text, holder, _written(text, holder, value), place)


def swap(text: str, path: Path, place: int) -> str:
    """The text with an item of an array and the next one changed about. Raises LookupError."""
    holder = _at(text, path)
    if not holder.array or not 0 <= place < len(holder.parts) - 1:
        raise LookupError(place)
    one, two = holder.parts[place][2], holder.parts[place + 1][2]
    between = text[one.end : two.start]
    return text[: one.start] + text[two.start : two.end] + between + text[one.start : one.end] + text[two.end :]


def move(text: str, path: Path, to: Path, place: int) -> str:
    """The text with a value taken from one array and put into another, as it is written. Raises LookupError."""
    value = _at(text, path)
    said = text[value.start : value.end]
    text = put(text, path, None)
    holder = _at(text, to)
    if not holder.array or not 0 <= place <= len(holder.parts):
        raise LookupError(place)
    return _added(text, holder, said, place)


def length(text: str, path: Path) -> int:
    """How many parts an object or array has. Raises LookupError."""
    return len(_at(text, path).parts)


def _at(text: str, path: Path) -> _Value:
    here = _value(text, _skip(text, 0))
    for step in path:
        found = next((part[2] for part in here.parts if part[0] == step), None)
        if found is None:
            raise LookupError(step)
        here = found
    return here


def _skip(text: str, place: int) -> int:
    return _BLANKS.match(text, place).end()  # type: ignore[union-attr]


def _value(text: str, start: int) -> _Value:
    if text[start] == '"':
        return _Value(start, _STRING.match(text, start).end())  # type: ignore[union-attr]
    if text[start] not in "{[":
        return _Value(start, _PLAIN.match(text, start).end())  # type: ignore[union-attr]
    made = _Value(start, array=text[start] == "[")
    place = _skip(text, start + 1)
    while text[place] not in "}]":
        begin, key = place, len(made.parts)
        name: str | int = key
        if not made.array:
            end = _STRING.match(text, place).end()  # type: ignore[union-attr]
            name = json.loads(text[place:end])
            place = _skip(text, _skip(text, end) + 1)
        value = _value(text, place)
        made.parts.append((name, begin, value))
        place = _skip(text, value.end)
        if text[place] == ",":
            place = _skip(text, place + 1)
    made.end = place + 1
    return made


def _without(text: str, holder: _Value, place: int) -> str:
    _key, start, value = holder.parts[place]
    if place + 1 < len(holder.parts):
        return text[:start] + text[holder.parts[place + 1][1] :]
    if place:
        return text[: holder.parts[place - 1][2].end] + text[value.end :]
    return text[: holder.start + 1] + text[holder.end - 1 :]


def _added(text: str, holder: _Value, said: str, place: int) -> str:
    if not holder.parts:
        lead = _lead(text, holder) if "\n" in said else ""
        return text[: holder.start + 1] + lead + said + (lead[:-2] if lead else "") + text[holder.end - 1 :]
    first = holder.parts[0][1]
    lead = text[holder.start + 1 : first]
    between = "," + (lead if "\n" in lead else " ")
    if place == len(holder.parts):
        end = holder.parts[-1][2].end
        return text[:end] + between + said + text[end:]
    start = holder.parts[place][1]
    return text[:start] + said + between + text[start:]


def _written(text: str, holder: _Value, value: Any) -> str:
    """A value as its neighbours are written: small ones in one line, others in lines indented from theirs."""
    if not isinstance(value, dict | list):
        return _said(value)
    lead = _lead(text, holder)
    indent = lead.rsplit("\n", 1)[1] if "\n" in lead else ""
    spread = json.dumps(value, ensure_ascii=False, indent=2) if _spreads_small(text) else "\n".join(_lines(value))
    lines = spread.split("\n")
    return ("\r\n" if "\r\n" in lead else "\n").join([lines[0], *(indent + line for line in lines[1:])])


def _lines(value: Any) -> list[str]:
    if not isinstance(value, dict | list) or not value or _is_small(value):
        return [_said(value)]
    made, pairs = [], value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for key, one in pairs:
        first, *rest = _lines(one)
        made.append([f"  {'' if key is None else _said(key) + ': '}{first}", *("  " + line for line in rest)])
    for lines in made[:-1]:
        lines[-1] += ","
    ends = "{}" if isinstance(value, dict) else "[]"
    return [ends[0], *(line for lines in made for line in lines), ends[1]]


def _lead(text: str, holder: _Value) -> str:
    """What stands before the first part; of an empty holder: a new line, two blanks further in than its own."""
    if holder.parts:
        return text[holder.start + 1 : holder.parts[0][1]]
    begin = text.rfind("\n", 0, holder.start) + 1
    return ("\r\n" if "\r\n" in text else "\n") + text[begin : _skip(text, begin)] + "  "


def _is_small(value: Any) -> bool:
    """Small is what holds nothing, or up to three things of which some hold texts (a choice with its label)."""
    inside = list(value.values() if isinstance(value, dict) else value)
    holders = [one for one in inside if isinstance(one, dict | list)]
    return len(_said(value)) < 100 and (not holders or (len(inside) <= 3 and all(map(_is_flat, holders))))


def _is_flat(value: Any) -> bool:
    return bool(value) and not any(
        isinstance(one, dict | list) for one in (value.values() if isinstance(value, dict) else value)
    )


def _spreads_small(text: str) -> bool:
    """Whether the file writes texts of two languages in lines of their own."""
    return '{"vi"' not in text and bool(re.search(r'\{\s*\n\s*"vi"', text))


def _said(value: Any) -> str:
    return "null" if value is NULL else json.dumps(value, ensure_ascii=False)

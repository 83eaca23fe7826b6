"""Conditions of manifests: which papers and fees apply. Data only: a field and the values it may have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

When = Mapping[str, Sequence[Any]]


def look_up(facts: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path (`child.birth_date`), or None where the way ends early."""
    value: Any = facts
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def holds(when: When | None, facts: Mapping[str, Any]) -> bool:
    """Whether every named field has one of its values; a field of several answers needs one of them to match.

    No condition always holds. A missing answer never matches.
    """
    return all(_matches(look_up(facts, path), wanted) for path, wanted in (when or {}).items())


def facts(flow: str | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of the application form with the chosen flow under `flow`."""
    return {**answers, "flow": flow}


def _matches(value: Any, wanted: Sequence[Any]) -> bool:
    return any(_same(one, other) for one in _values(value) for other in wanted)


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        yield from value
    elif value is not None:
        yield value


def _same(one: Any, other: Any) -> bool:
    # True == 1 in Python, but a tick box is not a number
    return one == other and isinstance(one, bool) == isinstance(other, bool)

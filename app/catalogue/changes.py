"""One change between two versions of a file, as the lists of changes have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Text = Mapping[str, str]
ADDED, REMOVED, CHANGED = "+", "-", "~"
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `element` is the id of a diagram's element, empty where there is none; `sign` + | - | ~; `text` in
    both languages."""

    file: str
    element: str
    sign: str
    text: Text


def quoted(value: Any) -> str:
    """A value as a reader sees it, cut where it is long."""
    if isinstance(value, dict) and isinstance(value.get("vi"), str):
        value = value["vi"]
    if isinstance(value, dict):
        value = ", ".join(f"{key} {quoted(one)}" for key, one in value.items())
    if isinstance(value, list):
        value = ", ".join(quoted(one) for one in value)
    said = " ".join(str(value).split())
    return f"“{said if len(said) <= _LONGEST else said[:_LONGEST] + '…'}”"

"""Working hours as people type them (`07:30-11:30, 13:30-17:00`), read and written. Pure."""

import re
from collections.abc import Iterable
from itertools import pairwise

from app.core.errors import N_

BAD = N_("Viết như 07:30-11:30, 13:30-17:00; để trống nếu không làm việc.")
ORDER = N_("Giờ phải tăng dần: mỗi buổi kết thúc sau khi bắt đầu, buổi sau bắt đầu sau buổi trước.")
MOST_HALVES = 4
_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.hg]([0-5]\d)|[hg])", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:-|–|—|đến)\s*")

Halves = list[list[str]]


class Unreadable(ValueError):
    """The text is no list of hours; the message says what to write."""


def read(text: str) -> Halves:
    """`[["07:30", "11:30"], …]`, in order. Raises Unreadable."""
    if not text.strip():
        return []
    parts = [part for part in re.split(r"[,;]", text) if part.strip()]
    halves = [_half(part.strip()) for part in parts]
    moments = [moment for half in halves for moment in half]
    if len(halves) > MOST_HALVES or not halves:
        raise Unreadable(BAD)
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise Unreadable(ORDER)
    return halves


def clock(text: str) -> str:
    """A time of day (`15:00`, `15h`) as `15:00`. Raises Unreadable."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise Unreadable(BAD)
    return f"{int(match[1]):02}:{match[2] or '00'}"


def said(halves: Iterable[Iterable[str]]) -> str:
    """The hours of a day as they are typed."""
    return ", ".join("-".join(half) for half in halves)


def _half(text: str) -> list[str]:
    ends = _BETWEEN.split(text)
    if len(ends) != 2:
        raise Unreadable(BAD)
    return [clock(end) for end in ends]

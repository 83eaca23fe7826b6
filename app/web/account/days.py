"""Days as browsers send them (`2000-01-31`) and as people type them (`31/1/2000`, `31012000` without a slash)."""

import re
from datetime import date

_TYPED = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
_SENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def day_of(text: str) -> date | None:
    """The day, or None when there is no such day."""
    said = text.strip()[:20]
    if match := _SENT.fullmatch(said):
        year, month, day = match.groups()
    elif match := _TYPED.fullmatch(said):
        day, month, year = (part for part in match.groups() if part)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

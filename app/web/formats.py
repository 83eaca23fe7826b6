"""How instants, days, money and two-language texts are shown. Vietnamese clocks, whatever the server's zone."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import get_locale

from app.core.clock import local
from app.core.days import day_words

SPACE = "\N{NO-BREAK SPACE}"


def language() -> str:
    """The language of the request: `vi` or `en`."""
    locale = get_locale()
    return locale.language if locale else "vi"


def vnd(amount: int | None) -> str:
    """`8.000 đ`, in English `8,000 VND`; nothing for None."""
    if amount is None:
        return ""
    grouped = f"{amount:,}"
    return f"{grouped}{SPACE}VND" if language() == "en" else grouped.replace(",", ".") + SPACE + "đ"


def dt(instant: datetime | str | None) -> str:
    """`10:42, 25/11/2026`, in English `25 Nov 2026, 10:42`; nothing for None. ISO text is taken too."""
    if not instant:
        return ""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    there = local(moment)
    parts = f"{there:%H:%M}", day_words(there, language())
    return ", ".join(reversed(parts) if language() == "en" else parts)


def d(day: date | datetime | str | None) -> str:
    """`25/11/2026`, in English `25 Nov 2026`; nothing for None. Of an instant its day in Vietnam; also ISO."""
    if not day:
        return ""
    if isinstance(day, str):
        day = datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
    return day_words(local(day) if isinstance(day, datetime) else day, language())


def t(text: Mapping[str, str] | str | None) -> str:
    """The text of the request's language; Vietnamese where there is no other."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.get(language()) or text.get("vi", "")

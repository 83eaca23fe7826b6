"""How instants, days, money and two-language texts are shown. Vietnamese clocks, whatever the server's zone."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import get_locale

from app.core.clock import local

SPACE = "\N{NO-BREAK SPACE}"


def language() -> str:
    """The language of the request: `vi` or `en`."""
    locale = get_locale()
    return locale.language if locale else "vi"


def vnd(amount: int | None) -> str:
    """`8.000 đ`; nothing for None. In English the figure is grouped by commas."""
    if amount is None:
        return ""
    grouped = f"{amount:,}"
    return (grouped if language() == "en" else grouped.replace(",", ".")) + SPACE + "đ"


def dt(instant: datetime | str | None) -> str:
    """`10:42, 25/11/2026`; nothing for None. ISO text is taken too."""
    if not instant:
        return ""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return f"{local(moment):%H:%M, %d/%m/%Y}"


def d(day: date | datetime | str | None) -> str:
    """`25/11/2026`; nothing for None. Of an instant: its day in Vietnam. ISO text is taken too."""
    if not day:
        return ""
    if isinstance(day, str):
        day = datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
    return f"{local(day) if isinstance(day, datetime) else day:%d/%m/%Y}"


def t(text: Mapping[str, str] | str | None) -> str:
    """The text of the request's language; Vietnamese where there is no other."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.get(language()) or text.get("vi", "")

"""Times of timers as people write them, and as the engine reads them: expressions, so constants stand in quotes."""

import re

_CONSTANT = re.compile(r"""(["'])([^"'\\]*)\1""")
_ISO = re.compile(r"P(?=[\dT])[\dYMWDTHS.]+|R\d*/P[\dYMWDTHS.]+|\d{4}-\d\d-\d\d(T[\d:.]+([+-]\d\d:\d\d|Z)?)?")
_UNITS = {
    "phút": "PT%sM", "minute": "PT%sM", "giờ": "PT%sH", "hour": "PT%sH", "ngày": "P%sD", "day": "P%sD", "tuần": "P%sW",
    "week": "P%sW", "tháng": "P%sM", "month": "P%sM", "năm": "P%sY", "year": "P%sY",
}  # fmt: skip
_COUNTED = re.compile(rf"(\d{{1,4}})\s*({'|'.join(_UNITS)})s?", re.IGNORECASE)
_BARE = re.compile(r"P(?:(\d{1,4})([YMWD])|T(\d{1,4})([HM]))")
_PLAIN = {"Y": "năm", "M": "tháng", "W": "tuần", "D": "ngày", "TH": "giờ", "TM": "phút"}


def expression(text: str) -> tuple[str, str]:
    """What to write for a time that somebody typed: `(timeDuration | timeDate | timeCycle, expression)`.

    A constant of ISO 8601 gets its quotes; `5 ngày` and `4 hours` are durations; anything else is an expression.
    """
    text = " ".join(text.split())
    counted = _COUNTED.fullmatch(text)
    if counted:
        text = _UNITS[counted[2].lower()] % counted[1]
    plain = constant(text)
    value = text if plain is None else plain
    if _ISO.fullmatch(value):
        kind = {"R": "timeCycle", "P": "timeDuration"}.get(value[0], "timeDate")
        return kind, f'"{value}"'
    return "timeDuration", text


def constant(text: str) -> str | None:
    """What stands between the quotes of a constant; None for what is no constant."""
    found = _CONSTANT.fullmatch(text.strip())
    return found[2] if found else None


def shown(text: str) -> str:
    """A timer's expression as somebody would type it: a constant without its quotes."""
    plain = constant(text)
    return text.strip() if plain is None else plain


def counted(text: str) -> tuple[str, str] | None:
    """A plain duration as its number and its unit in Vietnamese (`ngày`, `giờ` …); None for any other time."""
    found = _BARE.fullmatch(shown(text))
    if found is None:
        return None
    return (found[1], _PLAIN[found[2]]) if found[1] else (found[3], _PLAIN["T" + found[4]])

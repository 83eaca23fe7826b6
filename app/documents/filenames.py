"""Names of uploaded files: what is kept of them, so that no system they are saved on later is harmed."""

import re
import unicodedata

MAX_LENGTH = 200
_UNWANTED = re.compile(
    '[<>:"|?*\\x00-\\x1f\\x7f-\\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]'
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"[a-z0-9]{1,8}")


def safe(name: str) -> str:
    """The last part of a path, composed, without signs that reorder, hide or command; at most 200 characters with
    its ending kept. `tep` when nothing is left."""
    last = re.split(r"[/\\]", name[-2000:])[-1]
    text = _UNWANTED.sub("_", unicodedata.normalize("NFC", last))
    text = re.sub(r"\s+", " ", text).strip(" .")
    if not text.strip("_"):
        return "tep"
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    stem, dot, ending = text.rpartition(".")
    if len(text) > MAX_LENGTH:
        kept = ending if dot and len(ending) <= 8 else ""
        text = f"{stem[: MAX_LENGTH - 1 - len(kept)]}.{kept}" if kept else text[:MAX_LENGTH]
    return text


def ending(name: str) -> str | None:
    """The ending in small letters, without its dot; None when the name has none."""
    stem, dot, last = name.lower().rpartition(".")
    return last if dot and stem and _ENDING.fullmatch(last) else None

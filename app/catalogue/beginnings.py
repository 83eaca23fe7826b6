"""What new files of a draft begin with when it is known what they are for: the form of a task."""

import re
from pathlib import Path

from app.core.errors import N_, Invalid
from app.forms import json_text

NOTE, DECIDE = "note", "decide"  # one box and "done", or one box and two buttons
STARTS = (DECIDE, NOTE)
_BLANK = Path(__file__).with_name("blank") / "handle.json"


def form(key: str, title: dict[str, str], start: str) -> bytes:
    """The form of a task: its title, one box, and the buttons of `start`; they write `<key>_outcome`. Raises Invalid
    for a title that lacks a language."""
    if not all(title.get(lang, "").strip() for lang in ("vi", "en")):
        raise Invalid({"title": N_("Cần tên tiếng Việt và tiếng Anh.")})
    text = json_text.put(_BLANK.read_text(encoding="utf-8"), ["title"], {lang: title[lang] for lang in ("vi", "en")})
    if start == NOTE:
        return json_text.put(text, ["outcomes"], None).encode()
    return json_text.put(text, ["outcomes", "variable"], variable(key)).encode()


def variable(key: str) -> str:
    """The process variable that takes the button pressed in the form of this key."""
    plain = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")[:50] or "form"
    return f"{plain if plain[0].isalpha() else f'f_{plain}'}_outcome"

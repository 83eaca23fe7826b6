"""Browsers in the words of people: `Chrome, Android` and not the line they send."""

import re

# In this order: most browsers also say they are Chrome, and Chrome says it is Safari.
_BROWSERS = (
    ("Cốc Cốc", "coc_coc_browser"),
    ("Edge", "Edg"),
    ("Opera", "OPR|Opera"),
    ("Samsung Internet", "SamsungBrowser"),
    ("Zalo", "Zalo"),
    ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """What a browser calls itself, in two words; empty when it says nothing known."""
    names = (next((name for name, sign in kind if re.search(sign, user_agent)), "") for kind in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in names if name)

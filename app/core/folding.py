"""Folding of Vietnamese text for search: neither SQLite nor PostgreSQL folds đ by itself."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """`Đăng ký Khai sinh` -> `dang ky khai sinh`: no marks, no case, single spaces."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip().casefold()


def words(query: str, limit: int = 8) -> list[str]:
    """The folded words of a query, at most `limit`, without LIKE wildcards."""
    return [w for w in re.split(r"[\s%_\\]+", fold(query)) if w][:limit]

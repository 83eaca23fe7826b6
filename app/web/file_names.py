"""Names of files in answers: headers are Latin-1, Vietnamese names are not."""

from urllib.parse import quote

from app.core.folding import fold


def disposition(how: str, filename: str) -> str:
    """A Content-Disposition (`inline` or `attachment`) that every browser reads: the name without marks for old ones,
    the whole name by RFC 8187 for the others."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in fold(filename)) or "file"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"

"""Where to go after signing in: a path of ours, never an address of somebody else's."""

from urllib.parse import urlsplit

LONGEST = 2000


def local_path(wanted: str | None, otherwise: str = "/") -> str:
    """`wanted` if it is a path on this site, else `otherwise`.

    Browsers take `//host`, `/\\host` and paths with tabs or line breaks in them for other sites.
    """
    path = (wanted or "")[:LONGEST]
    if not path.startswith("/") or path[1:2] in ("/", "\\") or "\\" in path or not path.isprintable():
        return otherwise
    parts = urlsplit(path)
    return otherwise if parts.scheme or parts.netloc else path

"""Drafts in tests of the studio's pages."""

from app.catalogue import draft_files
from app.core.db import transaction


def stored(draft_id: int, path: str) -> tuple[int, str]:
    """The revision and the text of a file of a draft as it stands."""
    with transaction():
        found, content = draft_files.read(draft_id, path)
    return found.revision, content.decode()

"""Two people at one file in boxes: an edit of what nobody touched meanwhile is made on the file as it stands now."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.catalogue import draft_files
from app.catalogue.draft_files import Revision
from app.core.errors import N_, Conflict, NotFound
from app.identity import accounts

Part = Callable[[Any], Any]


class ChangedMeanwhile(Conflict):
    """Somebody saved the same part of the file since the page was opened."""

    message = N_(
        "%(name)s đã sửa đúng phần này lúc %(at)s, sau khi bạn mở trang. Trang này đang theo bản mới; những gì bạn gõ "
        "còn trong các ô: xem lại rồi lưu."
    )

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(name=name, at=at)


def refuse_changed(draft_id: int, found: Revision, content: bytes, base: int | None, part: Part) -> None:
    """Refuses an edit of a part of a JSON file that is not as it was in the revision `base`, which the page showed.
    `part` gives the part of a document (None: all of it); what raises LookupError is not there. Raises Conflict."""
    if base == found.revision:
        return
    if base is None:
        raise Conflict()
    try:
        _then, before = draft_files.read(draft_id, found.path, base)
        same = part(json.loads(before)) == part(json.loads(content))
    except (NotFound, ValueError, LookupError, TypeError):  # no longer kept, or no longer there
        same = False
    if not same:
        name = accounts.names([found.account_id]).get(found.account_id, "?")
        raise ChangedMeanwhile(name, found.at)

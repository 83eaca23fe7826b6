"""The files of a draft and all their revisions: nobody's work is lost.

A file is saved against the revision that its writer began from. Whoever comes too late is told who was there before,
and what they wrote is kept beside (`ASIDE`), also though the act is refused.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

import zstandard
from sqlalchemy import func, select

from app.catalogue import draft_paths
from app.catalogue.draft_archive import MAX_FILE, MAX_FILES, MAX_UNPACKED
from app.catalogue.models import DraftFile, ProcedureDraft
from app.core import clock, db
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound
from app.identity import accounts

CURRENT, OLD, ASIDE, GONE = "CURRENT", "OLD", "ASIDE", "GONE"
# An autosave every few seconds needs no revision of its own: one in five minutes of the same writer is kept.
THINNED = timedelta(minutes=5)


class NotEditable(Conflict):
    """The draft is proposed, released or rejected."""

    message = N_("Bản thảo này đã trình hoặc đã kết thúc nên không sửa được nữa.")


class EditedMeanwhile(Conflict):
    """Somebody saved the file since it was opened; what was sent now is kept beside it."""

    message = N_(
        "%(name)s đã lưu tệp %(path)s lúc %(at)s, sau khi bạn mở. Bản của bạn được giữ riêng trong lịch sử của tệp."
    )

    def __init__(self, path: str, name: str, at: datetime, revision: int) -> None:
        super().__init__(path=path, name=name, at=at)
        self.revision = revision


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a file, without its content."""

    path: str
    revision: int
    kind: str
    size: int
    sha256: str
    account_id: int
    at: datetime


_SHOWN = (
    DraftFile.path, DraftFile.revision, DraftFile.kind, DraftFile.size, DraftFile.sha256, DraftFile.account_id,
    DraftFile.at,
)  # fmt: skip


def listed(draft_id: int) -> list[Revision]:
    """The files as they stand, by path."""
    wanted = select(*_SHOWN).where(DraftFile.draft_id == draft_id, DraftFile.kind == CURRENT)
    return [Revision(*row) for row in session().execute(wanted.order_by(DraftFile.path))]


def contents(draft_id: int) -> dict[str, bytes]:
    """The files as they stand, with their bytes."""
    wanted = select(DraftFile.path, DraftFile.content)
    wanted = wanted.where(DraftFile.draft_id == draft_id, DraftFile.kind == CURRENT).order_by(DraftFile.path)
    return {path: _plain(content) for path, content in session().execute(wanted)}


def read(draft_id: int, path: str, revision: int | None = None) -> tuple[Revision, bytes]:
    """One file as it stands, or one of its revisions. Raises NotFound."""
    wanted = select(*_SHOWN, DraftFile.content).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    which = DraftFile.kind == CURRENT if revision is None else DraftFile.revision == revision
    row = session().execute(wanted.where(which)).one_or_none()
    if row is None:
        raise NotFound
    return Revision(*row[:-1]), _plain(row.content)


def writers(draft_id: int) -> set[int]:
    """Everybody who wrote a file of the draft, also where others have written over it since."""
    return set(session().scalars(select(DraftFile.account_id).where(DraftFile.draft_id == draft_id).distinct()))


def revisions(draft_id: int, path: str) -> list[Revision]:
    """All revisions of a file that are kept, the newest first."""
    wanted = select(*_SHOWN).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    return [Revision(*row) for row in session().execute(wanted.order_by(DraftFile.revision.desc()).limit(500))]


def gone(draft_id: int) -> list[Revision]:
    """Files that were deleted, as they were last."""
    now = {one.path for one in listed(draft_id)}
    wanted = select(*_SHOWN).where(DraftFile.draft_id == draft_id, DraftFile.kind == GONE)
    rows = [Revision(*row) for row in session().execute(wanted.order_by(DraftFile.revision))]
    return [one for one in {one.path: one for one in rows}.values() if one.path not in now]


def save(draft_id: int, path: str, content: bytes, base: int | None, account_id: int, *, keep: bool = False) -> int:
    """Saves a file over its revision `base` (None: there is none yet) and returns the new revision.

    Saving what is there already makes none. With `keep` the revision before stays though it is a fresh one of the same
    writer: an edit that can be undone. Raises Invalid, NotEditable, EditedMeanwhile.
    """
    draft_paths.check(path)
    draft = editable(draft_id)
    current = _current(draft_id, path)
    digest = hashlib.sha256(content).hexdigest()
    if current is not None and current.sha256 == digest:
        return current.revision
    _refuse_size(draft_id, path, len(content))
    if (current.revision if current else None) != base:
        _refuse_late(draft, path, content, account_id, current)
    newest = current.revision if current else 0
    if current is not None:
        _supersede(current, account_id, keep)
    made = _add(draft_id, path, CURRENT, content, account_id, above=newest)
    touch(draft, account_id)
    return made.revision


def put_all(draft_id: int, files: Mapping[str, bytes], account_id: int) -> list[str]:
    """Saves many files over whatever stands there (an import); the paths that changed. Raises Invalid, NotEditable."""
    editable(draft_id)
    changed = []
    for path, content in sorted(files.items()):
        current = _current(draft_id, path)
        before = current.revision if current else None
        if save(draft_id, path, content, before, account_id) != before:
            changed.append(path)
    return changed


def remove(draft_id: int, path: str, account_id: int) -> None:
    """Deletes a file; it can be restored. Raises NotFound, NotEditable."""
    draft = editable(draft_id)
    current = _current(draft_id, path)
    if current is None:
        raise NotFound
    current.kind = GONE
    touch(draft, account_id)


def rename(draft_id: int, path: str, new_path: str, account_id: int) -> None:
    """Gives a file another name; its history stays under the old one. Raises NotFound, NotEditable, Invalid."""
    draft_paths.check(new_path)
    editable(draft_id)
    if _current(draft_id, new_path) is not None:
        raise Invalid({new_path: N_("Đã có tệp với tên này.")})
    _found, content = read(draft_id, path)
    remove(draft_id, path, account_id)
    _add(draft_id, new_path, CURRENT, content, account_id)


def restore(draft_id: int, path: str, revision: int, account_id: int) -> int:
    """Saves an older revision, or one kept beside, anew as the current one. Raises NotFound, NotEditable."""
    _found, content = read(draft_id, path, revision)
    current = _current(draft_id, path)
    return save(draft_id, path, content, current.revision if current else None, account_id)


def editable(draft_id: int) -> ProcedureDraft:
    """The draft, locked, if it can be edited. Raises NotFound, NotEditable."""
    wanted = select(ProcedureDraft).where(ProcedureDraft.id == draft_id).with_for_update()
    draft = session().scalar(wanted.execution_options(populate_existing=True))
    if draft is None:
        raise NotFound
    if draft.state != "DRAFT":
        raise NotEditable
    return draft


def touch(draft: ProcedureDraft, account_id: int) -> None:
    """Notes that the draft was changed, and by whom."""
    draft.revision += 1
    draft.changed_by, draft.changed_at = account_id, clock.now()
    session().flush()


def _plain(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(content, max_output_size=MAX_FILE)


def _current(draft_id: int, path: str) -> DraftFile | None:
    mine = select(DraftFile).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    return session().scalar(mine.where(DraftFile.kind == CURRENT).execution_options(populate_existing=True))


def _add(draft_id: int, path: str, kind: str, content: bytes, account_id: int, above: int = 0) -> DraftFile:
    """A new revision; its number is higher than any given before, also to one thinned out (`above`)."""
    mine = select(func.max(DraftFile.revision)).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    made = DraftFile(
        draft_id=draft_id,
        path=path,
        revision=max(session().scalar(mine) or 0, above) + 1,
        kind=kind,
        content=zstandard.ZstdCompressor(level=9).compress(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        account_id=account_id,
        at=clock.now(),
    )
    session().add(made)
    session().flush()
    return made


def _supersede(current: DraftFile, account_id: int, keep: bool) -> None:
    """The current revision becomes an old one, or goes if the same writer's one before it is kept and fresh."""
    mine = select(DraftFile.account_id, DraftFile.at)
    mine = mine.where(DraftFile.draft_id == current.draft_id, DraftFile.path == current.path, DraftFile.kind == OLD)
    before = session().execute(mine.order_by(DraftFile.revision.desc()).limit(1)).one_or_none()
    current.kind = OLD
    session().flush()
    same = not keep and before is not None and before.account_id == current.account_id == account_id
    if same and before is not None and clock.now() - before.at < THINNED:
        session().delete(current)
        session().flush()


def _refuse_late(
    draft: ProcedureDraft, path: str, content: bytes, account_id: int, current: DraftFile | None
) -> NoReturn:
    if not _kept_aside(draft.id, path, content):
        draft_id = draft.id
        db.after_rollback(lambda: _add(draft_id, path, ASIDE, content, account_id))
    writer, at, revision = draft.changed_by, draft.changed_at, 0  # whoever deleted the file
    if current is not None:
        writer, at, revision = current.account_id, current.at, current.revision
    raise EditedMeanwhile(path, accounts.names([writer]).get(writer, "?"), at, revision)


def _kept_aside(draft_id: int, path: str, content: bytes) -> bool:
    mine = select(DraftFile.id).where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    digest = hashlib.sha256(content).hexdigest()
    return session().scalar(mine.where(DraftFile.kind == ASIDE, DraftFile.sha256 == digest).limit(1)) is not None


def _refuse_size(draft_id: int, path: str, size: int) -> None:
    if size > MAX_FILE:
        raise Invalid({path: N_("Tệp lớn hơn 2 MB.")})
    others = select(func.count(), func.coalesce(func.sum(DraftFile.size), 0))
    others = others.where(DraftFile.draft_id == draft_id, DraftFile.kind == CURRENT, DraftFile.path != path)
    count, total = session().execute(others).one()
    if count >= MAX_FILES or total + size > MAX_UNPACKED:
        raise Invalid({path: N_("Bản thảo có quá nhiều tệp hoặc lớn hơn 8 MB.")})

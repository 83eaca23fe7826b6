"""Where the bytes of files lie: one store, addressed by the SHA-256 of what it holds, written once, never changed.

Bytes are written before the row that names them. A rollback leaves bytes without a row, which cost room and harm
nobody; the other order could leave a row without its bytes.
"""

from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.store import LocalStore, MemoryStore

from app.core.config import Settings
from app.core.errors import N_, Unavailable
from app.documents.models import Document

Store = LocalStore | MemoryStore
FOLDER = "documents"
CHUNK = 256 * 1024

_store: Store | None = None


class Missing(Unavailable):
    """The bytes of a file that is listed are not in the store."""

    message = N_("Chưa đọc được tệp “%(name)s”. Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị hệ thống.")


def open_store(settings: Settings) -> Store:
    """The store that these settings ask for: `documents/` of the instance folder, or memory in mode `test`."""
    if settings.mode == "test":
        return MemoryStore()
    folder = Path(settings.instance_dir) / FOLDER
    return LocalStore(prefix=folder, mkdir=True)


def bind(store: Store) -> None:
    """Makes `store` the one that files go to and come from."""
    global _store
    _store = store


def bound() -> Store:
    """The bound store. Raises RuntimeError when there is none."""
    if _store is None:
        raise RuntimeError("no document store is bound; call bind(open_store(settings)) first")
    return _store


def keep(sha256: str, content: bytes) -> None:
    """Writes bytes under their digest, unless they are there whole. A second writer of the same bytes does no harm."""
    if _size(sha256) != len(content):
        obstore.put(bound(), _path(sha256), content)


def read(document: Document) -> bytes:
    """All bytes of a file, removed ones too. Raises Missing."""
    try:
        return bytes(obstore.get(bound(), _path(document.sha256)).bytes())
    except FileNotFoundError as gone:
        raise Missing(name=document.filename) from gone


def stream(document: Document) -> Iterator[bytes]:
    """The bytes of a file in pieces of 256 kB, for sending it. Raises Missing at once, not at the first piece."""
    try:
        found = obstore.get(bound(), _path(document.sha256))
    except FileNotFoundError as gone:
        raise Missing(name=document.filename) from gone
    return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))


def _size(sha256: str) -> int | None:
    try:
        return obstore.head(bound(), _path(sha256))["size"]
    except FileNotFoundError:
        return None


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"

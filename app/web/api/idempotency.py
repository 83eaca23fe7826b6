"""A POST repeated under the caller's `Idempotency-Key` is done once: the repeat gets the first one's answer.

The key is taken in the transaction of the act itself, so a refused act leaves its key free, and of two at the same
moment the second waits for the first and then gets its answer.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, request
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.cases.models import IdempotencyKey
from app.core.clock import now
from app.core.db import session
from app.core.errors import N_, Invalid
from app.web.api.replies import JSON

HEADER = "Idempotency-Key"
REPEATED = "Idempotency-Replayed"
LONGEST = 80


class OtherRequest(Invalid):
    """The key belongs to another request."""

    slug = "idempotency-key-reused"
    message = N_("Khóa Idempotency-Key này đã dùng cho một yêu cầu khác. Dùng khóa mới cho mỗi yêu cầu mới.")


def once(account_id: int, act: Callable[[], Response]) -> Response:
    """Does the act, or answers as it was answered when this key came first. Without a key: does the act.

    Raises Invalid for a malformed key; OtherRequest for a key that came with another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise Invalid({HEADER: (N_("Khóa có từ 1 đến %(most)s ký tự ASCII."), {"most": LONGEST})})
    digest = _digest()
    mine = (IdempotencyKey.account_id == account_id, IdempotencyKey.key == key)
    if not _taken(account_id, key, digest):
        kept = session().execute(
            select(IdempotencyKey.request_hash, IdempotencyKey.status, IdempotencyKey.body).where(*mine)
        )
        return _again(*kept.one(), digest)
    response = act()
    done = {"status": response.status_code, "body": _written(response)}
    session().execute(update(IdempotencyKey).where(*mine).values(**done))
    return response


def _taken(account_id: int, key: str, digest: str) -> bool:
    """Whether the key was free and is this request's now."""
    dialect: Any = postgresql if session().get_bind().dialect.name == "postgresql" else sqlite
    values = {"account_id": account_id, "key": key, "request_hash": digest, "status": 0, "body": "", "at": now()}
    row = dialect.insert(IdempotencyKey).values(**values).on_conflict_do_nothing().returning(IdempotencyKey.key)
    return session().execute(row).first() is not None


def _again(kept_digest: str, status: int, body: str, digest: str) -> Response:
    if kept_digest != digest:
        raise OtherRequest
    location, _, content = body.partition("\n")
    response = Response(content, status, content_type=JSON)
    if location:
        response.headers["Location"] = location
    response.headers[REPEATED] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(response: Response) -> str:
    return f"{response.headers.get('Location', '')}\n{response.get_data(as_text=True)}"


def _digest() -> str:
    """What makes two requests the same: address and content. Of a form with files the parts count, since the
    boundary between them is new each time."""
    said = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype != "multipart/form-data":
        said.update(request.get_data(cache=True))
        return said.hexdigest()
    for name, value in request.form.items(multi=True):
        said.update(f"{name}={value}\n".encode())
    for name, file in request.files.items(multi=True):
        said.update(f"{name}:{file.filename}:".encode())
        said.update(hashlib.sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return said.hexdigest()

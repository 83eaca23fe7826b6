"""A POST repeated under the caller's `Idempotency-Key` is done once: the repeat gets the first one's answer.

The key is taken in the transaction of the act itself, so a refused act leaves its key free, and of two at the same
moment the second waits for the first and then gets its answer.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Response, request
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.cases.models import IdempotencyKey
from app.core.clock import wall
from app.core.db import run, session, table_of
from app.core.errors import N_, Invalid
from app.web.api.replies import JSON

HEADER = "Idempotency-Key"
REPEATED = "Idempotency-Replayed"
LONGEST = 80

_TABLE = table_of(IdempotencyKey)
_MINE = (_TABLE.c.account_id == bindparam("of"), _TABLE.c.key == bindparam("named"))
_KEPT = select(_TABLE.c.request_hash, _TABLE.c.status, _TABLE.c.body).where(*_MINE)
_DONE = update(_TABLE).where(*_MINE).values(status=bindparam("status"), body=bindparam("body"))


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
    mine = {"of": account_id, "named": key}
    if not _taken(account_id, key, digest):
        kept_digest, status, body = run(_KEPT, mine).one()
        return _again(kept_digest, status, body, digest)
    response = act()
    run(_DONE, mine | {"status": response.status_code, "body": _written(response)})
    return response


def _taken(account_id: int, key: str, digest: str) -> bool:
    """Whether the key was free and is this request's now."""
    values = {"account_id": account_id, "key": key, "request_hash": digest, "status": 0, "body": "", "at": wall()}
    return run(_take(session().get_bind().dialect.name), values).first() is not None


@cache
def _take(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.key)


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

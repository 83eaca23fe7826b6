"""What somebody had typed when their session ended: kept for whoever holds the token, and only for the same person."""

import json
from dataclasses import dataclass

from sqlalchemy import delete

from app.core.clock import wall
from app.core.db import session
from app.identity.models import LoginSession, StashedForm
from app.identity.secret_tokens import new_token, token_hash

LARGEST = 1_000_000  # characters
LONGEST_PATH = 300

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Stash:
    """A kept form: where it was posted to, and its fields in order."""

    path: str
    pairs: Pairs


def stash(path: str, pairs: Pairs, ended_session: str | None) -> str | None:
    """Keeps the fields of a form posted to `path` and returns the token that gives them back; None when there is too
    much of it. `ended_session`: the token of the session that has ended, whose person alone gets them back."""
    content = json.dumps({"account_id": _person_of(ended_session), "pairs": pairs}, ensure_ascii=False)
    if len(content) > LARGEST or len(path) > LONGEST_PATH:
        return None
    token = new_token()
    session().add(StashedForm(token_hash=token_hash(token), path=path, content=content, created_at=wall()))
    return token


def kept(token: str, account_id: int) -> Stash | None:
    """The form kept under the token; None when there is none, or when it is somebody else's."""
    row = session().get(StashedForm, token_hash(token))
    if row is None:
        return None
    content = json.loads(row.content)
    if content["account_id"] not in (None, account_id):
        return None
    return Stash(row.path, [(name, value) for name, value in content["pairs"]])


def forget(token: str, path: str | None = None) -> None:
    """Deletes the form kept under the token (if it was posted to `path`)."""
    mine = delete(StashedForm).where(StashedForm.token_hash == token_hash(token))
    session().execute(mine if path is None else mine.where(StashedForm.path == path))


def _person_of(ended_session: str | None) -> int | None:
    row = session().get(LoginSession, token_hash(ended_session)) if ended_session else None
    return row.account_id if row is not None else None

"""What somebody had typed when their session ended. Kept for whoever holds the token, given back once."""

import json

from sqlalchemy import delete, select

from app.core.clock import now
from app.core.db import session
from app.identity.models import StashedForm
from app.identity.secret_tokens import new_token, token_hash

LARGEST = 400_000  # characters


def stash(path: str, pairs: list[tuple[str, str]]) -> str | None:
    """Keeps the fields of a form posted to `path`; returns the token that gives them back, None when too large."""
    content = json.dumps(pairs, ensure_ascii=False)
    if len(content) > LARGEST or len(path) > 300:
        return None
    token = new_token()
    session().add(StashedForm(token_hash=token_hash(token), path=path, content=content, created_at=now()))
    return token


def path_of(token: str) -> str | None:
    """Where the form kept under the token belongs; None when there is none."""
    return session().scalar(select(StashedForm.path).where(StashedForm.token_hash == token_hash(token)))


def take(token: str, path: str) -> list[tuple[str, str]] | None:
    """The fields kept for `path`, and forgets them; None when there are none."""
    mine = (StashedForm.token_hash == token_hash(token), StashedForm.path == path)
    content = session().scalar(select(StashedForm.content).where(*mine))
    if content is None:
        return None
    session().execute(delete(StashedForm).where(*mine))
    return [(name, value) for name, value in json.loads(content)]

"""Bearer tokens of the JSON API: sessions for programs."""

from datetime import timedelta

from sqlalchemy import delete

from app.core.clock import wall
from app.core.db import session, table_of
from app.identity.actor import Actor
from app.identity.actors import actor_by_token, by_token
from app.identity.models import ApiToken
from app.identity.secret_tokens import new_token, token_hash

DAYS_30 = 30 * 86_400
_ACTOR = by_token(table_of(ApiToken))


def open_token(account_id: int, *, seconds: int = DAYS_30) -> str:
    """A new token for the account, good for `seconds`."""
    token = new_token()
    start = wall()
    expires = start + timedelta(seconds=seconds)
    session().add(ApiToken(token_hash=token_hash(token), account_id=account_id, created_at=start, expires_at=expires))
    return token


def actor_of(token: str) -> Actor | None:
    """The actor of a token with its roles, in one statement; None when it has ended."""
    return actor_by_token(_ACTOR, token_hash(token))


def close(token: str) -> None:
    """Ends the token. One that nobody knows is no fault."""
    session().execute(delete(ApiToken).where(ApiToken.token_hash == token_hash(token)))

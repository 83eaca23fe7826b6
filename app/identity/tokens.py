"""Bearer tokens of the JSON API: sessions for programs."""

from datetime import timedelta

from sqlalchemy import delete

from app.core.clock import now
from app.core.db import session
from app.identity.actor import Actor
from app.identity.actors import actor_statement, read_actor
from app.identity.models import Account, ApiToken
from app.identity.secret_tokens import new_token, token_hash

DAYS_30 = 30 * 86_400


def open_token(account_id: int, *, seconds: int = DAYS_30) -> str:
    """A new token for the account, good for `seconds`."""
    token = new_token()
    start = now()
    expires = start + timedelta(seconds=seconds)
    session().add(ApiToken(token_hash=token_hash(token), account_id=account_id, created_at=start, expires_at=expires))
    return token


def actor_of(token: str) -> Actor | None:
    """The actor of a token with its roles, in one statement; None when it has ended."""
    kept = ApiToken.account_id == Account.id
    alive = (ApiToken.token_hash == token_hash(token), ApiToken.expires_at > now())
    return read_actor(actor_statement().join(ApiToken, kept).where(*alive))


def close(token: str) -> None:
    """Ends the token. One that nobody knows is no fault."""
    session().execute(delete(ApiToken).where(ApiToken.token_hash == token_hash(token)))

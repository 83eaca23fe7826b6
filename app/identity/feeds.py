"""The secret address of an officer's calendar feed. A calendar program knows no password: who has the address reads
the feed, so it holds no personal data, only its hash is kept, and its owner replaces or revokes it at any time."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from app.core.clock import wall
from app.core.db import session, table_of
from app.identity.actor import Actor
from app.identity.actors import actor_by_token, by_token
from app.identity.models import FeedToken
from app.identity.secret_tokens import new_token, token_hash

_FEED = table_of(FeedToken)
_ACTOR = by_token(_FEED)


def make(account_id: int) -> str:
    """A new secret for the account. The one before it opens nothing any more."""
    revoke(account_id)
    secret = new_token()
    session().execute(insert(_FEED).values(account_id=account_id, token_hash=token_hash(secret), created_at=wall()))
    return secret


def revoke(account_id: int) -> None:
    """Ends the feed of the account; where there is none nothing happens."""
    session().execute(delete(_FEED).where(_FEED.c.account_id == account_id))


def made_at(account_id: int) -> datetime | None:
    """When the account's address was made; None: it has none."""
    return session().scalar(select(_FEED.c.created_at).where(_FEED.c.account_id == account_id))


def actor_of(secret: str) -> Actor | None:
    """Whose feed it is, with their roles; None for an unknown secret and a disabled account."""
    return actor_by_token(_ACTOR, token_hash(secret))

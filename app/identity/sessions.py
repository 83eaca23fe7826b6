"""Signed-in browsers, kept on the server: ended at once when the person, or an admin, says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.core.clock import wall
from app.core.db import session, table_of
from app.identity.actor import Actor
from app.identity.actors import actor_by_token, by_token
from app.identity.models import ApiToken, LoginSession
from app.identity.secret_tokens import new_token, token_hash

HOURS_12 = 12 * 3600
HANDLE = 16  # characters of the hash: enough to name a session, of no use for entering one

_ACTOR = by_token(table_of(LoginSession))


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it. `current`: the one being used now."""

    handle: str
    created_at: datetime
    expires_at: datetime
    user_agent: str
    current: bool


def open_session(account_id: int, *, user_agent: str = "", seconds: int = HOURS_12) -> str:
    """Signs the account in and returns the token for the cookie. Always a new token: none is ever taken over from
    before signing in. `seconds`: how long it lasts."""
    token = new_token()
    start = wall()
    session().add(
        LoginSession(
            token_hash=token_hash(token),
            account_id=account_id,
            created_at=start,
            expires_at=start + timedelta(seconds=seconds),
            user_agent=user_agent[:200],
        )
    )
    return token


def actor_of(token: str) -> Actor | None:
    """The actor of a session with its roles, in one statement; None when it has ended."""
    return actor_by_token(_ACTOR, token_hash(token))


def close(token: str) -> None:
    """Ends the session. A token nobody knows is no fault."""
    session().execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def close_others(account_id: int, token: str) -> int:
    """Ends all sessions of the account but this one, its programs' tokens too; returns how many sessions."""
    session().execute(delete(ApiToken).where(ApiToken.account_id == account_id))
    others = delete(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.token_hash != token_hash(token)
    )
    return int(session().execute(others).rowcount)  # type: ignore[attr-defined]


def close_by_handle(account_id: int, handle: str) -> None:
    """Ends one of the account's own sessions, named by the handle that `sessions_of` gives."""
    mine = delete(LoginSession).where(LoginSession.account_id == account_id, LoginSession.token_hash.startswith(handle))
    if len(handle) == HANDLE:
        session().execute(mine)


def sessions_of(account_id: int, token: str) -> list[OpenSession]:
    """The account's open sessions, newest first; `token` is the one in use."""
    rows = session().scalars(
        select(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.expires_at > wall())
        .order_by(LoginSession.created_at.desc())
    )
    here = token_hash(token)
    return [
        OpenSession(s.token_hash[:HANDLE], s.created_at, s.expires_at, s.user_agent, s.token_hash == here) for s in rows
    ]

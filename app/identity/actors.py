"""Loading an actor with its roles: one statement, made once, whichever way the person is known."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, select

from app.core.clock import wall
from app.core.db import run, table_of
from app.identity.actor import Actor
from app.identity.models import Account, AccountRole

Statement = Select[*tuple[Any, ...]]

_ACCOUNT, _ROLE = table_of(Account), table_of(AccountRole)
_BASE: Statement = (
    select(
        _ACCOUNT.c.id,
        _ACCOUNT.c.full_name,
        _ACCOUNT.c.locale,
        _ACCOUNT.c.identity_level,
        _ACCOUNT.c.demo,
        _ROLE.c.role,
        _ROLE.c.unit_id,
    )
    .select_from(_ACCOUNT.outerjoin(_ROLE, _ROLE.c.account_id == _ACCOUNT.c.id))
    .where(_ACCOUNT.c.disabled_at.is_(None))
)


def by_token(kept: Table) -> Statement:
    """The statement that reads the actor of a live token, kept in a table with `token_hash` (and `expires_at`)."""
    alive = [kept.c.token_hash == bindparam("token")]
    if "expires_at" in kept.c:
        alive.append(kept.c.expires_at > bindparam("at"))
    return _BASE.join(kept, kept.c.account_id == _ACCOUNT.c.id).where(*alive)


def actor_by_token(statement: Statement, digest: str) -> Actor | None:
    """The actor whose token has this digest, by a statement of `by_token`; None when it has ended."""
    return _read(statement, {"token": digest, "at": wall()})


def actor_of_username(username: str) -> Actor | None:
    """The actor of a username; None when there is none or it is disabled."""
    return _read(_known_by(_ACCOUNT.c.username), {"known": username})


def actor_of_account(account_id: int) -> Actor | None:
    """The actor of an account, for work that it began and others carry on; None when it is disabled."""
    return _read(_known_by(_ACCOUNT.c.id), {"known": account_id})


def _known_by(column: ColumnElement[Any]) -> Statement:
    return _BASE.where(column == bindparam("known"))


def _read(statement: Statement, values: dict[str, Any]) -> Actor | None:
    """One row per role; an account without roles is one row without a role."""
    rows = run(statement, values).all()
    if not rows:
        return None
    account_id, name, locale, level, demo = rows[0][:5]
    roles = frozenset((row[5], row[6]) for row in rows if row[5] is not None)
    return Actor(account_id, name, roles, locale, level, demo)

"""Loading an actor with its roles: one statement, whichever way the person is known."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.core.db import session
from app.identity.actor import Actor
from app.identity.models import Account, AccountRole

_COLUMNS = (
    Account.id,
    Account.full_name,
    Account.locale,
    Account.identity_level,
    Account.demo,
    AccountRole.role,
    AccountRole.unit_id,
)


def actor_statement() -> Select[*tuple[Any, ...]]:
    """The statement that reads an actor: one row per role; disabled accounts give none. Add joins and conditions."""
    roles = AccountRole.account_id == Account.id
    return select(*_COLUMNS).select_from(Account).outerjoin(AccountRole, roles).where(Account.disabled_at.is_(None))


def read_actor(statement: Select[*tuple[Any, ...]]) -> Actor | None:
    """The actor that the statement finds, or None."""
    rows = session().execute(statement).all()
    if not rows:
        return None
    account_id, name, locale, level, demo = rows[0][:5]
    roles = frozenset((row[5], row[6]) for row in rows if row[5] is not None)
    return Actor(account_id, name, roles, locale, level, demo)


def actor_where(condition: ColumnElement[bool]) -> Actor | None:
    """The actor whose account meets the condition, or None."""
    return read_actor(actor_statement().where(condition))


def actor_of_account(account_id: int) -> Actor | None:
    """The actor of an account id; None when there is none or it is disabled."""
    return actor_where(Account.id == account_id)


def actor_of_username(username: str) -> Actor | None:
    """The actor of a username; None when there is none or it is disabled."""
    return actor_where(Account.username == username)

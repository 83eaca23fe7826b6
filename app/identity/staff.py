"""Accounts of officers and of the house, as administrators keep them: made, given a new password, closed, opened.

Citizens' accounts are their own business and are not listed here.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound
from app.core.folding import fold, words
from app.identity.accounts import check_email, check_name
from app.identity.models import Account, AccountRole, ApiToken, LoginSession, Unit
from app.identity.numbers import check_phone
from app.identity.passwords import hash_password

_USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")
MOST = 500
PASSWORD_BYTES = 12


class NotOneself(Conflict):
    """An administrator would lock themselves out."""

    message = N_("Không tự khóa hoặc tự bỏ quyền quản trị của chính mình; nhờ một người quản trị khác.")


@dataclass(frozen=True, slots=True)
class Member:
    """One officer with their roles as pairs (role, unit name or None)."""

    id: int
    username: str
    name: str
    disabled_at: datetime | None
    roles: list[tuple[str, str | None]]


def members(q: str = "", unit_id: int | None = None) -> list[Member]:
    """Officers and house accounts by name, at most 500; searched by name or username without marks. One statement."""
    statement = (
        select(Account.id, Account.username, Account.full_name, Account.disabled_at, AccountRole.role, Unit.name)
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .outerjoin(Unit, Unit.id == AccountRole.unit_id)
        .where(_is_staff())
        .order_by(Account.full_name, Account.id, Unit.name, AccountRole.role)
    )
    if unit_id is not None:
        here = AccountRole.account_id == Account.id, AccountRole.unit_id == unit_id
        statement = statement.where(exists().where(*here).correlate(Account))
    found: dict[int, Member] = {}
    for account_id, username, name, disabled_at, role, unit in session().execute(statement):
        made = found.setdefault(account_id, Member(account_id, username or "", name, disabled_at, []))
        if role is not None:
            made.roles.append((role, unit))
    wanted = words(q)
    return [m for m in found.values() if all(w in fold(f"{m.name} {m.username}") for w in wanted)][:MOST]


def member(account_id: int) -> Account:
    """An officer's account. Raises NotFound, for a citizen's too."""
    found = session().scalar(select(Account).where(Account.id == account_id, _is_staff()))
    if found is None:
        raise NotFound()
    return found


def make(*, username: str, full_name: str, phone: str = "", email: str = "") -> tuple[Account, str]:
    """Makes an officer's account without roles: `(account, its first password)`. The password is told only now.

    Raises Invalid with all faults by field.
    """
    faults: dict[str, object] = {}
    name = username.strip().lower()
    if not _USERNAME.fullmatch(name):
        faults["username"] = N_("Tên đăng nhập gồm 3-40 chữ thường không dấu, chữ số, dấu . _ -, bắt đầu bằng chữ.")
    checked: dict[str, str | None] = {"phone": None}
    for field, check, given in (
        ("full_name", check_name, full_name),
        ("email", check_email, email),
        ("phone", check_phone, phone),
    ):
        if field == "phone" and not given.strip():
            continue
        try:
            checked[field] = check(given)
        except Invalid as fault:
            faults.update(fault.fields)
    if faults:
        raise Invalid(faults)  # type: ignore[arg-type]
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    made = Account(username=name, password_hash=hash_password(password), created_at=now(), identity_level=2, **checked)
    try:
        with session().begin_nested():
            session().add(made)
    except IntegrityError:
        raise Invalid({"username": N_("Tên đăng nhập này đã có người dùng.")}) from None
    return made, password


def new_password(account_id: int) -> str:
    """Gives an officer a new password and ends all their sessions; returns it, to be told once. Raises NotFound."""
    found = member(account_id)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    found.password_hash = hash_password(password)
    _sign_out(account_id)
    return password


def disable(account_id: int, by: int) -> None:
    """Closes an account: signed out at once, everywhere. Raises NotFound, NotOneself."""
    if account_id == by:
        raise NotOneself()
    found = member(account_id)
    found.disabled_at = found.disabled_at or now()
    _sign_out(account_id)


def enable(account_id: int) -> None:
    """Opens a closed account again, with the roles it had. Raises NotFound."""
    member(account_id).disabled_at = None


def _sign_out(account_id: int) -> None:
    session().execute(delete(LoginSession).where(LoginSession.account_id == account_id))
    session().execute(delete(ApiToken).where(ApiToken.account_id == account_id))


def _is_staff() -> ColumnElement[bool]:
    """Has a role, or signs in by username without being a registered citizen."""
    holds = exists().where(AccountRole.account_id == Account.id).correlate(Account)
    return or_(holds, and_(Account.username.is_not(None), Account.id_number.is_(None)))

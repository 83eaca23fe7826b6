"""Giving and taking roles."""

from sqlalchemy import delete, select

from app.core.db import session
from app.core.errors import N_, Invalid
from app.identity.models import AccountRole
from app.identity.permissions import HOUSE_ROLES, OFFICER_ROLES, check_apart


def roles_of(account_id: int) -> frozenset[tuple[str, int | None]]:
    """The roles an account holds, as pairs (role, unit id)."""
    rows = session().execute(select(AccountRole.role, AccountRole.unit_id).where(AccountRole.account_id == account_id))
    return frozenset((role, unit) for role, unit in rows)


def grant(account_id: int, role: str, unit_id: int | None = None) -> None:
    """Gives a role; giving it twice changes nothing.

    Raises Invalid on `role` or `unit_id` when they do not go together; RolesApart.
    """
    if role not in OFFICER_ROLES and role not in HOUSE_ROLES:
        raise Invalid({"role": N_("Không có vai trò này.")})
    if (role in OFFICER_ROLES) != (unit_id is not None):
        raise Invalid({"unit_id": N_("Vai trò này cần chọn đơn vị, hoặc không được gắn với đơn vị.")})
    held = roles_of(account_id)
    if (role, unit_id) in held:
        return
    check_apart(held, role, unit_id)
    session().add(AccountRole(account_id=account_id, role=role, unit_id=unit_id))
    session().flush()


def revoke(account_id: int, role: str, unit_id: int | None = None) -> None:
    """Takes a role away; it holds from the person's next request on."""
    unit = AccountRole.unit_id.is_(None) if unit_id is None else AccountRole.unit_id == unit_id
    session().execute(delete(AccountRole).where(AccountRole.account_id == account_id, AccountRole.role == role, unit))

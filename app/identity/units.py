"""Organisation units: of a kind, their officers, and both as choices of a form."""

from collections.abc import Iterable
from functools import lru_cache
from time import monotonic
from typing import Any

from sqlalchemy import or_, select

from app.core.clock import today
from app.core.db import session
from app.core.errors import NotFound
from app.identity.models import Account, AccountRole, Unit

PROVINCE, DEPARTMENT, COMMUNE, COMMUNE_POLICE = "PROVINCE", "DEPARTMENT", "COMMUNE", "COMMUNE_POLICE"
_PARENTS_KEPT_SECONDS = 60


def unit(unit_id: int) -> Unit:
    """The unit, in force or not.

    Raises NotFound.
    """
    found = session().get(Unit, unit_id)
    if found is None:
        raise NotFound
    return found


def by_code(code: str) -> Unit | None:
    """The unit with this code (`xa-tan-phu`), or None."""
    return session().scalar(select(Unit).where(Unit.code == code))


def by_any_code(code: str) -> Unit:
    """The unit with this code or agency code (`H99.01`); of several with one agency code one in force, the oldest.

    Raises NotFound.
    """
    found = by_code(code)
    if found is None:
        those = session().scalars(select(Unit).where(Unit.agency_code == code).order_by(Unit.id)).all()
        found = next((unit for unit in those if unit.valid_to is None or unit.valid_to >= today()), None)
        found = found or next(iter(those), None)
    if found is None:
        raise NotFound
    return found


def units_of(*kinds: str) -> list[Unit]:
    """Units of these kinds (all kinds when none is named) in force today, by name."""
    day = today()
    found = select(Unit).where(
        or_(Unit.valid_from.is_(None), Unit.valid_from <= day), or_(Unit.valid_to.is_(None), Unit.valid_to >= day)
    )
    if kinds:
        found = found.where(Unit.kind.in_(kinds))
    return list(session().scalars(found.order_by(Unit.name)))


def names(unit_ids: Iterable[int | None]) -> dict[int, dict[str, str]]:
    """The names of units, `{id: {"vi", "en"}}`, in one statement."""
    wanted = {i for i in unit_ids if i is not None}
    if not wanted:
        return {}
    rows = session().execute(select(Unit.id, Unit.name, Unit.name_en).where(Unit.id.in_(wanted)))
    return {i: {"vi": vi, "en": en} for i, vi, en in rows}


def officers(unit_id: int, role: str | None = None) -> list[tuple[int, str]]:
    """Officers of a unit (with a role), as (account id, name) by name; disabled accounts left out."""
    found = (
        select(Account.id, Account.full_name)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.unit_id == unit_id, Account.disabled_at.is_(None))
        .distinct()
        .order_by(Account.full_name, Account.id)
    )
    if role is not None:
        found = found.where(AccountRole.role == role)
    return [(i, name) for i, name in session().execute(found)]


def unit_options(*kinds: str) -> list[dict[str, Any]]:
    """Units in force as choices of a form: `{"value": "<id>", "label": {"vi", "en"}}`."""
    return [{"value": str(u.id), "label": {"vi": u.name, "en": u.name_en}} for u in units_of(*kinds)]


def officer_options(unit_id: int, role: str | None = None) -> list[dict[str, Any]]:
    """Officers of a unit as choices of a form: `{"value": "<account id>", "label": {"vi", "en"}}`."""
    return [{"value": str(i), "label": {"vi": name, "en": name}} for i, name in officers(unit_id, role)]


def lineage(unit_id: int | None) -> tuple[int, ...]:
    """The unit and those above it, nearest first; `()` of no unit.

    Raises NotFound.
    """
    if unit_id is None:
        return ()
    period = int(monotonic() // _PARENTS_KEPT_SECONDS)
    parents = _parents(period)
    if unit_id not in parents:  # made since
        _parents.cache_clear()
        parents = _parents(period)
    found: list[int] = []
    above: int | None = unit_id
    while above is not None and above not in found:
        if above not in parents:
            raise NotFound
        found.append(above)
        above = parents[above]
    return tuple(found)


@lru_cache(maxsize=1)
def _parents(_period: int) -> dict[int, int | None]:
    return {row.id: row.parent_id for row in session().execute(select(Unit.id, Unit.parent_id))}


def with_those_below(unit_id: int) -> set[int]:
    """The unit and all units under it."""
    parents = _parents(int(monotonic() // _PARENTS_KEPT_SECONDS))
    return {unit_id, *(below for below in parents if unit_id in lineage(below))}

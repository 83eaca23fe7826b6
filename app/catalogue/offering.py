"""Which units offer which procedures, and what they set themselves: their own term and amounts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.catalogue.manifest import TERM
from app.catalogue.models import Offer, Procedure, ProcedureVersion
from app.core import clock
from app.core.db import session
from app.core.errors import N_, Invalid, NotFound
from app.identity.models import Unit

AMOUNTS = ("amount_vnd", "then_vnd", "max_vnd")
HIGHEST = 1_000_000_000  # VND


def make_offers() -> None:
    """An offer for each unit of the kind that resolves a procedure; offers that stand are left as they are."""
    today = clock.today()
    units = [unit for unit in session().scalars(select(Unit)) if not unit.valid_to or unit.valid_to >= today]
    standing = set(session().execute(select(Offer.procedure_id, Offer.unit_id)))
    current = select(ProcedureVersion).join(Procedure, Procedure.current_version_id == ProcedureVersion.id)
    for version in session().scalars(current):
        for unit in units:
            if unit.kind == version.manifest["competent"] and (version.procedure_id, unit.id) not in standing:
                session().add(_offer(version.procedure_id, unit.id))
    session().flush()


def override(procedure_id: int, unit_id: int, overrides: Mapping[str, Any]) -> None:
    """Sets what a unit sets itself, in the place of what it had set: `{"term": "2wd", "fees": {"late": 10000}}`, a fee
    in VND or `{"amount_vnd", "then_vnd", "max_vnd"}`. Dossiers already filed keep what they had.

    Raises NotFound when the unit does not offer the procedure, Invalid with the faults at their paths.
    """
    wanted = select(Offer, ProcedureVersion).where(Offer.procedure_id == procedure_id, Offer.unit_id == unit_id)
    wanted = wanted.join(Procedure, Procedure.id == Offer.procedure_id)
    wanted = wanted.join(ProcedureVersion, ProcedureVersion.id == Procedure.current_version_id)
    found = session().execute(wanted).first()
    if found is None:
        raise NotFound
    offer, version = found
    if faults := _faults(overrides, {fee["key"] for fee in version.manifest["fees"]}):
        raise Invalid(faults)
    offer.overrides = dict(overrides)
    session().flush()


def _faults(overrides: Mapping[str, Any], known: set[str]) -> dict[str, str]:
    faults = {key: N_("Không nhận mục này.") for key in overrides if key not in ("term", "fees")}
    term = overrides.get("term")
    if term is not None and not (isinstance(term, str) and TERM.fullmatch(term)):
        faults["term"] = N_("Thời hạn có dạng 3wd, 4wh, 15cd, halfday hoặc sameday.")
    for key, own in (overrides.get("fees") or {}).items():
        amounts = own if isinstance(own, Mapping) else {"amount_vnd": own}
        if key not in known:
            faults[f"fees.{key}"] = N_("Thủ tục không có khoản thu này.")
        elif not all(name in AMOUNTS and _is_amount(amount) for name, amount in amounts.items()):
            faults[f"fees.{key}"] = N_("Mức thu là số đồng, từ 0.")
    return faults


def _is_amount(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST


def _offer(procedure_id: int, unit_id: int) -> Offer:
    return Offer(procedure_id=procedure_id, unit_id=unit_id, competent_unit_id=unit_id, overrides={}, active=True)

"""Carrying the citizen's answers over to the dossier's own columns: agency, name, fee, term, way of delivery."""

from typing import Any

from sqlalchemy import select

from app.cases import answers
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.catalogue.fees import fee
from app.catalogue.models import Offer
from app.core.db import session
from app.core.errors import N_, Conflict
from app.core.folding import fold
from app.identity.models import Account


def settle(case: Case) -> None:
    """Brings the dossier's columns in line with what the citizen has answered so far."""
    given = answers.latest(case.id)
    choice = given.get("choose_service", {})
    offer = _offer(case, int(choice["unit"]) if choice.get("unit") else case.receiving_unit_id)
    if offer:
        case.receiving_unit_id, case.competent_unit_id = offer.unit_id, offer.competent_unit_id
    described = catalogue.version(case.version_id).described
    flow = described.flow(choice.get("flow"))
    case.channel_out = choice.get("channel_out") or case.channel_out
    case.term = (offer.overrides.get("term") if offer else None) or flow.term or described.term
    settle_application(case)


def settle_application(case: Case) -> None:
    """The part of it that the application decides: name, words to find it by, fee. Desk and term stay as they are."""
    given = answers.latest(case.id)
    application = given.get("fill_application", {})
    described = catalogue.version(case.version_id).described
    flow = described.flow(given.get("choose_service", {}).get("flow"))
    offer = _offer(case, case.receiving_unit_id)
    case.applicant_name = _name(case, application)
    known_by = (case.code or "", case.number, case.applicant_name, described.code, described.name["vi"])
    case.search = fold(" ".join(known_by))[:500]
    _charge(case, fee(described, flow.key, application, case.channel_in, dict(offer.overrides) if offer else {}))


def _charge(case: Case, fee_vnd: int) -> None:
    """What was settled stays so unless more is asked for now; too much paid is given back by people."""
    if case.financial in ("NONE", "DUE") or fee_vnd > case.fee_vnd:
        case.fee_vnd = fee_vnd
        case.financial = "DUE" if fee_vnd else "NONE"


def settle_at(case: Case, unit_id: int) -> None:
    """Moves the dossier to another desk, and to the agency that decides there. Raises Conflict when that desk does
    not offer the procedure."""
    offer = _offer(case, unit_id)
    if offer is None:
        raise Conflict(N_("Cơ quan được chọn không thực hiện thủ tục này. Chọn cơ quan khác."))
    case.receiving_unit_id, case.competent_unit_id = offer.unit_id, offer.competent_unit_id
    case.term = dict(offer.overrides).get("term") or case.term


def _offer(case: Case, unit_id: int | None) -> Offer | None:
    if unit_id is None:
        return None
    return session().scalar(
        select(Offer).where(Offer.procedure_id == case.procedure_id, Offer.unit_id == unit_id, Offer.active)
    )


def _name(case: Case, application: dict[str, Any]) -> str:
    if application.get("applicant_name"):
        return str(application["applicant_name"])
    owner = session().get(Account, case.owner_id)
    return owner.full_name if owner else ""

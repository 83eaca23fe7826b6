"""The receipt with the appointment (form 01 of Circular 03/2025/TT-VPCP), as the desk prints it."""

from dataclasses import dataclass
from datetime import datetime

from app.cases import answers, components, footing, journal, letters
from app.cases.models import Case
from app.core.db import session
from app.core.errors import NotFound
from app.identity.accounts import names
from app.identity.models import Unit


@dataclass(frozen=True, slots=True)
class Slip:
    """Who received what from whom, when, to be returned when. `papers` are (name, number of files); `receiver` signs
    for the desk, `address` and `phone` as the person gave them in the application."""

    agency: str
    above: str
    place: str
    person: str
    address: str
    phone: str
    papers: tuple[tuple[str, int], ...]
    received_at: datetime
    due_at: datetime | None
    receiver: str


def slip(case: Case) -> Slip:
    """The receipt of a dossier. Raises NotFound before reception."""
    if case.received_at is None:
        raise NotFound()
    unit = session().get(Unit, case.receiving_unit_id or 0)
    said = answers.latest(case.id).get("fill_application", {})
    given = [(str(one.component["name"]["vi"]), len(one.documents)) for one in components.papers(case)]
    others = len(components.other_documents(case))
    return Slip(
        agency=letters.called(unit),
        above=letters.above(unit),
        place=letters.place_of(unit),
        person=case.applicant_name,
        address=str(said.get("applicant_address") or ""),
        phone=str(said.get("applicant_phone") or ""),
        papers=(*(one for one in given if one[1]), *((("Giấy tờ khác", others),) if others else ())),
        received_at=case.received_at,
        due_at=case.due_original or case.due_at,
        receiver=_receiver(case.id),
    )


def _receiver(case_id: int) -> str:
    """Who received it: the move that gave it its moment of reception says so."""
    for line in reversed(journal.lines(case_id)):
        if "received_at" in (line.detail or {}).get(footing.UNDO, {}) and line.actor_id:
            return names([line.actor_id]).get(line.actor_id, "")
    return ""

"""Steps that failed, as administrators see them: the dossier's number and the error, nothing of the dossier itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.cases.models import Case
from app.core.db import session
from app.engine.models import Incident


@dataclass(frozen=True, slots=True)
class Trouble:
    """One open incident. `act` is the kind of act that failed (complete, receive, timer)."""

    id: int
    number: str
    node: str
    act: str
    error: str
    since: datetime
    tries: int
    case_id: int


def of_case(case_id: int) -> list[Trouble]:
    """The open incidents of one dossier, oldest first."""
    return _found(_OPEN.where(Incident.subject_id == case_id))


def _found(wanted: Any) -> list[Trouble]:
    return [
        Trouble(
            id=i.id,
            number=number or "",
            node=i.node,
            act=str(i.act.get("kind", "")),
            error=i.error,
            since=i.created_at,
            tries=i.tries,
            case_id=i.subject_id,
        )
        for i, number in session().execute(wanted)
    ]


_OPEN = (
    select(Incident, func.coalesce(Case.code, Case.number))
    .outerjoin(Case, Case.id == Incident.subject_id)
    .where(Incident.resolved_at.is_(None))
    .order_by(Incident.id)
)


def dossiers_waiting() -> int:
    """How many dossiers an open incident holds up."""
    waiting = select(func.count(Incident.subject_id.distinct())).where(Incident.resolved_at.is_(None))
    return session().scalar(waiting) or 0

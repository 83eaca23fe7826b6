"""Steps that failed, as administrators see them: the dossier's number and the error, nothing of the dossier itself."""

from dataclasses import dataclass
from datetime import datetime

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


def open_troubles(limit: int = 200) -> list[Trouble]:
    """The open incidents, oldest first. One statement."""
    rows = session().execute(
        select(Incident, func.coalesce(Case.code, Case.number))
        .outerjoin(Case, Case.id == Incident.subject_id)
        .where(Incident.resolved_at.is_(None))
        .order_by(Incident.id)
        .limit(limit)
    )
    return [
        Trouble(i.id, number or "", i.node, str(i.act.get("kind", "")), i.error, i.created_at, i.tries)
        for i, number in rows
    ]


def dossiers_waiting() -> int:
    """How many dossiers an open incident holds up."""
    waiting = select(func.count(Incident.subject_id.distinct())).where(Incident.resolved_at.is_(None))
    return session().scalar(waiting) or 0

"""Dossiers of a procedure that are not ended, by their codes only: for whoever may not read them."""

from sqlalchemy import func, select

from app.cases.models import Case
from app.core.db import session

MOST = 200


def open_codes(procedure_id: int) -> tuple[int, list[str]]:
    """How many dossiers of a procedure were submitted and are not ended, and the codes of the oldest of them (the
    number of those that have no code yet)."""
    mine = (Case.procedure_id == procedure_id, Case.submitted_at.is_not(None), Case.closed_at.is_(None))
    count = session().scalar(select(func.count()).select_from(Case).where(*mine)) or 0
    shown = select(func.coalesce(Case.code, Case.number)).where(*mine).order_by(Case.id).limit(MOST)
    return count, list(session().scalars(shown))

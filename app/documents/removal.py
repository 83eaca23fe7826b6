"""Taking a file away. The row and the bytes stay: what an officer has once seen can be shown to have been there."""

from sqlalchemy import update

from app.core import clock
from app.core.db import session
from app.documents import queries
from app.documents.models import Document


def remove(case_id: int, document_id: int) -> Document:
    """Marks a file of a dossier as removed. Doing it twice changes nothing. Raises NotFound."""
    document = queries.in_case(case_id, document_id)
    if document.removed_at is None:
        document.removed_at = clock.now()
    return document


def remove_all(case_id: int) -> None:
    """Marks all files of a dossier as removed."""
    there = update(Document).where(Document.case_id == case_id, Document.removed_at.is_(None))
    session().execute(there.values(removed_at=clock.now()))

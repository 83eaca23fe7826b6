"""Reading the list of files. Who may see a file is decided above, where dossiers are known."""

from sqlalchemy import func, select

from app.core.db import session
from app.core.errors import NotFound
from app.documents.models import Document


def of_case(case_id: int, *, removed: bool = False) -> list[Document]:
    """The files of a dossier as they arrived; with `removed` also those taken away."""
    asked = select(Document).where(Document.case_id == case_id).order_by(Document.id)
    return list(session().scalars(asked if removed else asked.where(Document.removed_at.is_(None))))


def in_case(case_id: int, document_id: int) -> Document:
    """One file of a dossier, removed or not. Raises NotFound, also for a file of another dossier."""
    found = session().get(Document, document_id) if 0 < document_id < 2**63 else None
    if found is None or found.case_id != case_id:
        raise NotFound
    return found


def live_count(case_id: int, component: str) -> int:
    """How many files answer one required paper of a dossier."""
    asked = select(func.count()).where(
        Document.case_id == case_id, Document.component == component, Document.removed_at.is_(None)
    )
    return session().scalar(asked) or 0


def same(case_id: int, component: str, sha256: str) -> Document | None:
    """The file with these very bytes that answers the paper already."""
    asked = select(Document).where(
        Document.case_id == case_id,
        Document.component == component,
        Document.sha256 == sha256,
        Document.removed_at.is_(None),
    )
    return session().scalars(asked.limit(1)).first()

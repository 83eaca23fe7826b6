"""Lines of the operation log about drafts and releases: whose act, about which version and draft, why."""

from typing import Any

from app.catalogue.models import ProcedureDraft, ProcedureRelease
from app.catalogue.releases import numbers, slug_of
from app.identity import operations
from app.identity.operations import About


def of_draft(kind: str, draft: ProcedureDraft, account_id: int, reason: str = "", **detail: Any) -> None:
    """What somebody did with a draft. `detail` is shown after the draft's number."""
    about = About(version_id=draft.released_id, subject=draft.slug)
    operations.write(kind, account_id, about, reason, {"draft": draft.id, **detail})


def of_release(kind: str, release: ProcedureRelease, account_id: int | None, reason: str = "", **detail: Any) -> None:
    """What was done about a release; by nobody: from the folders of the house."""
    about = About(version_id=release.version_id, subject=slug_of(release.procedure_id))
    number = numbers([release.version_id]).get(release.version_id or 0)
    said = {"draft": release.draft_id, "number": number, "day": release.effective_from.isoformat(), **detail}
    operations.write(kind, account_id, about, reason, {name: value for name, value in said.items() if value})

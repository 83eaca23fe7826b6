"""What the citizen is told about a dossier, through `notifications`."""

from typing import Any

from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.identity.accounts import recipient_of
from app.notifications.sending import send


def tell_owner(case: Case, template: str, **params: Any) -> None:
    """Sends the owner of a dossier a message of the given template with the dossier's number and procedure."""
    to = recipient_of(case.owner_id)
    version = catalogue.version(case.version_id)
    known = {"code": case.code or case.number, "name": version.described.name[to.locale]}
    if case.due_at is not None:
        known["due"] = case.due_at.isoformat()
    send(to, template, {**known, **params}, case_id=case.id)

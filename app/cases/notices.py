"""What people are told about a dossier, through `notifications`: its owner, and the officers whose it is."""

from collections.abc import Iterable
from typing import Any

from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.identity.accounts import recipient_of, recipients_of
from app.notifications.recipient import Recipient
from app.notifications.sending import send


def tell_owner(case: Case, template: str, **params: Any) -> None:
    """Sends the owner of a dossier a message of the given template with the dossier's number and procedure."""
    _tell(case, recipient_of(case.owner_id), template, params)


def tell_officers(case: Case, account_ids: Iterable[int], template: str, **params: Any) -> None:
    """The same to officers, each once. They are told the dossier's number and procedure, never a citizen's name."""
    for officer in recipients_of(account_ids):
        _tell(case, officer, template, params)


def _tell(case: Case, to: Recipient, template: str, params: dict[str, Any]) -> None:
    version = catalogue.version(case.version_id)
    known = {"code": case.code or case.number, "name": version.described.name[to.locale]}
    if case.due_at is not None:
        known["due"] = case.due_at.isoformat()
    send(to, template, {**known, **params}, case_id=case.id)

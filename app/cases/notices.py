"""What the citizen is told about a dossier, through `notifications`."""

from typing import Any

from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.db import session
from app.core.errors import NotFound
from app.identity.models import Account
from app.notifications.recipient import Recipient
from app.notifications.sending import send


def recipient(account_id: int) -> Recipient:
    """How to reach an account. Raises NotFound when there is none."""
    account = session().get(Account, account_id)
    if account is None:
        raise NotFound()
    return Recipient(
        account_id=account.id, phone=account.phone, email=account.email, locale=account.locale, name=account.full_name
    )


def tell_owner(case: Case, template: str, **params: Any) -> None:
    """Sends the owner of a dossier a message of the given template with the dossier's number and procedure."""
    to = recipient(case.owner_id)
    version = catalogue.version(case.version_id)
    known = {"code": case.code or case.number, "name": version.described.name[to.locale]}
    if case.due_at is not None:
        known["due"] = case.due_at.isoformat()
    send(to, template, {**known, **params}, case_id=case.id)

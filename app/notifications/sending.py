"""Writing a message down. It leaves the house after commit, by the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from app.core.clock import now
from app.core.db import run, table_of
from app.integrations.outbox import put
from app.notifications.models import Message
from app.notifications.recipient import Recipient
from app.notifications.templates import TEMPLATES

OUTBOX_KIND = "message"
_WRITE = insert(table_of(Message)).returning(table_of(Message).c.id)

__all__ = ["OUTBOX_KIND", "Recipient", "send"]


def send(
    recipient: Recipient,
    template: str,
    params: Mapping[str, Any],
    *,
    case_id: int | None = None,
    secret: bool = False,
) -> int | None:
    """Writes a message to a person and returns its id: by text message when they have a phone, else by e-mail; None
    when they have neither. `params` fills the template (instants as datetime or ISO text, amounts in VND); `secret`:
    forget the params once sent.

    Raises LookupError for an unknown template.
    """
    if template not in TEMPLATES:
        raise LookupError(f"no message template named {template!r}")
    channel, address = ("sms", recipient.phone) if recipient.phone else ("email", recipient.email)
    if not address:
        return None
    message_id: int = run(
        _WRITE,
        {
            "account_id": recipient.account_id,
            "case_id": case_id,
            "channel": channel,
            "address": address,
            "locale": recipient.locale,
            "template": template,
            "params": {name: _plain(value) for name, value in params.items()},
            "secret": secret,
            "created_at": now(),
        },
    ).scalar_one()
    put(OUTBOX_KIND, f"message:{message_id}", {"message_id": message_id})
    return message_id


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

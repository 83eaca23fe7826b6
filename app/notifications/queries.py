"""Reading messages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from app.core.db import session
from app.notifications.models import Message
from app.notifications.templates import render


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as read by people."""

    id: int
    channel: str
    address: str
    text: str
    locale: str
    template: str
    secret: bool
    case_id: int | None
    created_at: datetime
    sent_at: datetime | None


def all_messages(before: int | None = None, limit: int = 50) -> list[ShownMessage]:
    """Every message, newest first, secrets too: for the demo only. `before`: ids below this one."""
    found = select(Message).order_by(Message.id.desc()).limit(limit)
    return _shown(found if before is None else found.where(Message.id < before))


def messages_of_case(case_id: int, account_id: int, limit: int = 100) -> list[ShownMessage]:
    """What one person was told about a case, newest first, without secret ones. Others were told other things."""
    mine = (Message.case_id == case_id, Message.account_id == account_id, Message.secret.is_(False))
    return _shown(select(Message).where(*mine).order_by(Message.id.desc()).limit(limit))


def messages_of_account(account_id: int, limit: int = 100) -> list[ShownMessage]:
    """The messages to an account, newest first, without secret ones."""
    mine = (Message.account_id == account_id, Message.secret.is_(False))
    return _shown(select(Message).where(*mine).order_by(Message.id.desc()).limit(limit))


def _shown(found: Select[Message]) -> list[ShownMessage]:
    return [
        ShownMessage(
            m.id,
            m.channel,
            m.address,
            render(m.template, m.params, m.locale),
            m.locale,
            m.template,
            m.secret,
            m.case_id,
            m.created_at,
            m.sent_at,
        )
        for m in session().scalars(found)
    ]

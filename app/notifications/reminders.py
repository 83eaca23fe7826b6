"""What officers have been told about their work: reminders and digests, as they read them on their own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from app.core.clock import now
from app.core.db import session
from app.notifications.models import Message
from app.notifications.templates import TEMPLATES, render

KINDS = tuple(name for name in TEMPLATES if name.startswith(("officer_", "digest_")))
LOOKED_AT = 100  # newest messages of an account in which unread ones are counted


@dataclass(frozen=True, slots=True)
class Reminder:
    """One of them; `new`: not read before."""

    id: int
    text: str
    locale: str
    template: str
    case_id: int | None
    created_at: datetime
    new: bool


def received(account_id: int, before: int | None = None, limit: int = 50) -> list[Reminder]:
    """An account's reminders, newest first; `before`: ids below this one."""
    found = select(Message).where(Message.account_id == account_id, Message.template.in_(KINDS))
    if before is not None:
        found = found.where(Message.id < before)
    rows = session().scalars(found.order_by(Message.id.desc()).limit(limit))
    return [_shown(one) for one in rows]


def mark_read(ids: Iterable[int]) -> None:
    """Notes when these were first read."""
    unread = update(Message).where(Message.id.in_(list(ids)), Message.read_at.is_(None))
    session().execute(unread.values(read_at=now()))


def unread(account_id: int) -> int:
    """How many of the account's newest messages are unread reminders. One statement that reads LOOKED_AT rows at most,
    however many messages there are: it runs with every page."""
    newest = (
        select(Message.read_at, Message.template)
        .where(Message.account_id == account_id)
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    new = select(func.count()).select_from(newest).where(newest.c.read_at.is_(None), newest.c.template.in_(KINDS))
    return session().scalar(new) or 0


def _shown(one: Message) -> Reminder:
    return Reminder(
        id=one.id,
        text=render(one.template, one.params, one.locale),
        locale=one.locale,
        template=one.template,
        case_id=one.case_id,
        created_at=one.created_at,
        new=one.read_at is None,
    )

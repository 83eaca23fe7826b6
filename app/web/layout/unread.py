"""The quiet number beside "Nhắc việc" in the frame of officers' pages."""

from flask import g

from app.notifications import reminders


def unread_reminders() -> int:
    """How many reminders the officer who asks has not read; one cheap statement, once per page."""
    actor = g.get("actor")
    return reminders.unread(actor.account_id) if actor is not None and actor.is_officer else 0

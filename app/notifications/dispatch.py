"""Handing a written message to its channel: what the outbox does with its rows of kind `message`."""

from typing import Any

from app.core.clock import now
from app.core.db import session, transaction
from app.integrations.outbox import HANDLERS
from app.notifications.channels.registry import CHANNELS
from app.notifications.models import Message
from app.notifications.sending import OUTBOX_KIND
from app.notifications.templates import render


def deliver(key: str, payload: dict[str, Any]) -> None:
    """Sends the message named in the payload. `key` goes with it, so that a repeat can be told apart by the channel.

    Raises LookupError when its channel is not there, and whatever the channel raises: the outbox tries again.
    """
    with transaction(writes=False):
        message = session().get(Message, payload["message_id"])
    if message is None or message.sent_at is not None:
        return
    channel = CHANNELS[message.channel]
    channel.deliver(message.address, render(message.template, message.params, message.locale), key)
    with transaction():
        sent = session().get_one(Message, message.id)
        sent.sent_at = now()
        if sent.secret and not channel.keeps_secrets:
            sent.params = {}


HANDLERS.add(OUTBOX_KIND, deliver)

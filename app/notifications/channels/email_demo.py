"""Demo twin of e-mail: sends nothing; what would have been sent is read on the demo page."""

from app.notifications.channels.registry import CHANNELS, Channel


def deliver(address: str, text: str, key: str) -> None:
    """Does nothing, and always succeeds."""


CHANNELS.add("email", Channel("email_demo", deliver, demo=True, keeps_secrets=True))

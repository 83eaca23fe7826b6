"""The channels there are. One per kind of address (`sms`, `email`); the assembly imports the file it wants."""

from dataclasses import dataclass
from typing import Protocol

from app.core.registry import Registry


class Deliver(Protocol):
    """Hands one text to one address. `key` is the same on every try of the same message."""

    def __call__(self, address: str, text: str, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel. `demo`: nothing leaves the house. `keeps_secrets`: one-time codes stay readable after sending."""

    name: str
    deliver: Deliver
    demo: bool = False
    keeps_secrets: bool = False


CHANNELS: Registry[Channel] = Registry("channel")

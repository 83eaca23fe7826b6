"""Somebody to write to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person as this feature knows one. `account_id` is opaque; `locale` `vi` or `en`."""

    account_id: int | None
    phone: str | None
    email: str | None
    locale: str
    name: str

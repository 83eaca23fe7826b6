"""The gateways that are there, by name."""

from typing import Protocol

from app.core.registry import Registry
from app.payments.models import Payment


class Gateway(Protocol):
    """A way to pay online."""

    def pay_url(self, payment: Payment) -> str:
        """Where to send the payer."""


gateways: Registry[Gateway] = Registry("gateway")

"""The demo twin of a gateway: a page of our own that plays the bank. Never in production."""

from app.payments.gateways.registry import gateways
from app.payments.models import Payment

NAME = "demo"


class DemoGateway:
    """Sends the payer to a page that plays the bank."""

    def pay_url(self, payment: Payment) -> str:
        """The page of the pretended bank for this payment."""
        return f"/thanh-toan/demo/{payment.reference}"


def register() -> None:
    """Enters the demo gateway; the assembly calls it in demo mode only."""
    if NAME not in gateways:
        gateways.add(NAME, DemoGateway())

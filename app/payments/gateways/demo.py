"""The demo twin of a gateway: a page of our own that plays the bank. Importing it enters it; production does not."""

from app.payments.gateways.registry import gateways
from app.payments.models import Payment


class DemoGateway:
    """Sends the payer to a page that plays the bank."""

    def pay_url(self, payment: Payment) -> str:
        """The page of the pretended bank for this payment."""
        return f"/thanh-toan/demo/{payment.reference}"


gateways.add("demo", DemoGateway())

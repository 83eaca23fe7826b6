"""What a diagram can do about the delivery of a result."""

from app.cases.models import Case
from app.delivery.methods import METHODS
from app.engine.actions import Call, action


@action("delivery.hand_over")
def hand_over(call: Call) -> None:
    """The result has left the desk by `method`; the citizen has yet to confirm it. Raises LookupError for a method
    that is not there."""
    method = str(call.parameters["method"])
    if method not in METHODS:
        raise LookupError(f"no delivery method {method!r}")
    case: Case = call.subject
    case.channel_out = method
    case.delivery = "HANDED"

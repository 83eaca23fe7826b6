"""What a diagram can do about money."""

from app.cases import answers
from app.engine.actions import Call, action
from app.payments.desk import is_settled, record_at_desk
from app.payments.requests import owed


@action("payments.status")
def status(call: Call) -> dict[str, bool]:
    """Whether nothing is owed for the dossier any more."""
    return {"paid": is_settled(call.subject)}


@action("payments.record")
def record(call: Call) -> None:
    """Records what the task named in `node` has collected at the desk, with its receipt number; what is owed when no
    amount was written."""
    given = answers.latest(call.subject_id)[str(call.parameters["node"])]
    record_at_desk(call.subject, int(given.get("amount", owed(call.subject))), given["receipt_number"], call.actor_id)

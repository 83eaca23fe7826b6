"""What a diagram can do about money."""

from app.cases import answers
from app.engine.actions import Call, action
from app.payments.desk import is_settled, record_at_desk


@action("payments.status")
def status(call: Call) -> dict[str, bool]:
    """Whether nothing is owed for the dossier any more."""
    return {"paid": is_settled(call.subject)}


@action("payments.record")
def record(call: Call) -> None:
    """Records the fee that the task named in `node` has collected at the desk, with its receipt number."""
    given = answers.latest(call.subject_id)[str(call.parameters["node"])]
    record_at_desk(call.subject, int(given["amount"]), given["receipt_number"], call.actor_id)

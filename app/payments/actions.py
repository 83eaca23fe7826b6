"""What a diagram can do about money."""

from sqlalchemy import select

from app.cases import answers
from app.core.db import session
from app.engine.actions import Call, action
from app.payments.models import Payment
from app.payments.receipts import record_at_desk


@action("payments.status")
def status(call: Call) -> dict[str, bool]:
    """Whether the dossier has been paid for."""
    query = select(Payment.id).where(Payment.case_id == call.subject_id, Payment.state == "PAID").limit(1)
    return {"paid": session().scalar(query) is not None}


@action("payments.record")
def record(call: Call) -> None:
    """Records the fee that the task named in `node` has collected at the desk, with its receipt number."""
    given = answers.latest(call.subject_id)[str(call.parameters["node"])]
    record_at_desk(call.subject, int(given.get("amount", call.subject.fee_vnd)), given["receipt_number"], call.actor_id)

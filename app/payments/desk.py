"""Money at the desk: taken against a numbered receipt."""

from sqlalchemy import update

from app.cases.models import Case
from app.core.clock import now
from app.core.db import session
from app.core.errors import N_, Invalid
from app.payments.models import Payment
from app.payments.requests import new_request, owed

SETTLED = frozenset({"PAID", "EXEMPT"})


def record_at_desk(case: Case, amount_vnd: int, receipt_number: str, actor_id: int | None) -> Payment:
    """Records `amount_vnd` taken at the desk; requests that nobody has paid are cancelled.

    Less than the fee is a reduction, nothing an exemption (Law on Fees and Charges 97/2015 Art. 10): the officer
    answers for it. Raises Invalid at `amount` for more than is owed.
    """
    due = owed(case)
    if amount_vnd > due:
        raise Invalid({"amount": (N_("Hồ sơ còn phải nộp %(fee)s đồng; không thu quá mức đó."), {"fee": due})})
    session().execute(
        update(Payment).where(Payment.case_id == case.id, Payment.state == "REQUESTED").values(state="CANCELLED")
    )
    payment = new_request(case, "desk")
    payment.amount_vnd, payment.receipt_number = amount_vnd, receipt_number
    payment.state, payment.paid_at, payment.recorded_by = "PAID", now(), actor_id
    case.financial = "PAID" if amount_vnd else "EXEMPT"
    return payment


def is_settled(case: Case) -> bool:
    """Whether nothing is owed any more: paid anyhow, or exempt."""
    return case.financial in SETTLED

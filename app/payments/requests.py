"""Rows that ask for money. Knows nothing of how a dossier moves."""

import secrets

from sqlalchemy import func, select

from app.cases.models import Case
from app.core.clock import local, now
from app.core.db import session
from app.payments.models import Payment


def owed(case: Case) -> int:
    """What is still to be paid of the dossier's fee, in VND: the fee may rise after the payer was sent to pay."""
    paid = select(func.sum(Payment.amount_vnd)).where(Payment.case_id == case.id, Payment.state == "PAID")
    return max(0, case.fee_vnd - (session().scalar(paid) or 0))


def new_request(case: Case, method: str) -> Payment:
    """A request for what is owed of the dossier's fee by a gateway or `desk`, with a reference of our own."""
    payment = Payment(
        case_id=case.id,
        reference=f"P{local(now()):%y%m%d}{secrets.token_hex(5).upper()}",
        method=method,
        amount_vnd=owed(case),
        state="REQUESTED",
        requested_at=now(),
    )
    session().add(payment)
    session().flush()
    return payment

"""Rows that ask for money. Knows nothing of how a dossier moves."""

import secrets

from app.cases.models import Case
from app.core.clock import local, now
from app.core.db import session
from app.payments.models import Payment


def new_request(case: Case, method: str) -> Payment:
    """A request for the dossier's fee by a gateway or `desk`, with a reference of our own."""
    payment = Payment(
        case_id=case.id,
        reference=f"P{local(now()):%y%m%d}{secrets.token_hex(5).upper()}",
        method=method,
        amount_vnd=case.fee_vnd,
        state="REQUESTED",
        requested_at=now(),
    )
    session().add(payment)
    session().flush()
    return payment

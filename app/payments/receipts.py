"""Asking for money online and recording that it came.

A payment counts once: confirming it again changes nothing. The process waits for the message `paid`.
"""

from sqlalchemy import select

from app.cases import access, journal, progress
from app.cases.models import Case
from app.cases.notices import tell_owner
from app.cases.status import ENDED
from app.core.clock import now
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound, Unavailable
from app.engine.runtime import NobodyWaits
from app.identity.actor import Actor
from app.payments.gateways.registry import gateways
from app.payments.models import Payment
from app.payments.requests import new_request, owed


class NothingOwed(Conflict):
    """There is nothing to pay, or not any more."""

    message = N_("Hồ sơ này không còn khoản nào phải trả.")


class WrongAmount(Invalid):
    """A gateway confirmed another amount than was asked for."""

    message = N_("Số tiền nhận được khác số tiền phải trả.")


def request(actor: Actor, case_id: int) -> tuple[Payment, str]:
    """Asks for the fee of one's own dossier through the gateway: `(payment, address to send the payer to)`.

    An open request is used again, so pressing twice asks once. Raises NotFound, Conflict when nothing is due,
    Unavailable without a gateway.
    """
    case = access.must_own(actor, session().get(Case, case_id, with_for_update=True))
    if case.status in ENDED or case.financial != "DUE" or owed(case) <= 0:
        raise NothingOwed()
    method = next(iter(gateways), None)
    if method is None:
        raise Unavailable(N_("Chưa thanh toán trực tuyến được. Bạn có thể chọn trả tại bộ phận Một cửa."))
    payment = _open_request(case, method) or new_request(case, method)
    return payment, gateways[method].pay_url(payment)


def confirm(reference: str, amount_vnd: int, receipt_number: str) -> Payment:
    """A gateway says that the money has come. Saying it again is harmless. It is kept even for a draft thrown away
    meanwhile, and for less than is owed by now; the dossier counts as paid when nothing is owed any more.

    Raises NotFound for an unknown reference, WrongAmount.
    """
    payment = find(reference)
    case = session().get(Case, payment.case_id, with_for_update=True)  # the dossier first, as everybody locks
    session().refresh(payment, with_for_update=True)
    if payment.state == "PAID":
        return payment
    if payment.amount_vnd != amount_vnd:
        raise WrongAmount()
    payment.state, payment.paid_at, payment.receipt_number = "PAID", now(), receipt_number
    if case is not None:
        _take(case, payment)
    return payment


def find(reference: str) -> Payment:
    """A payment by its reference. Raises NotFound."""
    payment = session().scalar(select(Payment).where(Payment.reference == reference))
    if payment is None:
        raise NotFound()
    return payment


def of_case(case_id: int) -> list[Payment]:
    """All payments of a dossier, oldest first."""
    return list(session().scalars(select(Payment).where(Payment.case_id == case_id).order_by(Payment.id)))


def _take(case: Case, payment: Payment) -> None:
    detail = {"amount": payment.amount_vnd, "receipt": payment.receipt_number}
    journal.write(case.id, "payment", None, None, detail)
    tell_owner(case, "paid", amount=payment.amount_vnd)
    if case.status in ENDED:  # too late to be of use: to be given back
        case.financial = "REFUND"
        return
    if owed(case):
        return
    case.financial = "PAID"
    try:
        progress.receive(case.id, "paid", {})
    except NobodyWaits:
        return  # paid while no step waits for it; the process asks `payments.status` when it comes to the fee


def _open_request(case: Case, method: str) -> Payment | None:
    return session().scalar(
        select(Payment).where(
            Payment.case_id == case.id,
            Payment.method == method,
            Payment.state == "REQUESTED",
            Payment.amount_vnd == owed(case),
        )
    )

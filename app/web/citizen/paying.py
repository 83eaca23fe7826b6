"""Paying for a dossier online, and the demo's page that plays the bank."""

import secrets

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.models import Case
from app.core.db import session as database
from app.core.errors import NotFound
from app.payments import receipts
from app.payments.gateways.registry import gateways
from app.payments.models import Payment
from app.web import session

DEMO = "demo"


def pay(case_id: int) -> ResponseReturnValue:
    """To the gateway, with the fee of one's own dossier."""
    _payment, address = receipts.request(session.actor(), case_id)
    return redirect(address, 303)


def bank(reference: str) -> str:
    """The pretended bank asks whether to pay."""
    payment = _demo_payment(reference)
    case = database().get(Case, payment.case_id)
    if case is None:
        raise NotFound
    return render_template("citizen/demo_bank.html", payment=payment, number=case.code or case.number)


def bank_answers(reference: str) -> ResponseReturnValue:
    """The pretended bank has paid, or the payer has turned back. A second press pays nothing more."""
    payment = _demo_payment(reference)
    if "pay" in request.form:
        receipts.confirm(reference, payment.amount_vnd, f"DEMO-{secrets.token_hex(4).upper()}")
        flash(_("Đã nộp tiền."))
    return redirect(f"/ho-so/{payment.case_id}/buoc", 303)


def _demo_payment(reference: str) -> Payment:
    if DEMO not in gateways:
        raise NotFound
    payment = receipts.find(reference)
    if payment.method != DEMO:
        raise NotFound
    if payment.state == "CANCELLED":  # taken at the desk meanwhile
        raise receipts.NothingOwed
    return payment

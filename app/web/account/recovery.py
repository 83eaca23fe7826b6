"""A forgotten password: username and phone, a code to that phone, a new password. All sessions end with it."""

import hashlib

from flask import request
from flask.typing import ResponseReturnValue

from app.core.errors import Invalid, Refusal
from app.identity import accounts, codes, sessions
from app.identity.models import Account
from app.identity.numbers import check_phone
from app.identity.passwords import hash_password
from app.web.account.refused import shown
from app.web.account.sign_in import signed_in

PAGE = "account/recovery.html"


def page() -> ResponseReturnValue:
    """Asks whose password it is."""
    return shown(PAGE, given={}, sent=False)


def recover() -> ResponseReturnValue:
    """Sends the code; with the code, sets the new password and signs in."""
    given = {name: request.form.get(name, "")[:60] for name in ("username", "phone")}
    sent = "code" in request.form and "resend" not in request.form
    try:
        phone = check_phone(given["phone"])
        account = _account(given["username"], phone)
        subject = hashlib.sha256(f"{given['username'].strip().lower()}:{phone}".encode()).hexdigest()
        if not sent:
            to = accounts.recipient(account) if account is not None else None
            codes.send_code(codes.SIGN_IN, subject, to, address=request.remote_addr or "")
            return shown(PAGE, given=given, sent=True)
        hashed = hash_password(request.form.get("password", ""))
        codes.check_code(codes.SIGN_IN, subject, request.form["code"])
        if account is None:
            raise Invalid({"code": codes.EXPIRED})
    except Refusal as refusal:
        return shown(PAGE, refusal, given=given, sent=sent)
    account.password_hash = hashed
    sessions.close_others(account.id, "")
    return signed_in(account)


def _account(username: str, phone: str) -> Account | None:
    found = accounts.by_username(username)
    return found if found is not None and found.phone == phone else None

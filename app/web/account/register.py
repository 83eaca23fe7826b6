"""Registering: who one is, then the code that shows the phone is one's own. Nothing is kept in between."""

import hashlib
from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core.errors import Refusal
from app.identity import accounts, codes
from app.identity.numbers import born_otherwise
from app.notifications.recipient import Recipient
from app.web.account.days import day_of
from app.web.account.local_paths import local_path
from app.web.account.refused import shown
from app.web.account.sign_in import signed_in
from app.web.formats import language

PAGE = "account/register.html"
CODE_PAGE = "account/register_code.html"
FIELDS = ("id_kind", "id_number", "full_name", "phone", "birth_date", "email", "address")
LONGEST = 1000


def page() -> ResponseReturnValue:
    """The empty form."""
    return shown(PAGE, next=_next(), given={"id_kind": "CCCD"})


def register() -> ResponseReturnValue:
    """Checks the particulars, sends the code; with the code, makes the account and signs in."""
    given = {name: request.form.get(name, "")[:LONGEST] for name in FIELDS}
    if "edit" in request.form:
        return shown(PAGE, next=_next(), given=given)
    try:
        person = _person(given)
    except Refusal as refusal:
        return shown(PAGE, refusal, next=_next(), given=given)
    subject = hashlib.sha256(f"{person['id_kind']}:{person['id_number']}:{person['phone']}".encode()).hexdigest()
    doubtful = born_otherwise(person["id_kind"], person["id_number"], person["birth_date"])
    shared: dict[str, Any] = {"next": _next(), "given": given, "doubtful": doubtful}
    try:
        if "code" not in request.form or "resend" in request.form:
            to = Recipient(None, person["phone"], None, language(), person["full_name"])
            codes.send_code(codes.REGISTER, subject, to, address=request.remote_addr or "")
            return shown(CODE_PAGE, **shared, again="resend" in request.form)
        codes.check_code(codes.REGISTER, subject, request.form["code"])
        account = accounts.register(**person, address=given["address"], locale=language())
    except Refusal as refusal:
        return shown(CODE_PAGE, refusal, **shared, again=False)
    return signed_in(account)


def _person(given: dict[str, str]) -> dict[str, Any]:
    birth_date: date | None = day_of(given["birth_date"])
    particulars = {name: given[name] for name in ("id_kind", "id_number", "full_name", "phone", "email")}
    person = accounts.check_person(**particulars, birth_date=birth_date)
    accounts.check_address(given["address"])  # now, while its box is on the page
    return person


def _next() -> str:
    return local_path(request.values.get("next"), "")

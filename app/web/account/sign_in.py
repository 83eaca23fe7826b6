"""Signing in: citizens by identity number and phone with a one-time code, officers by username and password."""

import hashlib

from flask import Response, g, redirect, request
from flask.typing import ResponseReturnValue

from app.core.errors import N_, Invalid, Refusal
from app.identity import accounts, codes, granting
from app.identity.models import Account
from app.identity.numbers import clean_number
from app.web import session
from app.web.account.local_paths import local_path
from app.web.account.refused import shown

PAGE = "account/sign_in.html"
CODE_PAGE = "account/sign_in_code.html"
_STUDIO = ("designer", "proposer", "releaser")  # who holds nothing else begins where procedures are drawn


def page() -> ResponseReturnValue:
    """The two ways of signing in; who is in already goes on."""
    if g.actor is not None:
        return see_other(_next(_home(g.actor.account_id)))
    return shown(PAGE, next=_next(), given={}, way=None)


def by_password() -> ResponseReturnValue:
    """Username and password."""
    given = {"username": request.form.get("username", "")[:60]}
    try:
        account = accounts.by_password(given["username"], request.form.get("password", ""), request.remote_addr or "")
    except Refusal as refusal:
        return shown(PAGE, refusal, next=_next(), given=given, way="password")
    return signed_in(account)


def by_code() -> ResponseReturnValue:
    """Identity number and phone: the first time sends the code, the second time checks it."""
    given = {name: request.form.get(name, "")[:60] for name in ("id_number", "phone")}
    if not given["id_number"].strip() or not given["phone"].strip():
        return shown(PAGE, _both_wanted(given), next=_next(), given=given, way="code")
    account = accounts.by_identity(given["id_number"], given["phone"])
    subject = _subject(given["id_number"], given["phone"])
    try:
        if "code" not in request.form or "resend" in request.form:
            to = accounts.recipient(account) if account is not None else None
            codes.send_code(codes.SIGN_IN, subject, to, address=request.remote_addr or "")
            return shown(CODE_PAGE, next=_next(), given=given, again="resend" in request.form)
        codes.check_code(codes.SIGN_IN, subject, request.form["code"])
        if account is None:  # the code that nobody was sent has been guessed
            raise Invalid({"code": codes.EXPIRED})
    except Refusal as refusal:
        return shown(CODE_PAGE, refusal, next=_next(), given=given, again=False)
    return signed_in(account)


def _both_wanted(given: dict[str, str]) -> Invalid:
    wanted = {"id_number": N_("Nhập số giấy tờ của bạn."), "phone": N_("Nhập số điện thoại đã đăng ký.")}
    return Invalid({name: text for name, text in wanted.items() if not given[name].strip()})


def back_to_page() -> ResponseReturnValue:
    """Someone reloads the code page by its address: from the beginning."""
    return redirect("/dang-nhap", 303)


def sign_out() -> ResponseReturnValue:
    """Ends the session here."""
    return session.end(see_other("/"))


def signed_in(account: Account) -> Response:
    """The answer that signs the account in and goes on to where it wanted."""
    return session.begin(see_other(_next(_home(account.id))), account.id)


def see_other(path: str) -> Response:
    """A redirection after a form."""
    response = redirect(path, 303)
    assert isinstance(response, Response)
    return response


def _home(account_id: int) -> str:
    roles = granting.roles_of(account_id)
    if any(unit is not None for _role, unit in roles):
        return "/can-bo"
    if roles and all(role in _STUDIO for role, _unit in roles):
        return "/thiet-ke"
    return "/quan-tri" if roles else "/ho-so"


def _next(otherwise: str = "") -> str:
    return local_path(request.values.get("next"), otherwise)


def _subject(id_number: str, phone: str) -> str:
    """What the code opens: this number with this phone, whether or not somebody has them."""
    digits = "".join(c for c in phone if c.isdigit())[-9:]
    return hashlib.sha256(f"{clean_number(id_number)}:{digits}".encode()).hexdigest()

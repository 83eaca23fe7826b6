"""One's own account: particulars, phone, password, the browsers signed in, messages received."""

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import NotFound, Refusal
from app.identity import accounts, codes, sessions
from app.identity.numbers import check_phone
from app.notifications.queries import messages_of_account
from app.notifications.recipient import Recipient
from app.web import session
from app.web.account.devices import device
from app.web.account.language import remember
from app.web.account.refused import shown
from app.web.account.sign_in import see_other
from app.web.session import require_sign_in

PAGE = "account/own_account.html"
PHONE_PAGE = "account/phone_code.html"
HERE = "/tai-khoan"


@require_sign_in
def page() -> ResponseReturnValue:
    """The account as it stands."""
    return _page()


@require_sign_in
def change() -> ResponseReturnValue:
    """Name, e-mail, address, language."""
    given = {name: request.form.get(name, "")[:1000] for name in ("full_name", "email", "address", "locale")}
    try:
        accounts.change_particulars(session.actor().account_id, **given)
    except Refusal as refusal:
        return _page(refusal, **given)
    flash(_("Đã lưu thông tin tài khoản."))
    return remember(see_other(HERE), given["locale"])


@require_sign_in
def change_phone() -> ResponseReturnValue:
    """Sends a code to the new number; with the code, takes it over."""
    me, typed = session.actor().account_id, request.form.get("phone", "")[:60]
    sent = "code" in request.form and "resend" not in request.form
    try:
        phone = check_phone(typed)
        subject = f"{me}:{phone}"
        if not sent:
            to = Recipient(me, phone, None, g.actor.locale, g.actor.name)
            codes.send_code(codes.PHONE, subject, to, address=request.remote_addr or "")
            return shown(PHONE_PAGE, phone=phone)
        codes.check_code(codes.PHONE, subject, request.form["code"])
    except Refusal as refusal:
        return shown(PHONE_PAGE, refusal, phone=typed) if sent else _page(refusal, phone=typed)
    accounts.change_phone(me, phone)
    flash(_("Đã đổi số điện thoại."))
    return see_other(HERE)


@require_sign_in
def change_password() -> ResponseReturnValue:
    """A new password; the other browsers are signed out. Only for people who sign in with one."""
    me = session.actor().account_id
    if accounts.account(me).username is None:
        raise NotFound
    try:
        accounts.change_password(me, request.form.get("old_password", ""), request.form.get("password", ""))
    except Refusal as refusal:
        return _page(refusal)
    sessions.close_others(me, session.token())
    flash(_("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."))
    return see_other(HERE)


@require_sign_in
def close_sessions() -> ResponseReturnValue:
    """Signs out one other browser, or all others."""
    me, handle = session.actor().account_id, request.form.get("handle", "")
    if handle == "others":
        sessions.close_others(me, session.token())
    else:
        sessions.close_by_handle(me, handle)
    flash(_("Đã đăng xuất thiết bị đã chọn."))
    return see_other(HERE)


def _page(refusal: Refusal | None = None, **given: str) -> Response:
    me = session.actor().account_id
    account = accounts.account(me)
    kept = {"full_name": account.full_name, "email": account.email, "address": account.address, "phone": account.phone}
    return shown(
        PAGE,
        refusal,
        account=account,
        given=kept | given,
        sessions=[(one, device(one.user_agent)) for one in sessions.sessions_of(me, session.token())],
        messages=messages_of_account(me, 20),
    )

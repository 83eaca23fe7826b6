"""A change of the calendar on its way: the form, then what it will do and why, then done.

Nothing is kept on the server between the two pages: what was typed travels in the second one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import savepoint
from app.core.errors import N_, Conflict, Invalid, Refusal
from app.deadlines import calendars
from app.web.admin import asking
from app.web.errors import problem_of

NOT_CARRIED = frozenset(("csrf_token", "confirmed", "again", "reason", "seen"))
_MOVED = N_("Lịch vừa được người khác sửa. Xem lại tác động dưới đây rồi xác nhận lần nữa.")


@dataclass(frozen=True, slots=True)
class Change:
    """What is about to be done. `act` does it for a reason; `touched` open dossiers will be counted anew; `groups` are
    lists under headings of their own; `carried` the fields that travel on (those of the form, if not said)."""

    title: str
    effects: list[str]
    button: str
    act: Callable[[str], object]
    touched: int
    back: str
    groups: list[tuple[str, list[str]]] = field(default_factory=list)
    carried: list[tuple[str, str]] | None = None


class _Enough(Exception):
    """The change would work: it is taken back until it is confirmed."""


def go_through(change: Change, form: Callable[[dict[str, str]], str]) -> ResponseReturnValue:
    """The answer to a form of a change: the form with its faults, the question, or the change itself."""
    if request.form.get("again"):
        return form({})
    try:
        _tried(change)
    except Invalid as wrong:
        return make_response(form(faults_of(wrong)), 422)
    if not asking.confirmed():
        return _asked(change)
    if request.form.get("seen", _version()) != _version():
        return make_response(_asked(change, notice=_(_MOVED)), Conflict.status)
    try:
        change.act(request.form.get("reason", "").strip())
    except Invalid as wrong:  # of the reason: the rest has just been tried
        return make_response(_asked(change, " ".join(faults_of(wrong).values())), wrong.status)
    except Conflict:
        return make_response(_asked(change, notice=_(_MOVED)), Conflict.status)
    flash(told(change.touched))
    return redirect(change.back, 303)


def faults_of(wrong: Refusal) -> dict[str, str]:
    """Every fault by its field; one without a field stands under ''."""
    problem = problem_of(wrong)
    return problem.fields or {"": problem.text}


def told(touched: int) -> str:
    """What happens after a change."""
    if not touched:
        return str(_("Đã lưu. Không hồ sơ đang mở nào phải tính lại hạn."))
    return str(
        _(
            "Đã lưu. Bộ hẹn giờ đang tính lại hạn của %(count)s hồ sơ; hạn nào đổi thì người dân được báo ngay.",
            count=touched,
        )
    )


def _tried(change: Change) -> None:
    try:
        with savepoint():
            change.act("–")
            raise _Enough
    except _Enough:
        pass


def _version() -> str:
    """The version of the calendars that the person has seen, or would see now."""
    return str(calendars.version())


def _asked(change: Change, fault: str | None = None, notice: str | None = None) -> str:
    """The question; `fault` is of the reason, `notice` of the whole."""
    carried = change.carried
    if carried is None:
        carried = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    reason = request.form.get("reason", "")
    return render_template(
        "admin/change.html", change=change, carried=carried, reason=reason, fault=fault, notice=notice, seen=_version()
    )

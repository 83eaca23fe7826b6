"""Saying how sure a year's holidays are: ESTIMATED until the decision is there, then OFFICIAL with its legal basis."""

from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import calendars
from app.core.errors import NotFound
from app.deadlines import editing, entered
from app.deadlines.layers import ESTIMATED, OFFICIAL
from app.web.admin import changing
from app.web.admin.calendar import status_of
from app.web.admin.calendar_place import read_year
from app.web.admin.guard import admin


def show(number: str) -> str:
    """The form, with what the year is now."""
    admin()
    year = _year(number)
    status = status_of(year, entered.years())
    return _form(year, {"status": OFFICIAL, "legal_basis": status.legal_basis}, {})


def save(number: str) -> ResponseReturnValue:
    """Sets the status, after showing what that does."""
    actor, year = admin(), _year(number)
    wanted, basis = request.form.get("status", ""), request.form.get("legal_basis", "").strip()

    def act(reason: str) -> object:
        return editing.set_year_status(year, wanted, basis, reason=reason, actor_id=actor.account_id)

    official = wanted == OFFICIAL
    change = changing.Change(
        title=_("Ghi lịch năm %(year)s là chính thức?", year=year)
        if official
        else _("Ghi lịch năm %(year)s là dự kiến?", year=year),
        effects=_effects(official, basis),
        button=_("Ghi là chính thức") if official else _("Ghi là dự kiến"),
        act=act,
        touched=calendars.open_cases_touched(None, date(year, 1, 1), date(year, 12, 31)),
        back=url_for("admin.calendar", nam=year),
    )
    typed = {"status": wanted, "legal_basis": basis}
    return changing.go_through(change, lambda faults: _form(year, typed, faults))


def _effects(official: bool, basis: str) -> list[str]:
    if not official:
        return [_("Hạn trả rơi vào năm này lại được ghi kèm chữ “dự kiến”.")]
    return [
        _("Ngày nghỉ của năm đang có trên lịch được coi là đã quyết định. Xem lại từng ngày trước khi ghi."),
        _("Căn cứ: %(basis)s", basis=basis),
    ]


def _form(year: int, values: dict[str, str], faults: dict[str, str]) -> str:
    status = status_of(year, entered.years())
    statuses = (OFFICIAL, ESTIMATED)
    return render_template(
        "admin/calendar_year.html", year=year, values=values, faults=faults, status=status, statuses=statuses
    )


def _year(number: str) -> int:
    found = read_year(number)
    if found is None:
        raise NotFound
    return found

"""One day of a calendar: what it is and why; setting it, and taking that back."""

from datetime import date, timedelta

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import calendars
from app.core.errors import NotFound
from app.deadlines import editing, entered
from app.web.admin import changing
from app.web.admin.calendar_place import Place, place, read_day
from app.web.admin.calendar_words import (
    AGENCY_KINDS,
    KINDS,
    MEANINGS,
    NATIONAL_KINDS,
    SIGNS,
    halves_words,
    kind_words,
)
from app.web.admin.guard import admin
from app.web.formats import t
from app.web.layout.moments import long_day

FIELDS = {"kind": 20, "name": 200, "name_en": 200, "legal_basis": 300}


def show(text: str) -> str:
    """The day, with the form to change it."""
    admin()
    day = read_day(text)
    where = place(day)
    own = entered.day_of(where.unit_id, day)
    values = {name: str(getattr(own, name)) for name in FIELDS} if own else {}
    return _page(where, day, values, {})


def save(text: str) -> ResponseReturnValue:
    """Says what the day is, after showing what that does."""
    actor, day = admin(), read_day(text)
    where = place(day)
    typed = {name: request.form.get(name, "").strip()[:length] for name, length in FIELDS.items()}
    if not typed["kind"]:
        return make_response(_page(where, day, typed, {"kind": _("Chọn xem ngày này là ngày gì.")}), 422)

    def act(reason: str) -> object:
        return editing.set_day(where.unit_id, day, **typed, reason=reason, actor_id=actor.account_id)

    change = changing.Change(
        title=_("Đổi ngày %(day)s (%(unit)s)?", day=long_day(day), unit=where.name),
        effects=_effects(where, day, typed),
        button=_("Lưu ngày này"),
        act=act,
        touched=calendars.open_cases_touched(where.unit_id, day, day),
        back=_here(where, day),
    )
    return changing.go_through(change, lambda faults: _page(where, day, typed, faults))


def clear(text: str) -> ResponseReturnValue:
    """Takes back what was said about the day, after showing what that does."""
    actor, day = admin(), read_day(text)
    where = place(day)
    own = entered.day_of(where.unit_id, day)
    if own is None:
        raise NotFound

    def act(reason: str) -> object:
        return editing.clear_day(where.unit_id, day, reason=reason, actor_id=actor.account_id)

    change = changing.Change(
        title=_("Bỏ mục của ngày %(day)s (%(unit)s)?", day=long_day(day), unit=where.name),
        effects=[
            _("Đang là: %(kind)s %(name)s", kind=kind_words(own.kind), name=own.name),
            _("Ngày này trở lại như lịch chung của thứ đó trong tuần."),
        ],
        button=_("Bỏ mục này"),
        act=act,
        touched=calendars.open_cases_touched(where.unit_id, day, day),
        back=_here(where, day),
    )
    return changing.go_through(change, lambda faults: _page(where, day, {}, faults))


def _effects(where: Place, day: date, typed: dict[str, str]) -> list[str]:
    was = where.calendar.day(day)
    kind = kind_words(typed["kind"]) if typed["kind"] in KINDS else typed["kind"]
    lines = [
        _("Đang là: %(kind)s", kind=kind_words(was.kind)),
        _("Sẽ là: %(kind)s. %(name)s", kind=kind, name=t({"vi": typed["name"], "en": typed["name_en"]})),
    ]
    if typed["legal_basis"]:
        lines.append(_("Căn cứ: %(basis)s", basis=typed["legal_basis"]))
    return lines


def _page(where: Place, day: date, values: dict[str, str], faults: dict[str, str]) -> str:
    found, own = where.calendar.day(day), entered.day_of(where.unit_id, day)
    receiving = where.calendar.receiving.day(day)
    kinds = AGENCY_KINDS if where.unit_id else NATIONAL_KINDS
    return render_template(
        "admin/calendar_day.html",
        where=where,
        day=day,
        title=long_day(day),
        found=found,
        special=found.kind in SIGNS,
        kind_said=kind_words(found.kind),
        hours=halves_words(found.hours),
        receiving=halves_words(receiving.hours),
        own=own,
        kinds=[(kind, KINDS[kind], MEANINGS[kind]) for kind in kinds],
        values=values,
        faults=faults,
        before=_here(where, day - timedelta(days=1)),
        after=_here(where, day + timedelta(days=1)),
        edits=entered.edits(where.unit_id, day=day, limit=10),
    )


def _here(where: Place, day: date) -> str:
    return url_for("admin.calendar_day", text=day.isoformat(), **where.args())

"""Working hours of the country or of a unit, each set from a day on: for counting terms, and for receiving."""

from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import calendars
from app.core.clock import today
from app.deadlines import editing, entered
from app.deadlines.layers import DEFAULT_HOURS
from app.deadlines.models import WorkingHours
from app.identity import units
from app.web.admin import changing, hours_form
from app.web.admin.calendar_place import Place, place, read_day
from app.web.admin.calendar_words import week_words
from app.web.admin.guard import admin
from app.web.formats import d
from app.web.layout.moments import WEEKDAYS


def show() -> str:
    """The settings of a unit, past and to come, and the form for another, filled in with the hours in force."""
    admin()
    where = place()
    return _page(where, _in_force(where), {})


def save() -> ResponseReturnValue:
    """Sets hours from a day on, after showing what that does."""
    actor, where = admin(), place()
    typed = {name: value.strip()[:200] for name, value in request.form.items()}
    hours = hours_form.read(typed)
    if hours.faults or hours.valid_from is None:
        return make_response(_page(where, typed, hours.faults), 422)
    first = hours.valid_from

    def act(reason: str) -> object:
        return editing.set_hours(
            where.unit_id, first, hours.counting, hours.receiving, hours.day_cut_off,
            reason=reason, actor_id=actor.account_id,
        )  # fmt: skip

    change = changing.Change(
        title=_("Đổi giờ làm việc từ %(day)s (%(unit)s)?", day=d(first), unit=where.name),
        effects=_effects(hours),
        button=_("Lưu giờ làm việc"),
        act=act,
        touched=calendars.open_cases_touched(where.unit_id, first, None),
        back=url_for("admin.calendar_hours", **where.args()),
    )
    return changing.go_through(change, lambda faults: _page(where, typed, faults))


def clear(text: str) -> ResponseReturnValue:
    """Takes a setting away, after showing what that does: the one before it holds on."""
    actor, where = admin(), place()
    first = entered.hours_from(where.unit_id, read_day(text)).valid_from

    def act(reason: str) -> object:
        return editing.clear_hours(where.unit_id, first, reason=reason, actor_id=actor.account_id)

    change = changing.Change(
        title=_("Bỏ giờ làm việc áp dụng từ %(day)s (%(unit)s)?", day=d(first), unit=where.name),
        effects=[_("Giờ của lần đặt trước đó, hoặc của cấp trên, lại được áp dụng.")],
        button=_("Bỏ lần đặt này"),
        act=act,
        touched=calendars.open_cases_touched(where.unit_id, first, None),
        back=url_for("admin.calendar_hours", **where.args()),
    )
    return changing.go_through(change, lambda faults: _page(where, _in_force(where), faults))


def _effects(hours: hours_form.Hours) -> list[str]:
    lines = [
        _("Tính hạn: %(hours)s", hours=week_words(hours.counting)),
        _("Nhận hồ sơ: %(hours)s", hours=week_words(hours.receiving)),
    ]
    if hours.day_cut_off:
        lines.append(_("Nhận sau %(time)s thì tính như nhận ngày làm việc kế tiếp.", time=hours.day_cut_off))
    return lines


def _in_force(where: Place) -> dict[str, str]:
    """The hours by which this unit works today, its own or those above it."""
    day = today()
    for unit_id in (*units.lineage(where.unit_id), None):
        if rows := [row for row in entered.hours_of(unit_id) if row.valid_from <= day]:
            last = rows[-1]
            return hours_form.filled(day, last.counting, last.receiving, last.day_cut_off)
    counting = [[[f"{end:%H:%M}" for end in half] for half in halves] for halves in DEFAULT_HOURS.counting]
    return hours_form.filled(day, counting, counting, None)


def _page(where: Place, values: dict[str, str], faults: dict[str, str]) -> str:
    settings = entered.hours_of(where.unit_id)[::-1]
    in_force = next((row for row in settings if row.valid_from <= today()), None)
    return render_template(
        "admin/calendar_hours.html",
        where=where,
        lines=[_line(row, row is in_force) for row in settings],
        weekdays=WEEKDAYS,
        units=units.units_of(),
        values=values,
        faults=faults,
    )


def _line(row: WorkingHours, in_force: bool) -> dict[str, Any]:
    """A setting as a line of the list."""
    return {
        "valid_from": row.valid_from,
        "to_come": row.valid_from > today(),
        "in_force": in_force,
        "effects": _effects(hours_form.Hours(row.valid_from, row.counting, row.receiving, row.day_cut_off)),
    }

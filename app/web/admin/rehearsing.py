"""The clock to rehearse with: moved forward to see reminders and overdue marks happen. Production has no such page."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import calendars, timetable
from app.core.clock import TZ, ahead, now, today, wall
from app.core.errors import N_, Invalid, NotFound
from app.deadlines import rehearsal
from app.web.admin import asking, timer_words
from app.web.admin.changing import faults_of
from app.web.admin.guard import admin
from app.web.formats import dt
from app.web.layout.moments import long_moment, span_words

STEPS = {
    "1h": (N_("Thêm 1 giờ"), timedelta(hours=1)),
    "4h": (N_("Thêm 4 giờ"), timedelta(hours=4)),
    "1d": (N_("Thêm 1 ngày"), timedelta(days=1)),
    "1w": (N_("Thêm 1 tuần"), timedelta(weeks=1)),
}
NEXT, CHOSEN = "next", "to"
FIELDS = ("by", "day", "time")
_NO_MOMENT = N_("Chọn ngày, và viết giờ như 08:00.")
_NOT_FORWARD = N_("Đồng hồ chỉ đi tới: chọn lúc sau %(now)s.")


def show() -> str:
    """How late it is, here and in the world, and the ways forward."""
    _admin_of_a_demo()
    return _page({}, {})


def move() -> ResponseReturnValue:
    """Moves the clock forward. Asks first when that sets something off: what has happened does not come back."""
    actor_id = _admin_of_a_demo()
    typed = {name: request.form.get(name, "").strip()[:20] for name in FIELDS}
    try:
        by = _span(typed)
        if by > rehearsal.MOST - ahead():
            raise Invalid(
                {"by": (N_("Đồng hồ đi trước không quá %(days)s ngày cả thảy."), {"days": rehearsal.MOST.days})}
            )
        coming = timetable.due_by(now() + by)
        if coming and not asking.confirmed():
            return _ask(by, coming, typed)
        rehearsal.move(by, actor_id)
    except Invalid as wrong:
        return make_response(_page(typed, faults_of(wrong)), 422)
    flash(_("Đồng hồ giờ là %(moment)s.", moment=long_moment(now())))
    if coming:
        flash(_("Trong vài giây tới: %(things)s.", things=timer_words.counted(coming)))
    return redirect(url_for("admin.rehearsal"), 303)


def back() -> ResponseReturnValue:
    """Back to the world's time, after saying what stays."""
    actor_id = _admin_of_a_demo()
    page = url_for("admin.rehearsal")
    if not asking.confirmed():
        effects = [
            _("Đồng hồ trở về giờ thật: %(moment)s.", moment=long_moment(wall())),
            _("Việc đã xảy ra vẫn còn: nhắc việc đã gửi, hồ sơ đã ghi quá hạn, dấu thời gian đã ghi ở tương lai."),
            _("Hẹn giờ tính theo thời gian đi trước sẽ chờ đến đúng lúc đó."),
        ]
        return asking.ask(_("Trở về giờ thật?"), effects, _("Trở về giờ thật"), page)
    rehearsal.reset(actor_id)
    flash(_("Đồng hồ đã trở về giờ thật."))
    return redirect(page, 303)


def _span(typed: Mapping[str, str]) -> timedelta:
    if typed["by"] in STEPS:
        return STEPS[typed["by"]][1]
    if typed["by"] == NEXT:
        return _next_opening() - now()
    if typed["by"] == CHOSEN:
        return _chosen(typed) - now()
    raise Invalid({"by": N_("Chọn một trong các bước trên trang.")})


def _chosen(typed: Mapping[str, str]) -> datetime:
    try:
        chosen = datetime.combine(date.fromisoformat(typed["day"]), time.fromisoformat(typed["time"]), TZ)
    except ValueError:
        raise Invalid({"day": _NO_MOMENT}) from None
    if chosen <= now():
        raise Invalid({"day": (_NOT_FORWARD, {"now": dt(now())})})
    return chosen


def _next_opening() -> datetime:
    calendar = calendars.of_unit(None)
    return calendar.open_of(calendar.next_working_day(today()))


def _ask(by: timedelta, coming: dict[str, int], typed: dict[str, str]) -> str:
    effects = [
        _("Đồng hồ của cả hệ thống sẽ là %(moment)s.", moment=long_moment(now() + by)),
        _("Đến lúc đó sẽ xảy ra: %(things)s.", things=timer_words.counted(coming)),
        _("Việc đã xảy ra không quay lại được, kể cả khi trở về giờ thật."),
    ]
    title = _("Cho đồng hồ đi tới %(span)s?", span=span_words(by))
    return asking.ask(
        title, effects, _("Cho đồng hồ đi tới"), url_for("admin.rehearsal"), danger=False, carried=list(typed.items())
    )


def _page(typed: dict[str, str], faults: dict[str, str]) -> str:
    following = _next_opening()
    return render_template(
        "admin/rehearsal.html",
        here=long_moment(now()),
        world=long_moment(wall()),
        ahead=span_words(ahead()) if ahead() else None,
        steps=[(key, said, long_moment(now() + by)) for key, (said, by) in STEPS.items()],
        following=long_moment(following),
        most=rehearsal.MOST.days,
        typed=typed or {"day": following.date().isoformat(), "time": f"{following:%H:%M}"},
        faults=faults,
        waiting=timetable.due_by(now()),
        counted=timer_words.counted,
    )


def _admin_of_a_demo() -> int:
    if not rehearsal.allowed():
        raise NotFound
    return admin().account_id

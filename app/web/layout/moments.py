"""Days, moments and lengths of time in words, and the words of the banner while the clock of a demo is ahead."""

from calendar import month_name
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import ahead, local, now
from app.core.errors import N_
from app.web.formats import d, language

WEEKDAYS = (
    N_("Thứ Hai"), N_("Thứ Ba"), N_("Thứ Tư"), N_("Thứ Năm"), N_("Thứ Sáu"), N_("Thứ Bảy"), N_("Chủ nhật"),
)  # fmt: skip
SHORT_WEEKDAYS = (N_("T2"), N_("T3"), N_("T4"), N_("T5"), N_("T6"), N_("T7"), N_("CN"))


def weekday_words(weekday: int) -> str:
    """A weekday (0 is Monday) in the reader's language."""
    return str(_(WEEKDAYS[weekday]))


def vn(instant: datetime | None, pattern: str) -> str:
    """An instant on a Vietnamese clock, by a pattern of `strftime`, as official papers write it; dots for none."""
    return local(instant).strftime(pattern) if instant else "……"


def month_words(number: int) -> str:
    """The name of a month (1 is January), in English as people say it."""
    return str(_("Tháng %(month)s", month=number)) if language() != "en" else month_name[number]


def long_day(day: date) -> str:
    """`Thứ Ba, 24/11/2026`."""
    return f"{weekday_words(day.weekday())}, {d(day)}"


def long_moment(instant: datetime) -> str:
    """`08:00 thứ Hai, 30/11/2026` on a Vietnamese clock."""
    there = local(instant)
    day = long_day(there.date())
    return f"{there:%H:%M}, {day}" if language() == "en" else f"{there:%H:%M} {day[0].lower()}{day[1:]}"


def span_words(span: timedelta) -> str:
    """A length of time in its two largest units (`8 ngày 3 giờ`), rounded down to minutes."""
    days, rest = span.days, span.seconds
    hours, rest = divmod(rest, 3600)
    parts = [
        ngettext("%(num)d ngày", "%(num)d ngày", days) if days else "",
        ngettext("%(num)d giờ", "%(num)d giờ", hours) if hours else "",
        ngettext("%(num)d phút", "%(num)d phút", rest // 60) if rest >= 60 else "",
    ]
    said = [str(part) for part in parts if part]
    return " ".join(said[:2]) or str(_("chưa đến 1 phút"))


def rehearsal_words() -> str | None:
    """What the banner says while `now()` is ahead of the world; None when it is not."""
    span = ahead()
    if not span:
        return None
    return str(_("Đồng hồ tập dượt: %(moment)s, đi trước %(span)s.", moment=long_moment(now()), span=span_words(span)))

"""States and clocks in the words people use. Pure: an instant goes in, words and a kind (for the colour) come out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import local, now
from app.core.errors import N_

CITIZEN_STATUS = {
    0: N_("Bản nháp, chưa nộp"),
    1: N_("Đã nộp, chờ tiếp nhận"),
    2: N_("Đã tiếp nhận"),
    3: N_("Không được tiếp nhận"),
    4: N_("Đang giải quyết"),
    5: N_("Chờ bổ sung giấy tờ"),
    6: N_("Chờ nộp phí, lệ phí"),
    7: N_("Đã xin rút, chờ quyết định"),
    8: N_("Đã dừng giải quyết"),
    9: N_("Đã có kết quả"),
    10: N_("Đã trả kết quả"),
}
STATUS_KIND = {0: "wait", 3: "stop", 5: "wait", 6: "wait", 8: "stop", 9: "done", 10: "done"}
SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time is left: `kind` early | near | late names the colour, `text` says it."""

    kind: str
    text: str


def status_words(status: int) -> str:
    """The national status in plain words, in the reader's language."""
    return str(_(CITIZEN_STATUS[int(status)]))


def status_kind(status: int) -> str:
    """The mark beside the words: wait, stop, done or go."""
    return STATUS_KIND.get(int(status), "go")


def clock_of(due_at: datetime, at: datetime | None = None) -> Clock:
    """The time left until `due_at`, seen `at` an instant (the present by default)."""
    at = at or now()
    if at > due_at:
        return Clock("late", _late(at, due_at))
    days = (local(due_at).date() - local(at).date()).days
    kind = "near" if due_at - at <= SOON else "early"
    if days == 0:
        return Clock(kind, _("hôm nay, trước %(time)s", time=local(due_at).strftime("%H:%M")))
    if days == 1:
        return Clock(kind, _("ngày mai, trước %(time)s", time=local(due_at).strftime("%H:%M")))
    return Clock(kind, ngettext("còn %(num)d ngày", "còn %(num)d ngày", days))


def _late(at: datetime, due_at: datetime) -> str:
    days = (local(at).date() - local(due_at).date()).days
    if days:
        return str(ngettext("quá hạn %(num)d ngày", "quá hạn %(num)d ngày", days))
    hours = max(1, int((at - due_at).total_seconds() // 3600))
    return str(ngettext("quá hạn %(num)d giờ", "quá hạn %(num)d giờ", hours))

"""States and clocks in the words people use. Pure: instants and a calendar go in, words and a kind (for the colour)
come out."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import local
from app.core.errors import N_
from app.deadlines.calendar import Calendar

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
WAITING, GOING = 5, frozenset((2, 4, 5, 6, 7))  # national statuses in which a legal clock runs or rests
STATUS_KIND = {0: "wait", 3: "stop", 5: "wait", 6: "wait", 8: "stop", 9: "done", 10: "done"}
HOUR = 60  # working minutes
LAST_CALL = HOUR  # with less left anything is nearly due


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time is left: `kind` early | near | late | rest (it does not run) names the colour, `text` says it."""

    kind: str
    text: str


def status_words(status: int) -> str:
    """The national status in plain words, in the reader's language."""
    return str(_(CITIZEN_STATUS[int(status)]))


def status_kind(status: int) -> str:
    """The mark beside the words: wait, stop, done or go."""
    return STATUS_KIND.get(int(status), "go")


def clock_of(due_at: datetime, calendar: Calendar, at: datetime, near_at: datetime | None = None) -> Clock:
    """The working time left until `due_at`, seen `at` an instant, by the calendar of the agency that decides.

    `near_at`: from when the dossier is nearly due. A due moment itself is still in time.
    """
    if at > due_at:
        return Clock("late", _late(calendar.minutes_between(due_at, at), day_length(due_at, calendar)))
    minutes = calendar.minutes_between(at, due_at)
    near = minutes <= LAST_CALL or (near_at is not None and near_at <= at)
    return Clock("near" if near else "early", _left(minutes, due_at, calendar, at))


def resting(status: int, received: bool, policy: str = "RESTART", basis: str = "") -> Clock | None:
    """What stands in place of a due moment while the clock of a dossier rests; None where none would run.

    `status` national, `received`: the dossier has been received, `policy` RESTART | CONTINUE after a supplement,
    `basis` the legal basis of a pause, where it is known.
    """
    if int(status) not in GOING:
        return None
    if int(status) != WAITING:
        return Clock("rest", _paused(basis)) if received else None
    if not received:
        return Clock("rest", _("chờ người dân bổ sung, thời hạn tính từ khi tiếp nhận"))
    if policy == "CONTINUE":
        return Clock("rest", _("chờ người dân bổ sung, đủ thì thời hạn tính tiếp"))
    return Clock("rest", _("chờ người dân bổ sung, thời hạn tính lại từ đầu"))


def _paused(basis: str) -> str:
    if basis:
        return str(_("tạm dừng tính thời hạn, căn cứ %(basis)s", basis=basis))
    return str(_("tạm dừng tính thời hạn"))


def working_time(minutes: int) -> str:
    """So many working minutes, as hours and minutes."""
    hours, rest = divmod(minutes, HOUR)
    said = [ngettext("%(num)d giờ", "%(num)d giờ", hours)] if hours or not rest else []
    if rest:
        said.append(ngettext("%(num)d phút", "%(num)d phút", rest))
    return str(_("%(time)s làm việc", time=" ".join(map(str, said))))


def day_length(moment: datetime, calendar: Calendar) -> int:
    """The working minutes of the working day of `moment`, or of the next."""
    day = local(moment).date()
    worked = day if calendar.is_working_day(day) else calendar.next_working_day(day)
    return calendar.minutes_between(calendar.open_of(worked), calendar.close_of(worked))


def _late(minutes: int, day: int) -> str:
    if minutes == 0:  # the due moment closed the day, and the next one has not begun
        return str(_("đã quá hạn"))
    if minutes < HOUR:
        return str(ngettext("quá hạn %(num)d phút làm việc", "quá hạn %(num)d phút làm việc", minutes))
    if minutes < day:
        return str(ngettext("quá hạn %(num)d giờ làm việc", "quá hạn %(num)d giờ làm việc", minutes // HOUR))
    return str(ngettext("quá hạn %(num)d ngày làm việc", "quá hạn %(num)d ngày làm việc", minutes // day))


def _left(minutes: int, due_at: datetime, calendar: Calendar, at: datetime) -> str:
    """Never more than there is: what is left of an hour or a day does not count."""
    if 0 < minutes < HOUR:
        return str(ngettext("còn %(num)d phút làm việc", "còn %(num)d phút làm việc", minutes))
    day = day_length(due_at, calendar)
    if HOUR <= minutes < day:
        return str(ngettext("còn %(num)d giờ làm việc", "còn %(num)d giờ làm việc", minutes // HOUR))
    until, here = local(due_at), local(at)
    ahead = (until.date() - here.date()).days
    if ahead <= 1:
        said = _("hôm nay, trước %(time)s") if ahead == 0 else _("ngày mai, trước %(time)s")
        return str(said) % {"time": until.strftime("%H:%M")}
    days = _days(minutes // day, until, here, calendar)
    return str(ngettext("còn %(num)d ngày làm việc", "còn %(num)d ngày làm việc", days))


def _days(whole: int, until: datetime, here: datetime, calendar: Calendar) -> int:
    """As the law counts, when the due moment is the close of its day; else whole days of working time."""
    counted = calendar.working_days_between(here.date(), until.date())
    if calendar.is_working_day(until.date()) and until == calendar.close_of(until.date()):
        return counted
    return max(1, min(counted, whole))

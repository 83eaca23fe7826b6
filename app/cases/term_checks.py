"""What the law says about when: supplements asked for late, and dates put off. Checked at the field, before the act."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from app.cases import answers, calendars
from app.cases.due_moments import SIGNED_AT, SIGNED_ON
from app.cases.models import Case
from app.core.clock import local, now
from app.core.db import session
from app.core.errors import N_, Invalid
from app.deadlines import terms
from app.deadlines.calendar import Calendar
from app.deadlines.models import LedgerLine, LegalClock
from app.forms.answers import Checked

LATE_BASIS, NEW_DATE = "late_supplement_basis", "apology_new_date"  # process variables of the forms concerned
SUPPLEMENT_DAYS = 3  # Decree 61/2018 Art. 19.4: at the latest three working days after reception
_BEGINNINGS = ("START", "RESTART")


def _supplement(case: Case, checked: Checked) -> None:
    """After the third working day only with a legal basis."""
    if checked.outcome != "supplement" or checked.data.get(LATE_BASIS) or not too_late_to_ask(case):
        return
    raise Invalid(
        {
            LATE_BASIS: N_(
                "Đã quá 03 ngày làm việc kể từ ngày tiếp nhận. Ghi căn cứ pháp lý cho phép yêu cầu bổ sung; "
                "không có căn cứ thì tiếp tục giải quyết hồ sơ."
            )
        }
    )


def too_late_to_ask(case: Case) -> bool:
    """Whether three working days have passed since the dossier was received, or was complete again."""
    since = _begun(case)
    if since is None:
        return False
    calendar = _calendar(case)
    last = calendar.working_day_after(terms.day_of_event(local(since), calendar), SUPPLEMENT_DAYS)
    return now() > calendar.close_of(last)


def _new_date(case: Case, checked: Checked) -> None:
    """A working day after the date promised, and not further off than the procedure's term once more."""
    if checked.outcome != "late":
        return
    clock, due = _running(case, "apology_outcome")
    calendar, chosen = _calendar(case), date.fromisoformat(checked.data["new_date"])
    promised, begun = local(due).date(), max(due, now())
    if chosen <= promised or not calendar.is_working_day(chosen) or calendar.close_of(chosen) <= now():
        said = N_("Chọn một ngày làm việc sau ngày hẹn cũ (%(promised)s) và chưa qua, ví dụ %(next)s.")
        following = calendar.next_working_day(local(begun).date())
        raise Invalid({"new_date": (said, {"promised": _day(promised), "next": _day(following)})})
    latest = latest_date(clock, begun, calendar)
    if chosen > latest:
        said = N_("Chọn ngày không muộn hơn %(latest)s: chỉ hẹn thêm nhiều nhất bằng thời hạn của thủ tục.")
        raise Invalid({"new_date": (said, {"latest": _day(latest)})})


def latest_date(clock: LegalClock, begun: datetime, calendar: Calendar) -> date:
    """The last day to which a date may be put off: the procedure's own term once more, one working day at least."""
    again = local(terms.due(clock.term, begun, calendar)).date()
    return max(again, calendar.next_working_day(local(begun).date()))


def _signed(case: Case, checked: Checked) -> None:
    """What is signed must still be possible."""
    if checked.outcome not in ("sign", "agree"):
        return
    variable = "apology_signed" if checked.outcome == "sign" else "exception_outcome"
    _running(case, variable)
    chosen = date.fromisoformat(answers.latest(case.id)["decide_apology"]["new_date"])
    calendar = _calendar(case)
    if not calendar.is_working_day(chosen) or calendar.close_of(chosen) <= now():
        raise Invalid({variable: N_("Ngày hẹn mới đã qua hoặc là ngày nghỉ nên không ký được. Trả lại để chọn lại.")})


def signed_when_it_could_be(signed: datetime, case: Case) -> None:
    """The handover of a dossier by post: after its submission, and not in the future. Days are checked by the form."""
    if signed > now():
        raise Invalid({SIGNED_AT: N_("Giờ ký biên bản giao nhận chưa đến. Kiểm tra lại ngày và giờ.")})
    submitted = case.submitted_at and case.submitted_at.replace(second=0, microsecond=0)
    if submitted and signed < submitted:
        field = SIGNED_ON if local(signed).date() < local(submitted).date() else SIGNED_AT
        raise Invalid(
            {field: N_("Biên bản giao nhận không thể ký trước khi hồ sơ được nộp. Kiểm tra lại ngày và giờ.")}
        )


def _running(case: Case, at: str) -> tuple[LegalClock, datetime]:
    clock = session().get(LegalClock, case.id)
    if clock is None or clock.state != "RUNNING" or clock.due_at is None:
        raise Invalid({at: N_("Thời hạn của hồ sơ đang không tính nên không cần hẹn lại. Chọn cách khác.")})
    return clock, clock.due_at


def _begun(case: Case) -> datetime | None:
    """When the term began last; a dossier received before there were clocks: when it was received."""
    lines = select(LedgerLine.at).where(LedgerLine.case_id == case.id, LedgerLine.kind.in_(_BEGINNINGS))
    return session().scalar(lines.order_by(LedgerLine.id.desc()).limit(1)) or case.received_at


def _calendar(case: Case) -> Calendar:
    return calendars.of_unit(case.competent_unit_id)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


RULES: dict[str, Callable[[Case, Checked], None]] = {
    LATE_BASIS: _supplement,
    NEW_DATE: _new_date,
    "apology_signed": _signed,
    "exception_outcome": _signed,
}

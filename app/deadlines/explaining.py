"""Why a dossier is due that day: its ledger line by line, the term day by day, what was taken out, both figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.deadlines import ledger
from app.deadlines.calendar import Calendar
from app.deadlines.counting import Held, Kind, Reckoning, fold
from app.deadlines.explanations import Explanation, explain
from app.deadlines.figures import IndexFigure, index_figure
from app.deadlines.models import LedgerLine, LegalClock

Words = Mapping[str, str]
_TITLES: dict[str, Words] = {
    "START": {"vi": "Bắt đầu tính thời hạn", "en": "The term begins"},
    "START POST": {
        "vi": "Bắt đầu tính thời hạn từ lúc ký biên bản giao nhận với bưu chính",
        "en": "The term begins at the signed handover with the post",
    },
    "WAIT INPUT": {
        "vi": "Yêu cầu bổ sung trước khi tiếp nhận (thời hạn chưa tính)",
        "en": "A supplement was asked for before reception (no term runs yet)",
    },
    "ANSWERED": {"vi": "Đã bổ sung trước khi tiếp nhận", "en": "Supplemented before reception"},
    "WAIT": {
        "vi": "Yêu cầu bổ sung; thời hạn dừng, chờ người nộp",
        "en": "A supplement was asked for; the term stands still for the applicant",
    },
    "RESTART": {
        "vi": "Đã nhận đủ hồ sơ; thời hạn tính lại từ đầu",
        "en": "The supplement is complete; the term begins anew",
    },
    "CONTINUE": {"vi": "Đã nhận đủ hồ sơ; thời hạn tính tiếp", "en": "The supplement is complete; the term goes on"},
    "PAUSE": {"vi": "Tạm dừng tính thời hạn theo quy định", "en": "The term pauses, as the law provides"},
    "RESUME": {"vi": "Tính tiếp thời hạn", "en": "The term goes on"},
    "EXTEND": {"vi": "Cơ quan xin lỗi và hẹn lại", "en": "The agency apologised and gave a new date"},
    "EXTEND AGAIN": {
        "vi": "Hẹn lại lần nữa; lãnh đạo duyệt ngoại lệ",
        "en": "A new date once more, as an exception allowed by the leader",
    },
    "RECOUNT": {
        "vi": "Lịch làm việc thay đổi; ngày hẹn tính lại",
        "en": "Working days changed; the date was counted again",
    },
    "UNDONE": {
        "vi": "Hồ sơ được đưa về bước trước; thời hạn tính lại như chưa có bước sau",
        "en": "The dossier was put back a step; the term counts as if the later step had not been",
    },
    "STOP": {"vi": "Đã có kết quả hoặc dừng xử lý; thời hạn dừng", "en": "Resolved or stopped; the term ends"},
}
_WHY_OUT: dict[Kind, Words] = {
    Kind.WAIT: {"vi": "Chờ người nộp bổ sung hồ sơ", "en": "Waiting for the applicant's supplement"},
    Kind.PAUSE: {"vi": "Tạm dừng theo quy định", "en": "Paused, as the law provides"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger; `by_agency`: the agency did it, not the citizen or the calendar. `reason` and
    `legal_basis` as people wrote them."""

    kind: str
    at: datetime
    written_at: datetime
    actor_id: int | None
    due_before: datetime | None
    due_after: datetime | None
    title: Words
    reason: str
    legal_basis: str
    by_agency: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """A stretch of the present term that is taken out (`until` None: it still lasts): so many days or minutes."""

    since: datetime
    until: datetime | None
    days: int
    minutes: int
    why: Words
    legal_basis: str


@dataclass(frozen=True, slots=True)
class LegalFigure:
    """What the law says: due when (None while it stands still), and whether `at` (or its end) was late."""

    due_at: datetime | None
    due_original: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """The whole answer. `term` tells the days since `since`, the last start or restart; `promised` is the date of the
    extension letter that holds, which then counts instead."""

    clock: LegalClock
    lines: tuple[Line, ...]
    term: Explanation
    since: datetime
    excluded: tuple[Excluded, ...]
    promised: datetime | None
    legal: LegalFigure
    index: IndexFigure

    @property
    def put_off_late(self) -> bool:
        """Whether a new date was given only when the one before had passed: in time now, yet not by the law."""
        given = (line for line in self.lines if line.kind == Kind.EXTEND)
        return any(line.due_before is not None and line.at > line.due_before for line in given)


def explained(clock: LegalClock, calendar: Calendar, at: datetime) -> Reasons:
    """The reasons as of `at`, by the present calendar of the agency that decides."""
    written = ledger.lines(clock.case_id)
    made = fold(ledger.facts(written, clock.term), calendar)
    if made is None:
        raise LookupError("a clock without its start")
    end = clock.stopped_at or at
    return Reasons(
        clock=clock,
        lines=tuple(_line(line) for line in written),
        term=explain(clock.term, made.since, calendar),
        since=made.since,
        excluded=tuple(_excluded(held) for held in _of_this_stretch(made)),
        promised=made.promised,
        legal=LegalFigure(clock.due_at, clock.due_original, clock.due_at is not None and end > clock.due_at),
        index=index_figure(made, at, calendar),
    )


def _of_this_stretch(made: Reckoning) -> list[Held]:
    return [held for held in made.held if held.since >= made.since]


def _excluded(held: Held) -> Excluded:
    return Excluded(held.since, held.until, held.days, held.minutes, _WHY_OUT[held.kind], held.legal_basis)


def _line(line: LedgerLine) -> Line:
    return Line(
        kind=line.kind,
        at=line.at,
        written_at=line.written_at,
        actor_id=line.actor_id,
        due_before=line.due_before,
        due_after=line.due_after,
        title=_TITLES[_title_of(line)],
        reason=line.reason,
        legal_basis=line.legal_basis,
        by_agency=line.kind in (Kind.WAIT, Kind.PAUSE, Kind.EXTEND, Kind.STOP, Kind.UNDONE),
    )


def _title_of(line: LedgerLine) -> str:
    detail = line.detail or {}
    if line.kind == Kind.EXTEND and "exception" in detail:
        return "EXTEND AGAIN"
    own = f"{line.kind} {detail.get('channel') or detail.get('stage')}"
    return own if own in _TITLES else line.kind

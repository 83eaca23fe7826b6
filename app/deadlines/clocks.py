"""The legal clock of a dossier: one row as it stands, its ledger, its watches. The caller has locked the dossier.

What a clock shows is folded from the ledger by the calendar of the agency that decides (`counting`); nothing is kept
that could not be folded again, but the first appointment and when it was found late.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.core.clock import now
from app.core.db import session
from app.core.errors import N_, Conflict
from app.deadlines import changes, ledger, watches
from app.deadlines.calendar import Calendar
from app.deadlines.calendars import version
from app.deadlines.counting import Fact, Kind, Reckoning, State, fold
from app.deadlines.figures import IndexFigure, index_figure, near
from app.deadlines.ledger import PROMISED, Said
from app.deadlines.models import GOING, CalendarEdit, LegalClock
from app.deadlines.moments import APOLOGY, ESCALATE, NEAR, OVERDUE, moments

WATCHED = (NEAR, APOLOGY, OVERDUE, ESCALATE)
MOST_EXTENSIONS = 1  # Decree 61/2018 Art. 19.9


class SecondExtension(Conflict):
    """The date was put off once already; again only as the leader's exception."""

    message = N_("Hồ sơ đã được hẹn lại một lần. Hẹn lại lần nữa cần lãnh đạo duyệt ngoại lệ, nêu lý do và căn cứ.")


class NotRunning(Conflict):
    """The clock waits, pauses or has stopped, so that this cannot be done to it."""

    message = N_("Thời hạn của hồ sơ đang không chạy nên chưa làm được việc này.")


class NoBasis(Conflict):
    """A pause without a legal basis (domain 2.4.8: internal waiting never stops the clock)."""

    message = N_("Tạm dừng tính thời hạn phải có căn cứ pháp lý.")


class NotLater(Conflict):
    """A new appointment that is no later than the present one, or has passed."""

    message = N_("Ngày hẹn mới phải sau ngày hẹn hiện tại và chưa qua.")


def clock(case_id: int) -> LegalClock | None:
    """The clock of a dossier; None before reception."""
    return session().get(LegalClock, case_id)


def any_stale() -> bool:
    """Whether any clock that goes was counted by an older calendar than today's: read off the index's first entry,
    however many clocks there are."""
    oldest = select(LegalClock.calendar_version).where(GOING).order_by(LegalClock.calendar_version).limit(1)
    known = session().scalar(oldest)
    return known is not None and known < version()


def stale(limit: int, after: int = 0) -> list[int]:
    """Dossiers whose clock goes and was counted by an older calendar than today's, by id from `after` on."""
    wanted = select(LegalClock.case_id).where(
        GOING, LegalClock.calendar_version < version(), LegalClock.case_id > after
    )
    return list(session().scalars(wanted.order_by(LegalClock.case_id).limit(limit)))


def ask_before_start(case_id: int, kind: Kind, at: datetime, said: Said) -> None:
    """Notes a supplement asked for (WAIT) or given (ANSWERED) before reception: no clock runs, the index counts it."""
    ledger.write(case_id, kind, at, None, None, said)


def start(
    case_id: int, unit_id: int | None, calendar: Calendar, term: str, at: datetime, policy: str, said: Said
) -> LegalClock:
    """Starts the clock of a dossier at its valid reception. The first appointment is never changed afterwards."""
    made = _folded([Fact(Kind.START, at, term)], calendar)
    begun = LegalClock(
        case_id=case_id,
        unit_id=unit_id,
        term=term,
        policy=policy,
        started_at=at,
        due_original=made.due,
        extensions=0,
    )
    _show(begun, made, calendar)
    session().add(begun)
    ledger.write(case_id, Kind.START, at, None, made.due, said)
    watches.set_for(case_id, moments(begun, calendar, made.since), WATCHED)
    return begun


def wait(of: LegalClock, calendar: Calendar, at: datetime, said: Said) -> None:
    """The citizen has to supplement: nothing is due until then. Raises NotRunning when it has stopped."""
    _must(of, State.RUNNING, State.PAUSED)
    _happen(of, calendar, Fact(Kind.WAIT, at, legal_basis=said.legal_basis), said)


def supplemented(of: LegalClock, calendar: Calendar, at: datetime, said: Said) -> None:
    """Everything has come: the term begins anew, or goes on where the procedure's `policy` says so."""
    _must(of, State.WAITING)
    _happen(of, calendar, Fact(Kind.CONTINUE if of.policy == "CONTINUE" else Kind.RESTART, at), said)


def pause(of: LegalClock, calendar: Calendar, at: datetime, said: Said) -> None:
    """Holds the clock. Raises NoBasis without a legal basis, NotRunning."""
    if not said.legal_basis.strip():
        raise NoBasis()
    _must(of, State.RUNNING)
    _happen(of, calendar, Fact(Kind.PAUSE, at, legal_basis=said.legal_basis), said)


def go_on(of: LegalClock, calendar: Calendar, at: datetime, said: Said) -> None:
    """Ends a pause. Raises NotRunning when it does not pause."""
    _must(of, State.PAUSED)
    _happen(of, calendar, Fact(Kind.RESUME, at), said)


def extend(of: LegalClock, calendar: Calendar, new_due: datetime, said: Said, exception: bool = False) -> None:
    """Puts the appointment off, once; again only as an `exception`, whose leader, reason and basis `said` names.

    Raises SecondExtension, NotRunning, NotLater.
    """
    if of.extensions >= MOST_EXTENSIONS and not exception:
        raise SecondExtension()
    _must(of, State.RUNNING)
    if of.due_at is None or new_due <= max(of.due_at, now()):
        raise NotLater()
    detail = {**(said.detail or {}), PROMISED: new_due.isoformat()}
    said = Said(said.reason, said.legal_basis, said.actor_id, detail)
    _happen(of, calendar, Fact(Kind.EXTEND, now(), due=new_due), said)


def stop(of: LegalClock, calendar: Calendar, at: datetime, said: Said) -> None:
    """Stops the clock for good, with the figures of the national index. It keeps when it was due."""
    _must(of, State.RUNNING, State.WAITING, State.PAUSED)
    made = _happen(of, calendar, Fact(Kind.STOP, at), said)
    figure = index_figure(made, at, calendar)
    of.stopped_at = at
    of.spent_minutes, of.index_late = figure.spent_minutes, figure.late


def recount(of: LegalClock, calendar: Calendar, edits: Sequence[CalendarEdit]) -> bool:
    """Counts a going clock anew by a newer calendar, which these edits made out of its own; whether its due moment
    changed, which alone is written down. Without edits it only notes the version."""
    of.calendar_version = calendar.version
    if not edits:
        return False
    made = reckoning(of, calendar)
    before, never_watched = of.due_at, of.near_at is None
    _show(of, made, calendar)
    if of.due_at != before:
        said = changes.said(edits, of.started_at, max(before or of.started_at, of.due_at or of.started_at))
        ledger.write(of.case_id, Kind.RECOUNT, now(), before, of.due_at, said)
    wanted = moments(of, calendar, made.extended_at or made.since)
    if of.due_at != before or never_watched:
        watches.set_for(of.case_id, wanted, WATCHED)
    else:
        watches.move(of.case_id, wanted)  # the day after the due one may have become a holiday
    return of.due_at != before


def last_answered(case_id: int) -> datetime | None:
    """When the last supplement before reception had come."""
    given = (line.at for line in ledger.lines(case_id) if line.kind == Kind.ANSWERED)
    return max(given, default=None)


def reckoning(of: LegalClock, calendar: Calendar) -> Reckoning:
    """The clock as its ledger makes it by this calendar."""
    return _folded(ledger.facts(ledger.lines(of.case_id), of.term), calendar)


def index_now(of: LegalClock, calendar: Calendar, at: datetime | None = None) -> IndexFigure:
    """The figures of the national index as they stand, or stood when it stopped."""
    return index_figure(reckoning(of, calendar), at or now(), calendar)


def _must(of: LegalClock, *states: State) -> None:
    if of.state not in states:
        raise NotRunning()


def _happen(of: LegalClock, calendar: Calendar, fact: Fact, said: Said) -> Reckoning:
    made = _folded([*ledger.facts(ledger.lines(of.case_id), of.term), fact], calendar)
    before = of.due_at
    _show(of, made, calendar)
    ledger.write(of.case_id, Kind(fact.kind), fact.at, before, of.due_at, said)
    _watch(of, made, calendar, fact.kind)
    return made


def _watch(of: LegalClock, made: Reckoning, calendar: Calendar, kind: str) -> None:
    """Sets what is to be done. What was done before a pause that took nothing out of the term is not done again."""
    wanted = moments(of, calendar, made.extended_at or made.since)
    held = made.held[-1] if made.held and kind in (Kind.RESUME, Kind.CONTINUE) else None
    if held and not (held.days or held.minutes):
        wanted = {name: at for name, at in wanted.items() if at > held.since}
    watches.set_for(of.case_id, wanted, WATCHED)


def _show(of: LegalClock, made: Reckoning, calendar: Calendar) -> None:
    of.state = made.state.value
    of.due_at, of.near_at = made.due_at, near(made, calendar)
    of.extensions = made.extensions
    of.calendar_version = calendar.version
    if of.due_at is not None and of.due_at > now():
        of.overdue_at = None


def _folded(facts: list[Fact], calendar: Calendar) -> Reckoning:
    made = fold(facts, calendar)
    if made is None:
        raise LookupError("a clock without its start")
    return made

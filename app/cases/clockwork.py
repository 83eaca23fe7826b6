"""The joints between a dossier and its legal clock: what is done to the one is shown on the other.

Called with the dossier locked. A clock that an older calendar counted is counted anew before anything else is done to
it, so that the ledger tells the two apart.
"""

from datetime import date, datetime

from app.cases import journal
from app.cases.calendars import of_unit
from app.cases.due_moments import show
from app.cases.models import Case
from app.cases.notices import tell_owner
from app.catalogue import queries as catalogue
from app.core.clock import now
from app.core.errors import N_, Invalid
from app.deadlines import changes, clocks
from app.deadlines.calendar import Calendar
from app.deadlines.counting import Kind, State
from app.deadlines.explaining import Reasons, explained
from app.deadlines.ledger import Said
from app.deadlines.models import LegalClock
from app.identity.units import lineage

_BEFORE_RECEPTION = {"stage": "INPUT"}
_AT_EXAMINATION = {"stage": "EXAMINATION"}


def begin(case: Case, at: datetime, actor_id: int | None) -> None:
    """Starts the clock at the valid reception: now, or by post when the handover was signed."""
    supplement = catalogue.version(case.version_id).described.supplement
    unit_id = case.competent_unit_id
    said = Said(actor_id=actor_id, detail={"channel": case.channel_in})
    clock = clocks.start(case.id, unit_id, of_unit(unit_id), case.term, at, supplement.policy, said)
    case.due_original = clock.due_original
    show(case, clock)


def wait(case: Case, actor_id: int | None, late_basis: str | None) -> None:
    """A supplement is asked for. Before reception no clock runs, yet the national index counts it."""
    said = Said("", late_basis or "", actor_id, _AT_EXAMINATION if _has_clock(case) else _BEFORE_RECEPTION)
    if clock := _clock(case):
        clocks.wait(clock, _calendar(clock), now(), said)
        show(case, clock)
    else:
        clocks.ask_before_start(case.id, Kind.WAIT, now(), said)


def supplemented(case: Case, actor_id: int | None) -> str:
    """Everything asked for has come: the term, if one runs, begins anew or goes on. The message for the owner."""
    if (clock := _clock(case)) is None:
        clocks.ask_before_start(case.id, Kind.ANSWERED, now(), Said(actor_id=actor_id, detail=_BEFORE_RECEPTION))
        return "supplemented"
    basis = catalogue.version(case.version_id).described.supplement.basis
    clocks.supplemented(clock, _calendar(clock), now(), Said(legal_basis=basis, actor_id=actor_id))
    show(case, clock)
    return "term_goes_on" if clock.policy == "CONTINUE" else "restarted"


def pause(case: Case, reason: str, legal_basis: str, actor_id: int | None) -> None:
    """Holds the clock on a legal basis. Raises NoBasis, NotRunning."""
    clock = _going(case)
    clocks.pause(clock, _calendar(clock), now(), Said(reason, legal_basis, actor_id))
    show(case, clock)
    journal.write(case.id, "paused", actor_id, None, {"reason": reason, "legal_basis": legal_basis})


def go_on(case: Case, actor_id: int | None) -> None:
    """Ends a pause, of which the owner is told. Raises NotRunning when there is none."""
    clock = _going(case)
    clocks.go_on(clock, _calendar(clock), now(), Said(actor_id=actor_id))
    show(case, clock)
    journal.write(case.id, "went_on", actor_id, None, _moments(None, case.due_at))
    tell_owner(case, "term_goes_on")


def extend(case: Case, day: date, said: Said, exception: bool = False) -> None:
    """Puts the appointment off to the close of a working day.

    Raises Invalid at `apology_new_date` for a day off, SecondExtension, NotRunning, NotLater.
    """
    clock, before = _going(case), case.due_at
    calendar = _calendar(clock)
    if not calendar.is_working_day(day):
        raise Invalid({"apology_new_date": N_("Ngày này là ngày nghỉ. Chọn một ngày làm việc.")})
    clocks.extend(clock, calendar, calendar.close_of(day), said, exception)
    show(case, clock)
    journal.write(case.id, "extended", said.actor_id, None, {**_moments(before, case.due_at), "reason": said.reason})


def end(case: Case, actor_id: int | None) -> None:
    """Stops the clock for good; a dossier that never had one has none to stop."""
    if clock := _clock(case):
        clocks.stop(clock, _calendar(clock), now(), Said(actor_id=actor_id))
        show(case, clock)


def recount(case: Case) -> bool:
    """Counts the clock by the present calendar; whether the appointment changed. The owner is told if it did.

    One whose agency's calendar was not edited only notes that it is up to date.
    """
    clock = clocks.clock(case.id)
    return clock is not None and _recounted(case, clock)


def reasons(case: Case, at: datetime | None = None) -> Reasons | None:
    """Why the dossier is due that day; None before reception."""
    clock = clocks.clock(case.id)
    return explained(clock, _calendar(clock), at or now()) if clock else None


def _has_clock(case: Case) -> bool:
    return case.received_at is not None


def _clock(case: Case) -> LegalClock | None:
    clock = clocks.clock(case.id) if _has_clock(case) else None
    if clock is not None:
        _recounted(case, clock)
    return clock


def _going(case: Case) -> LegalClock:
    clock = _clock(case)
    if clock is None:
        raise clocks.NotRunning()
    return clock


def _calendar(clock: LegalClock) -> Calendar:
    return of_unit(clock.unit_id)


def _recounted(case: Case, clock: LegalClock) -> bool:
    calendar = _calendar(clock)
    if clock.state == State.STOPPED or clock.calendar_version >= calendar.version:
        return False
    edits = changes.since(clock.calendar_version, calendar.version, lineage(clock.unit_id))
    before = clock.due_at
    changed = clocks.recount(clock, calendar, edits)
    if edits:
        show(case, clock)
    if not changed:
        return False
    journal.write(case.id, "recounted", None, None, _moments(before, clock.due_at))
    tell_owner(case, "due_changed", was=before and before.isoformat())
    return True


def _moments(before: datetime | None, after: datetime | None) -> dict[str, str | None]:
    return {name: at.isoformat() if at else None for name, at in (("was", before), ("due", after))}

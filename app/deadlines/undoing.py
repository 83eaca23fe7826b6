"""Taking back what happened to a clock, when its dossier is put back to an earlier step.

The ledger keeps every line; one more names those that count no more. The law's time goes on meanwhile: a clock that was
stopped by mistake is as late as if it had never stopped.
"""

from collections.abc import Sequence

from app.core.clock import now
from app.deadlines import ledger, watches
from app.deadlines.calendar import Calendar
from app.deadlines.clocks import WATCHED
from app.deadlines.counting import Kind, Reckoning, fold
from app.deadlines.figures import near
from app.deadlines.ledger import UNDONE, Said
from app.deadlines.models import LedgerLine, LegalClock
from app.deadlines.moments import moments

_NO_STEP = frozenset({Kind.RECOUNT, Kind.EXTEND})  # the calendar's doing, and a letter that is out: they stand


def last_of(case_id: int, kinds: Sequence[frozenset[Kind]]) -> list[LedgerLine] | None:
    """The newest lines of a ledger, one for each of `kinds` (the newest first), or None when they are others."""
    lines = [line for line in reversed(ledger.standing(ledger.lines(case_id))) if line.kind not in _NO_STEP]
    found = lines[: len(kinds)]
    fit = len(found) == len(kinds) and all(line.kind in wanted for line, wanted in zip(found, kinds, strict=True))
    return found if fit else None


def undo(of: LegalClock | None, case_id: int, calendar: Calendar, lines: Sequence[LedgerLine], said: Said) -> None:
    """Lets these lines count no more and shows what follows; without a clock (before reception) only the ledger
    says so."""
    if not lines:
        return
    gone = [line.id for line in lines]
    said = Said(said.reason, said.legal_basis, said.actor_id, {**(said.detail or {}), UNDONE: gone})
    if of is None:
        ledger.write(case_id, Kind.UNDONE, now(), None, None, said)
        return
    made = _without(of, calendar, gone)
    ledger.write(case_id, Kind.UNDONE, now(), of.due_at, made.due_at, said)
    of.state, of.due_at, of.near_at = made.state.value, made.due_at, near(made, calendar)
    of.stopped_at = of.spent_minutes = of.index_late = None
    of.calendar_version = calendar.version
    if of.due_at is not None and of.due_at > now():
        of.overdue_at = None
    watches.set_for(case_id, moments(of, calendar, made.extended_at or made.since), WATCHED)


def _without(of: LegalClock, calendar: Calendar, gone: Sequence[int]) -> Reckoning:
    left = [line for line in ledger.lines(of.case_id) if line.id not in gone]
    made = fold(ledger.facts(left, of.term), calendar)
    if made is None:
        raise LookupError("the start of a clock cannot be undone")
    return made

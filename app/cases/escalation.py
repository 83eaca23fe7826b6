"""What is done about a dossier when a watched moment has come. Each act is one transaction with its watch's removal.

The dossier is locked first, as everybody does; then the watch is read again, because whoever had the dossier before
may have moved the moment. A moment that has lost its meaning (the clock stands still, the desk has answered) passes.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from app.cases import answering, clockwork, journal, officers, progress
from app.cases.models import Case, JournalLine
from app.cases.notices import tell_officers
from app.cases.status import Status
from app.core.clock import now
from app.core.db import session
from app.deadlines import watches
from app.deadlines.models import LegalClock, Watch
from app.deadlines.moments import ANSWER, APOLOGY, ESCALATE, NEAR, OVERDUE
from app.engine import incidents, queries
from app.engine.models import WorkItem

TERM_ENDS = "term_ends"
APOLOGY_STEPS = ("decide_apology", "approve_apology", "approve_exception")


def act(case_id: int, kind: str) -> bool:
    """Does what is due about a dossier, in the transaction under way; whether anything was done.

    False too while somebody else has the dossier: the watch stays for the next round. Raises what the process raises.
    """
    case = _lock(case_id)
    if case is None:
        return False
    clockwork.recount(case)  # a day taken off since may have moved the moment
    watch = _reached(case_id, kind)
    if watch is None:
        return False
    watches.done(watch.id)
    if kind == ANSWER:
        return _unanswered(case, watch)
    clock = session().get(LegalClock, case_id, with_for_update=True)
    if clock is None or clock.state != "RUNNING":
        return False
    _ACTS[kind](case, clock)
    return True


def _lock(case_id: int) -> Case | None:
    wanted = select(Case).where(Case.id == case_id, Case.instance_id.is_not(None))
    return session().scalar(wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def _reached(case_id: int, kind: str) -> Watch | None:
    wanted = select(Watch).where(Watch.case_id == case_id, Watch.kind == kind, Watch.due_at <= now())
    return session().scalar(wanted.with_for_update().execution_options(populate_existing=True))


def _near(case: Case, _clock: LegalClock) -> None:
    tell_officers(case, officers.holders(case) or officers.handler_and_lead(case), "officer_near")
    journal.write(case.id, "near", None)


def _apology(case: Case, _clock: LegalClock) -> None:
    """The question whether it will be in time goes to whoever handles it. A dossier on a diagram from before there was
    an apology gets the same by message."""
    if not _asked(case):
        journal.write(case.id, TERM_ENDS, None)
    asked = officers.holders(case, APOLOGY_STEPS) or officers.handler_and_lead(case) or officers.holders(case)
    tell_officers(case, asked, "officer_apology")


def _asked(case: Case) -> bool:
    """Asks in the process, once while it is being answered; False when the process knows no such question."""
    if _being_answered(case):
        return True
    if case.instance_id is None or not queries.waits_for(case.instance_id, TERM_ENDS):
        return False
    progress.receive(case.id, TERM_ENDS, {}, noted=TERM_ENDS)
    incidents.settle(case.instance_id, TERM_ENDS)
    return True


def _being_answered(case: Case) -> bool:
    asked = select(WorkItem.id).where(WorkItem.subject_id == case.id, WorkItem.node.in_(APOLOGY_STEPS))
    return session().scalar(asked.limit(1)) is not None


def _overdue(case: Case, clock: LegalClock) -> None:
    """Late is a mark, and never a hindrance: the result is returned all the same. Whoever meant to be in time and gave
    no new date is asked once more, since now an apology is owed."""
    clock.overdue_at = clock.overdue_at or now()
    case.overdue_at = clock.overdue_at
    journal.write(case.id, "overdue", None, None, _due(clock))
    tell_officers(case, officers.holders(case) | officers.handler_and_lead(case), "officer_overdue")
    if clock.extensions == 0:
        _asked(case)


def _escalate(case: Case, clock: LegalClock) -> None:
    head = officers.of(case.competent_unit_id, officers.HEAD)
    tell_officers(case, head | officers.of(case.competent_unit_id, officers.LEAD), "officer_escalated")
    journal.write(case.id, "escalated", None, None, _due(clock))


def _due(clock: LegalClock) -> dict[str, str]:
    return {"due": clock.due_at.isoformat()} if clock.due_at else {}


def _unanswered(case: Case, watch: Watch) -> bool:
    """Reminds the desk's leader, at most three times while the same dossier waits at the same desk."""
    if case.status != Status.SUBMITTED:
        return False
    times = _reminded(case) + 1
    if times > answering.REMINDERS:
        return False
    told = officers.of(case.receiving_unit_id, officers.DESK_LEADER) or officers.holders(case)
    tell_officers(case, told, "officer_unanswered", hours=times * answering.HOURS)
    journal.write(case.id, "unanswered", None, None, {"times": times})
    if times < answering.REMINDERS:
        watches.set_for(case.id, {ANSWER: answering.following(case, watch.due_at)})
    return True


def _reminded(case: Case) -> int:
    """How often already since anybody completed a step: submitted, supplemented or sent the dossier on to this desk."""
    mine = JournalLine.case_id == case.id
    came = select(func.max(JournalLine.id)).where(mine, JournalLine.kind == "completed").scalar_subquery()
    since = select(func.count()).where(mine, JournalLine.kind == "unanswered", JournalLine.id > came)
    return session().scalar(since) or 0


_ACTS: Mapping[str, Callable[[Case, LegalClock], None]] = {
    NEAR: _near,
    APOLOGY: _apology,
    OVERDUE: _overdue,
    ESCALATE: _escalate,
}

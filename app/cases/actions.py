"""What a diagram can do to a dossier. These write rows and messages; they never move the process."""

from datetime import date, timedelta
from typing import Any

from app.cases import answering, clockwork
from app.cases.calendars import of_unit
from app.cases.codes import next_code
from app.cases.due_moments import reception_moment
from app.cases.models import Case
from app.cases.notices import tell_owner
from app.cases.settling import settle, settle_at
from app.cases.status import Status, move
from app.catalogue import queries as catalogue
from app.core.clock import local, now
from app.core.db import session
from app.core.errors import N_
from app.core.folding import fold
from app.deadlines.ledger import Said
from app.deadlines.models import LegalClock
from app.deadlines.terms import due
from app.engine.actions import Call, action
from app.identity.models import Unit


@action("cases.calculate_fee")
def calculate_fee(call: Call) -> dict[str, Any]:
    """Settles agency and fee from the answers; the fee in VND."""
    case: Case = call.subject
    settle(case)
    return {"fee_vnd": case.fee_vnd}


@action("cases.submit")
def submit(call: Call) -> None:
    """The citizen's submission arrives: status 1."""
    case: Case = call.subject
    settle(case)
    move(case, Status.SUBMITTED)
    case.submitted_at = now()
    answering.begin(case)
    tell_owner(case, "submitted")


@action("cases.receive")
def receive(call: Call) -> dict[str, Any]:
    """Valid reception: the code is given, the term begins, status 2 (Decree 61/2018 Art. 17)."""
    case: Case = call.subject
    move(case, Status.RECEIVED)
    case.received_at = now()
    answering.end(case)
    unit = session().get_one(Unit, case.receiving_unit_id)
    case.code = next_code(unit.agency_code, local(case.received_at).date())
    case.search = fold(f"{case.code} {case.search}")[:500]
    clockwork.begin(case, reception_moment(case), call.actor_id)
    tell_owner(case, "received")
    return {"code": case.code, "due_at": case.due_at and local(case.due_at).isoformat()}


@action("cases.redirect")
def redirect(call: Call) -> None:
    """The dossier belongs to another agency: it goes to that agency's desk, still awaiting reception."""
    case: Case = call.subject
    target = session().get_one(Unit, int(call.variables["redirect_unit_id"]))
    settle_at(case, target.id)
    answering.begin(case)
    tell_owner(case, "redirected", unit=target.name)


@action("cases.refuse")
def refuse(call: Call) -> None:
    """Not accepted, after the desk's leader agreed: status 3."""
    case: Case = call.subject
    move(case, Status.NOT_ACCEPTED)
    answering.end(case)
    _end(case)
    tell_owner(case, "not_accepted")


@action("cases.request_supplement")
def request_supplement(call: Call) -> None:
    """All defects at once go to the citizen: status 5 (Decree 61/2018 Art. 17, 19.4)."""
    case: Case = call.subject
    move(case, Status.SUPPLEMENT_REQUESTED)
    case.supplements += 1
    clockwork.wait(case, call.actor_id, call.variables.get("late_supplement_basis"))
    answering.end(case)
    tell_owner(case, "supplement_requested")


@action("cases.supplemented")
def supplemented(call: Call) -> None:
    """The citizen has supplemented: back to the status that the diagram names in `back_to`."""
    case: Case = call.subject
    move(case, Status(int(call.parameters["back_to"])))
    if case.status == Status.SUBMITTED:
        answering.begin(case)
    tell_owner(case, clockwork.supplemented(case, call.actor_id))


@action("cases.start_processing")
def start_processing(call: Call) -> None:
    """The unit has taken the dossier over: status 4."""
    case: Case = call.subject
    move(case, Status.PROCESSING)
    tell_owner(case, "processing")


@action("cases.assign_handler")
def assign_handler(call: Call) -> None:
    """Whoever acts now handles the dossier from here on."""
    case: Case = call.subject
    case.handler_id = call.actor_id


@action("cases.require_payment")
def require_payment(call: Call) -> None:
    """Reception waits for the fee: status 6."""
    case: Case = call.subject
    move(case, Status.PAYMENT_REQUIRED)
    if basis := _pause_basis(case):
        clockwork.pause(case, N_("Chờ nộp phí, lệ phí."), basis, call.actor_id)
    tell_owner(case, "payment_required", amount=case.fee_vnd)


@action("cases.payment_done")
def payment_done(call: Call) -> None:
    """The fee is settled: back to received, now or, while a withdrawal is being decided, if it is not granted."""
    case: Case = call.subject
    if _pause_basis(case):
        clockwork.go_on(case, call.actor_id)
    if case.status == Status.WITHDRAWAL_REQUESTED:
        case.status_before = int(Status.RECEIVED)
        return
    move(case, Status.RECEIVED)


@action("cases.resolve")
def resolve(call: Call) -> None:
    """The result, granted or refused, is back at the desk: status 9."""
    case: Case = call.subject
    move(case, Status.RESOLVED)
    case.resolved_at = now()
    clockwork.end(case, call.actor_id)
    case.decision = call.variables.get("decision", "APPROVED")
    case.delivery = "WAITING"
    tell_owner(case, "resolved")


@action("cases.extensions")
def extensions(call: Call) -> int:
    """How often the dossier's date was put off already: once is allowed (Decree 61/2018 Art. 19.9)."""
    clock = session().get(LegalClock, call.subject_id)
    return clock.extensions if clock else 0


@action("cases.extend")
def extend(call: Call) -> None:
    """The date promised is put off to the day `apology_new_date`, for `apology_reason`; a second time as the exception
    of the leader who decides now, with `exception_reason` and `exception_basis` (Decree 61/2018 Art. 19.9)."""
    given = call.variables
    reason, basis = str(given.get("apology_reason") or ""), ""
    detail: dict[str, Any] | None = None
    if exception := bool(given.get("exception_reason")) and extensions(call) > 0:
        basis = str(given.get("exception_basis") or "")
        by = {"leader_id": call.actor_id, "reason": given["exception_reason"], "legal_basis": basis}
        detail = {"exception": by}
    day = date.fromisoformat(str(given["apology_new_date"]))
    clockwork.extend(call.subject, day, Said(reason, basis, call.actor_id, detail), exception)


@action("cases.pause_clock")
def pause_clock(call: Call) -> None:
    """The term pauses, for a `reason`, on a `legal_basis` (domain 2.4.8: never without one)."""
    reason, basis = (str(call.parameters.get(name) or "") for name in ("reason", "legal_basis"))
    clockwork.pause(call.subject, reason, basis, call.actor_id)
    tell_owner(call.subject, "term_paused")


@action("cases.resume_clock")
def resume_clock(call: Call) -> None:
    """The term that paused goes on."""
    clockwork.go_on(call.subject, call.actor_id)


@action("cases.returned")
def returned(call: Call) -> None:
    """The result has reached the citizen: status 10."""
    case: Case = call.subject
    move(case, Status.RETURNED)
    case.delivery = "CONFIRMED"
    _end(case)
    tell_owner(case, "returned")


@action("cases.withdrawal_requested")
def withdrawal_requested(call: Call) -> None:
    """The citizen asks to withdraw: status 7 until the desk decides."""
    case: Case = call.subject
    move(case, Status.WITHDRAWAL_REQUESTED)
    answering.end(case)
    tell_owner(case, "withdrawal_requested")


@action("cases.withdrawal_refused")
def withdrawal_refused(call: Call) -> None:
    """The withdrawal is not granted: the dossier goes on where it was."""
    case: Case = call.subject
    move(case, Status(case.status_before or 0))
    if case.status == Status.SUBMITTED:
        answering.begin(case)
    tell_owner(case, "withdrawal_refused")


@action("cases.stop")
def stop(call: Call) -> None:
    """Handling stops for good: status 8."""
    case: Case = call.subject
    move(case, Status.STOPPED)
    answering.end(case)
    clockwork.end(case, call.actor_id)
    if case.financial == "PAID":
        case.financial = "REFUND"
    _end(case)
    tell_owner(case, "stopped")


@action("cases.notify")
def notify(call: Call) -> None:
    """Sends the owner the message that the diagram names in `template`; its other parameters fill the message."""
    params = {name: value for name, value in call.parameters.items() if name != "template"}
    tell_owner(call.subject, str(call.parameters["template"]), **params)


@action("cases.moment")
def moment(call: Call) -> str:
    """The moment a `term` that begins now runs out by the calendar of the agency that decides, or so many plain clock
    `hours` from now; ISO 8601 with offset, for a timer."""
    if "hours" in call.parameters:
        return local(now() + timedelta(hours=float(call.parameters["hours"]))).isoformat()
    calendar = of_unit(call.subject.competent_unit_id)
    return due(str(call.parameters["term"]), now(), calendar).isoformat()


def _pause_basis(case: Case) -> str | None:
    described = catalogue.version(case.version_id).described
    return described.pause_basis(Status.PAYMENT_REQUIRED.name)


def _end(case: Case) -> None:
    case.closed_at = now()

"""Operators' acts on one dossier: hold it, let it go on, stop it for good. They see where it stands, never what is
in it. Each act needs a reason, which its journal and the log of operations keep.
"""

from collections.abc import Callable
from typing import Any

from app.cases import answering, clockwork, footing, journal, progress
from app.cases.access import OwnDossier, owns
from app.cases.models import Case
from app.cases.notices import tell_owner
from app.cases.status import ENDED, Status, move
from app.catalogue import queries as catalogue
from app.core.clock import now
from app.core.errors import N_, Conflict, Forbidden
from app.engine import incidents, overdue, runtime, work_items
from app.engine.definitions import definition
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import About

TRIED = "thử trước"  # the reason that a trial gives; it is taken back with everything else


class NotRunning(Conflict):
    """A draft, or a dossier whose process has ended."""

    message = N_("Hồ sơ chưa nộp hoặc đã kết thúc nên không vận hành được nữa.")


class AlreadySuspended(Conflict):
    """It is held already."""

    message = N_("Hồ sơ đã được tạm ngưng từ trước.")


class NotSuspended(Conflict):
    """It is not held."""

    message = N_("Hồ sơ không ở trạng thái tạm ngưng.")


def suspend(case_id: int, reason: str, actor: Actor) -> Case:
    """Nobody completes a step and no timer of the diagram fires until `resume`. The legal clock goes on: holding a
    dossier for technical reasons stops no term (domain 2.4.8). What comes from outside (a payment, a withdrawal) is
    still heard."""
    said, case = operations.reason_of(reason), operated(case_id, actor)
    if case.suspended_at is not None:
        raise AlreadySuspended()
    case.suspended_at = now()
    overdue.hold(instance_of(case))
    _note(case, "suspended", "suspend", actor, said)
    tell_owner(case, "suspended")
    return case


def resume(case_id: int, reason: str, actor: Actor) -> Case:
    """Lets a held dossier go on; timers that fell due meanwhile fire at once. Those that bound a citizen's step wait as
    much longer as it was held: they could not answer meanwhile, and their silence would count as an answer."""
    said, case = operations.reason_of(reason), operated(case_id, actor)
    if case.suspended_at is None:
        raise NotSuspended()
    held, case.suspended_at = now() - case.suspended_at, None
    overdue.let_go(instance_of(case))
    runtime.put_off(instance_of(case), _on_citizens_steps(case), held)
    _note(case, "resumed", "resume", actor, said)
    tell_owner(case, "resumed")
    return case


def stop(case_id: int, reason: str, actor: Actor) -> Case:
    """Stops handling for good: status 8, open steps closed, nothing to go back to, a paid fee to be refunded; the owner
    is told. Only from a status from which the national list allows it. Raises ForbiddenMove."""
    said, case = operations.reason_of(reason), operated(case_id, actor)
    was = footing.of(case)
    move(case, Status.STOPPED)
    clockwork.end(case, actor.account_id)
    answering.end(case)
    if case.financial == "PAID":
        case.financial = "REFUND"
    case.closed_at, case.suspended_at = now(), None
    progress.operate(case, "stopped", actor, {"reason": said}, runtime.stop, was)
    incidents.settle_all(instance_of(case))
    operations.write("stop", actor.account_id, About(case.id, case.version_id), said)
    tell_owner(case, "stopped_by_agency")
    return case


def operated(case_id: int, actor: Actor) -> Case:
    """The dossier, locked, to be operated on. Raises NotFound, Forbidden for anybody but operators, OwnDossier,
    NotRunning."""
    if not actor.has("operator"):
        raise Forbidden()
    case = progress.locked(case_id)
    if owns(actor, case):
        raise OwnDossier()
    if case.status == Status.DRAFT or case.status in ENDED:
        raise NotRunning()
    return case


def instance_of(case: Case) -> int:
    """The id of its process. Raises NotRunning."""
    if case.instance_id is None:
        raise NotRunning()
    return case.instance_id


def _on_citizens_steps(case: Case) -> set[str]:
    """The events on the boundaries of the steps that wait for the citizen."""
    waiting = {item.node for item in work_items.waiting(case.id) if item.role == "citizen"}
    definition_id = catalogue.version(case.version_id).definition_id
    nodes = definition(definition_id).nodes.values() if definition_id and waiting else ()
    return {node.id for node in nodes if node.attached_to in waiting}


def _note(case: Case, line: str, kind: str, actor: Actor, reason: str, detail: dict[str, Any] | None = None) -> None:
    journal.write(case.id, line, actor.account_id, None, {"reason": reason})
    operations.write(kind, actor.account_id, About(case.id, case.version_id), reason, detail)


ACTS: dict[str, Callable[[int, str, Actor], Any]] = {"suspend": suspend, "resume": resume, "stop": stop}

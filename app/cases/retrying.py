"""Trying again what failed and left an incident: a move of the process, a watch, drifted rows."""

from typing import Any

from app.cases import drifting, escalation, journal, progress
from app.cases.models import Case
from app.core.db import session
from app.core.errors import N_, Conflict, NotFound
from app.engine import incidents, queries
from app.engine.models import WorkItemDone
from app.identity.actor import Actor


class StillDrifted(Conflict):
    """The rows of a process are still not what its state says."""

    message = N_("Dữ liệu của hồ sơ này vẫn chưa khớp với trạng thái quy trình. Cần người kỹ thuật xem xét.")


def retry(incident_id: int, actor: Actor) -> bool:
    """Tries once more and resolves the incident when it goes through; a step as the person who did it first. False:
    somebody has completed that step since, so there is nothing to try, and the incident is closed.

    Raises NotFound for an unknown or resolved incident, Conflict when the dossier has moved on otherwise, and what the
    act raises.
    """
    incident = incidents.incident(incident_id)
    act: dict[str, Any] = incident.act
    if act["kind"] == "complete" and session().get(WorkItemDone, act["item"]) is not None:
        incidents.resolve(incident_id)
        return False
    if act["kind"] not in ("watch", drifting.DRIFT):
        progress.retry(incident_id, actor)
        return True
    case = session().get(Case, incident.subject_id, with_for_update=True)
    if case is None:
        raise NotFound()
    if act["kind"] == "watch":
        escalation.act(case.id, act["watch"])
    elif queries.drift([incident.instance_id]):
        raise StillDrifted
    incidents.resolve(incident_id)
    journal.write(case.id, "retried", actor.account_id, incident.node)
    return True

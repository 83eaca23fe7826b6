"""Until when a dossier and its tasks are due, and when the term of one that is received begins.

A step's own term never replaces the legal one (domain 2.4.10): a task is due at the earlier of both. Once the result is
there, nothing of the legal term is left to keep.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.cases import answers
from app.cases.calendars import of_unit
from app.cases.models import Case
from app.cases.status import Status
from app.catalogue import queries as catalogue
from app.core.clock import TZ, now
from app.deadlines.clocks import last_answered
from app.deadlines.models import LegalClock
from app.deadlines.terms import due
from app.engine import work_items
from app.engine.definitions import definition
from app.engine.nodes import Node

RESULT_THERE = frozenset({Status.NOT_ACCEPTED, Status.STOPPED, Status.RESOLVED, Status.RETURNED})
BY_POST = "POST"
SIGNED_ON, SIGNED_AT = "handover_signed_on", "handover_signed_time"  # fields of forms/shared/check_dossier.json


def task_due(case: Case, node: Node, unit_id: int | None, opened_at: datetime) -> datetime | None:
    """Until when a task is due. Its step's term counts by the calendar of the unit where it waits, the citizen's by
    that of the agency that decides."""
    step = due(node.step_term, opened_at, of_unit(unit_id or case.competent_unit_id)) if node.step_term else None
    legal = None if case.status in RESULT_THERE else case.due_at
    return min((moment for moment in (step, legal) if moment is not None), default=None)


def show(case: Case, clock: LegalClock) -> None:
    """Puts what the clock says on the dossier, for the lists, and on its open tasks."""
    case.due_at, case.near_at, case.overdue_at = clock.due_at, clock.near_at, clock.overdue_at
    definition_id = catalogue.version(case.version_id).definition_id
    if definition_id is None:
        return
    nodes = definition(definition_id).nodes
    items = [item for item in work_items.waiting(case.id) if item.node in nodes]
    wanted = {item.id: task_due(case, nodes[item.node], item.unit_id, item.opened_at) for item in items}
    work_items.reschedule({item.id: wanted[item.id] for item in items if wanted[item.id] != item.due_at})


def reception_moment(case: Case) -> datetime:
    """When the term of a dossier that is received now begins: now; by post when the handover was signed or, if later,
    when the last of it was supplemented (Decision 45/2016/QD-TTg Art. 7.4)."""
    if case.channel_in != BY_POST:
        return now()
    signed = handover(answers.latest(case.id).get("check_dossier", {})) or now()
    return max(signed, last_answered(case.id) or signed)


def handover(given: Mapping[str, Any]) -> datetime | None:
    """When the handover record was signed, as answered; None where a part is missing."""
    day, time = given.get(SIGNED_ON), given.get(SIGNED_AT)
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=TZ) if day and time else None

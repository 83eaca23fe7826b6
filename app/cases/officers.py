"""Which officers are told about a dossier: who holds it, who handles it, who leads its unit."""

from collections.abc import Iterable

from sqlalchemy import select

from app.cases.models import Case
from app.core.db import session
from app.engine.models import WorkItem
from app.identity import units

LEAD, HEAD, DESK_LEADER = "lead", "leader", "desk_leader"
CITIZEN = "citizen"


def holders(case: Case, nodes: Iterable[str] | None = None) -> set[int]:
    """Who has the dossier's open tasks (only those of `nodes` when given). For a task that nobody has taken: the lead
    of its unit, and where there is none, everybody who could take it. A citizen's task is nobody's here."""
    open_ = select(WorkItem.assignee_id, WorkItem.unit_id, WorkItem.role).where(
        WorkItem.subject_id == case.id, WorkItem.role != CITIZEN
    )
    if nodes is not None:
        open_ = open_.where(WorkItem.node.in_(list(nodes)))
    found: set[int] = set()
    for assignee_id, unit_id, role in session().execute(open_):
        found |= {assignee_id} if assignee_id else of(unit_id, LEAD) or of(unit_id, role)
    return found


def handler_and_lead(case: Case) -> set[int]:
    """Whoever handles the dossier, and the lead of the unit that decides."""
    handler = {case.handler_id} if case.handler_id else set()
    return handler | of(case.competent_unit_id, LEAD)


def of(unit_id: int | None, role: str) -> set[int]:
    """The holders of a role in a unit."""
    return {account_id for account_id, _name in units.officers(unit_id, role)} if unit_id is not None else set()

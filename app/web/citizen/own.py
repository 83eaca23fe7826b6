"""The dossier of an address, when it is the asker's own."""

from app.cases import access, dossiers
from app.cases.models import Case
from app.core.db import session as database
from app.identity.actor import Actor


def own_case(actor: Actor, case_id: int) -> Case:
    """The person's own dossier. Raises NotFound for anybody else's, officers' access notwithstanding."""
    return access.must_own(actor, database().get(Case, case_id) if case_id < 2**63 else None)


def own_step(actor: Actor, case: Case) -> dossiers.Step | None:
    """The open task of the dossier that is the person's own to do; None when it is others' turn."""
    mine = (step for step in dossiers.steps(case) if step.item.role == "citizen")
    return next((step for step in mine if step.item.assignee_id in (None, actor.account_id)), None)

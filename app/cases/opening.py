"""Officers opening a dossier or a task: who may, and the line in the journal that every opening leaves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.cases import access, dossiers, journal, tasks
from app.cases.models import Case, JournalLine
from app.cases.progress import gone
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.identity.models import Account

SITTING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task as one officer sees it. `holder` is the name of who has it; `mine`: it is this officer's;
    `may_complete`: theirs, or anybody's of their lane; `may_dispose`: they may hand it to a colleague or back."""

    item: WorkItem
    case: Case
    holder: str | None
    mine: bool
    may_complete: bool
    may_dispose: bool


def task(actor: Actor, item_id: int) -> OpenTask:
    """Opens a task of the officer's lanes or team, and its dossier with it.

    Raises NotFound for a task that is not theirs to see, OwnDossier for one in their own, AlreadyDone when it has been
    done.
    """
    item, case, holder = _read(actor, item_id)
    mine = item.assignee_id == actor.account_id
    leads = actor.has("lead", item.unit_id) if item.unit_id is not None else False
    if not (mine or leads or access.may_hold(actor, item)):
        raise NotFound()
    access.must_be_others(actor, item, case)
    journal.write(case.id, "opened", actor.account_id, item.node)
    return OpenTask(
        item=item,
        case=case,
        holder=holder,
        mine=mine,
        may_complete=mine or (item.assignee_id is None and access.may_hold(actor, item)),
        may_dispose=tasks.may_dispose(actor, item),
    )


def dossier(actor: Actor, key: str) -> Case:
    """Opens a dossier by id, number or code, as an officer. Raises NotFound: one's own is read as a citizen."""
    case = dossiers.find(actor, key)
    if access.owns(actor, case):
        raise NotFound()
    journal.write(case.id, "opened", actor.account_id)
    return case


def of_file(actor: Actor, case_id: int) -> Case:
    """The dossier of which an officer opens a file. A page shows many: one line in the journal per sitting will do.

    Raises NotFound.
    """
    case = access.must_see(actor, session().get(Case, case_id))
    if not access.owns(actor, case) and not _opened_since(case.id, actor.account_id, now() - SITTING):
        journal.write(case.id, "opened", actor.account_id)
    return case


def _opened_since(case_id: int, account_id: int, moment: datetime) -> bool:
    line = JournalLine
    theirs = (line.case_id == case_id, line.actor_id == account_id, line.kind == "opened", line.at > moment)
    return session().scalar(select(line.id).where(*theirs).limit(1)) is not None


def _read(actor: Actor, item_id: int) -> tuple[WorkItem, Case, str | None]:
    found = session().execute(
        select(WorkItem, Case, Account.full_name)
        .join(Case, Case.id == WorkItem.subject_id)
        .outerjoin(Account, Account.id == WorkItem.assignee_id)
        .where(WorkItem.id == item_id)
    )
    row = found.first()
    if row is None:
        raise gone(actor, item_id)
    item, case, holder = row
    if item.role == "citizen":
        raise NotFound()
    return item, case, holder

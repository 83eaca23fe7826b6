"""Moving running dossiers to another version of their procedure, one by one, and back.

The term that runs, the fee and what was answered stay; steps ahead, forms, names and roles become the new version's.
What somebody had begun to type is fitted to the new form; what does not fit is set aside and told (`draft_fitting`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select

from app.cases import draft_fitting, footing, journal, operating
from app.cases.access import OwnDossier, owns
from app.cases.due_moments import task_due
from app.cases.host import CaseHost
from app.cases.models import Case, JournalLine
from app.cases.status import ENDED
from app.catalogue import queries as catalogue
from app.catalogue.models import ProcedureVersion
from app.core.db import session
from app.core.errors import N_, Conflict, Forbidden, NotFound
from app.engine import moving as engine
from app.engine import overdue, work_items
from app.engine.definitions import Definition, definition
from app.engine.models import Instance
from app.engine.moving import Switched
from app.engine.writing import BEFORE, Before
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import About

MOVED = "moved_version"
Drafts = tuple[tuple[str, int], ...]


class SameVersion(Conflict):
    """It has this version already."""

    message = N_("Hồ sơ đã ở phiên bản này.")


class OtherProcedure(Conflict):
    """The version is of another procedure, or cannot be filed online."""

    message = N_("Phiên bản này không thuộc thủ tục của hồ sơ hoặc không chạy được.")


class NothingToRevert(Conflict):
    """The last thing that happened to the dossier was no move to another version."""

    message = N_("Hồ sơ chưa chuyển phiên bản, hoặc đã đi tiếp sau khi chuyển, nên không trả về được.")


@dataclass(frozen=True, slots=True)
class Taken:
    """A dossier that was moved. `drafts` are the unfinished forms: (step's name, how many of their answers are set
    aside)."""

    case_id: int
    opens: tuple[str, ...]
    drafts: Drafts


def move(case_id: int, version_id: int, reason: str, actor: Actor) -> Taken:
    """Moves one dossier to a version of its procedure; a citizen's draft may be moved too.

    Raises SameVersion, OtherProcedure, engine.moving.CannotMove with the place, and what `operating` raises.
    """
    said, (case, before) = operations.reason_of(reason), _locked(case_id, actor)
    target = catalogue.version(version_id)
    if target.id == case.version_id:
        raise SameVersion()
    if target.procedure_id != case.procedure_id or target.definition_id is None:
        raise OtherProcedure()
    was, old = case.version_id, _bundle(case)
    new = definition(target.definition_id)
    change = partial(engine.move, definition_id=new.id, before=before)
    case.version_id = target.id
    made, drafts = _switch(case, old, said, actor, {"from": was, "version": target.id}, change)
    operations.write("move_version", actor.account_id, About(case.id, target.id), said, {"from": was})
    return Taken(case.id, tuple(change.after.name for change in made.changes), drafts)


def revert(case_id: int, reason: str, actor: Actor) -> Taken:
    """Takes the last move back while the dossier has not moved on. Raises NothingToRevert, MovedOn."""
    said, (case, before) = operations.reason_of(reason), _locked(case_id, actor)
    line = _last_move(case)
    if line is None or line.detail is None or "from" not in line.detail:
        raise NothingToRevert()
    old = _bundle(case)
    case.version_id = int(line.detail["from"])
    made, drafts = _switch(case, old, said, actor, {"version": case.version_id}, partial(engine.revert, before=before))
    operations.write("unmove_version", actor.account_id, About(case.id, case.version_id), said)
    return Taken(case.id, tuple(change.after.name for change in made.changes), drafts)


def may_revert(case: Case) -> bool:
    """Whether the last thing that happened to it was a move to another version."""
    line = _last_move(case)
    return line is not None and "from" in (line.detail or {})


def targets(version_id: int) -> list[ProcedureVersion]:
    """The other versions of a version's procedure that can be run, the newest first."""
    mine = catalogue.version(version_id)
    others = select(ProcedureVersion).where(
        ProcedureVersion.procedure_id == mine.procedure_id,
        ProcedureVersion.id != mine.id,
        ProcedureVersion.definition_id.is_not(None),
    )
    return list(session().scalars(others.order_by(ProcedureVersion.number.desc())))


def _switch(
    case: Case, old: Definition, reason: str, actor: Actor, detail: dict[str, Any], change: Callable[..., Switched]
) -> tuple[Switched, Drafts]:
    was = footing.of(case)
    instance_id = operating.instance_of(case)
    made = change(instance_id, host=CaseHost(case, actor.account_id))
    _put_terms_right(case)
    if case.suspended_at is not None:
        overdue.hold(instance_id)
    drafts = tuple(draft_fitting.refit(case, old, _bundle(case)))
    said = {"reason": reason, **detail, **footing.noted(case, was, made.version)}
    journal.write(case.id, MOVED, actor.account_id, None, said)
    return made, drafts


def _put_terms_right(case: Case) -> None:
    """Open tasks are due as the new version's steps say, counted from when they were opened."""
    nodes = _bundle(case).nodes
    due = {
        item.id: (item.due_at, task_due(case, nodes[item.node], item.unit_id, item.opened_at))
        for item in work_items.waiting(case.id)
    }
    work_items.reschedule({item_id: wanted for item_id, (was, wanted) in due.items() if was != wanted})


def _bundle(case: Case) -> Definition:
    definition_id = catalogue.version(case.version_id).definition_id
    if definition_id is None:
        raise OtherProcedure()
    return definition(definition_id)


def _last_move(case: Case) -> JournalLine | None:
    """The line of the last move of its process, if that was one to another version."""
    lines = [line for line in journal.lines(case.id) if footing.MOVE in (line.detail or {})]
    return lines[-1] if lines and lines[-1].kind == MOVED else None


_BOTH = (
    select(Case, *BEFORE)
    .join(Instance, Instance.id == Case.instance_id)
    .where(Case.id == bindparam("case"))
    .with_for_update(of=[Case, Instance])
    .execution_options(populate_existing=True)
)


def _locked(case_id: int, actor: Actor) -> tuple[Case, Before]:
    """The dossier and its process, locked in everybody's order; unlike `operating.operated` a draft too: it has to run
    as well."""
    if not actor.has("operator"):
        raise Forbidden()
    row = session().execute(_BOTH, {"case": case_id}).first()
    if row is None:
        raise NotFound()
    case, *instance = row
    if owns(actor, case):
        raise OwnDossier()
    if case.status in ENDED:
        raise operating.NotRunning()
    return case, Before(*instance)

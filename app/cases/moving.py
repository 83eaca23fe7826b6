"""Moving running dossiers to another version of their procedure, one by one, and back.

The term that runs, the fee and what was answered stay; steps ahead, forms, names and roles become the new version's.
What somebody had begun to type stays kept; a form that no longer asks for it does not show it.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from app.cases import footing, journal, operating, progress
from app.cases.access import OwnDossier, owns
from app.cases.due_moments import task_due
from app.cases.host import CaseHost
from app.cases.models import Case, Draft, JournalLine
from app.cases.operating_many import Act
from app.cases.status import ENDED
from app.catalogue import queries as catalogue
from app.catalogue.models import ProcedureVersion
from app.core.db import session
from app.core.errors import N_, Conflict, Forbidden
from app.engine import moving as engine
from app.engine import overdue, work_items
from app.engine.definitions import Definition, definition
from app.engine.moving import Switched
from app.forms.definition import Form
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import About

MOVED = "moved_version"


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
    """A dossier that was moved. `drafts` are the unfinished forms: (step's name, how many of their answers the new form
    does not ask for)."""

    case_id: int
    opens: tuple[str, ...]
    drafts: tuple[tuple[str, int], ...]


def move(case_id: int, version_id: int, reason: str, actor: Actor) -> Taken:
    """Moves one dossier to a version of its procedure; a citizen's draft may be moved too.

    Raises SameVersion, OtherProcedure, engine.moving.CannotMove with the place, and what `operating` raises.
    """
    said, case = operations.reason_of(reason), _locked(case_id, actor)
    target = catalogue.version(version_id)
    if target.id == case.version_id:
        raise SameVersion()
    if target.procedure_id != case.procedure_id or target.definition_id is None:
        raise OtherProcedure()
    before, old = case.version_id, _bundle(case)
    new = definition(target.definition_id)
    case.version_id = target.id
    made = _switch(case, said, actor, {"from": before, "version": target.id}, partial(_move, definition_id=new.id))
    operations.write("move_version", actor.account_id, About(case.id, target.id), said, {"from": before})
    return Taken(case.id, tuple(change.after.name for change in made.changes), tuple(_drafts(case.id, old, new)))


def revert(case_id: int, reason: str, actor: Actor) -> Case:
    """Takes the last move back while the dossier has not moved on. Raises NothingToRevert, MovedOn."""
    said, case = operations.reason_of(reason), _locked(case_id, actor)
    line = _last_move(case)
    if line is None or line.detail is None or "from" not in line.detail:
        raise NothingToRevert()
    case.version_id = int(line.detail["from"])
    _switch(case, said, actor, {"version": case.version_id}, engine.revert)
    operations.write("unmove_version", actor.account_id, About(case.id, case.version_id), said)
    return case


def act_to(version_id: int) -> Act:
    """The act for `operating_many`."""
    return lambda case_id, reason, actor: move(case_id, version_id, reason, actor)


def may_revert(case: Case) -> bool:
    """Whether the last thing that happened to it was a move to another version."""
    line = _last_move(case)
    return line is not None and "from" in (line.detail or {})


def of_version(version_id: int, limit: int) -> list[int]:
    """The running dossiers and drafts of a version, oldest first."""
    mine = select(Case.id).where(Case.version_id == version_id, Case.closed_at.is_(None), Case.instance_id.is_not(None))
    return list(session().scalars(mine.order_by(Case.id).limit(limit)))


def targets(version_id: int) -> list[ProcedureVersion]:
    """The other versions of a version's procedure that can be run, the newest first."""
    mine = catalogue.version(version_id)
    others = select(ProcedureVersion).where(
        ProcedureVersion.procedure_id == mine.procedure_id,
        ProcedureVersion.id != mine.id,
        ProcedureVersion.definition_id.is_not(None),
    )
    return list(session().scalars(others.order_by(ProcedureVersion.number.desc())))


def _move(instance_id: int, host: CaseHost, definition_id: int) -> Switched:
    return engine.move(instance_id, definition_id, host)


def _switch(case: Case, reason: str, actor: Actor, detail: dict[str, Any], switch: Any) -> Switched:
    was = footing.of(case)
    instance_id = operating.instance_of(case)
    made: Switched = switch(instance_id, CaseHost(case, actor.account_id))
    _put_terms_right(case)
    if case.suspended_at is not None:
        overdue.hold(instance_id)
    said = {"reason": reason, **detail, **footing.noted(case, was, made.version)}
    journal.write(case.id, MOVED, actor.account_id, None, said)
    return made


def _put_terms_right(case: Case) -> None:
    """Open tasks are due as the new version's steps say, counted from when they were opened."""
    nodes = _bundle(case).nodes
    wanted = {
        item.id: task_due(case, nodes[item.node], item.unit_id, item.opened_at) for item in work_items.waiting(case.id)
    }
    work_items.reschedule(wanted)


def _drafts(case_id: int, old: Definition, new: Definition) -> list[tuple[str, int]]:
    found = []
    for draft in session().scalars(select(Draft).where(Draft.case_id == case_id)):
        node_id = draft.node.split("#")[0]
        node = new.nodes.get(node_id)
        form = new.forms.get(node.form_key or "") if node else None
        asked = {field.name for field in Form.read(form).fields} if form else set()
        name = (node or old.nodes[node_id]).name if node or node_id in old.nodes else node_id
        found.append((name, len(set(draft.data) - asked)))
    return found


def _bundle(case: Case) -> Definition:
    definition_id = catalogue.version(case.version_id).definition_id
    if definition_id is None:
        raise OtherProcedure()
    return definition(definition_id)


def _last_move(case: Case) -> JournalLine | None:
    """The line of the last move of its process, if that was one to another version."""
    lines = [line for line in journal.lines(case.id) if footing.MOVE in (line.detail or {})]
    return lines[-1] if lines and lines[-1].kind == MOVED else None


def _locked(case_id: int, actor: Actor) -> Case:
    """The dossier, locked; unlike `operating.operated` a draft too: it has to run as well."""
    if not actor.has("operator"):
        raise Forbidden()
    case = progress.locked(case_id)
    if owns(actor, case):
        raise OwnDossier()
    if case.status in ENDED:
        raise operating.NotRunning()
    return case

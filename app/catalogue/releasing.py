"""Releasing by two people: one proposes, another decides. What one alone has looked at never takes a dossier.

Everything happens in the caller's transaction: a version, its diagrams, the release and the draft's state come together
or not at all.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.catalogue import (
    assembling,
    draft_checks,
    draft_files,
    drafts,
    manifest,
    noting,
    publishing,
    releases,
    version_checks,
)
from app.catalogue.models import Procedure, ProcedureDraft, ProcedureRelease, ProcedureVersion
from app.core import clock
from app.core.db import session
from app.core.errors import N_, Conflict, Forbidden, Invalid, NotFound
from app.engine.checking.known import Known
from app.engine.problems import ERROR, Problem


class SamePerson(Forbidden):
    """Whoever drew or proposed it does not decide about it, whatever roles they hold."""

    message = N_("Người đã soạn hoặc đã trình không được tự ban hành. Cần một người khác duyệt.")


class ChangedSince(Conflict):
    """What is proposed now is not what the person had before their eyes."""

    message = N_("Đề nghị này đã thay đổi sau khi bạn mở trang. Xem lại rồi quyết định.")


class NotProposed(Conflict):
    """It was decided, or taken back."""

    message = N_("Đề nghị này không còn chờ duyệt.")


class InForce(Conflict):
    """The version is in force already."""

    message = N_("Phiên bản này đang được dùng; không cần ban hành lại.")


@dataclass(frozen=True, slots=True)
class House:
    """What a bundle is put together from and checked against: shared diagrams and forms, actions, roles."""

    bpmn_dir: Path
    forms_dir: Path
    known: Known


def stamp(draft: ProcedureDraft) -> str:
    """Stands for exactly this proposal: its files, day and basis. A page shows it, the decision carries it."""
    said = (draft.id, draft.revision, draft.state, draft.proposed_at, draft.effective_from, draft.legal_basis)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def release(draft_id: int, seen: str, account_id: int, house: House) -> publishing.Released:
    """Releases a proposed draft; `seen` is the stamp of what the person saw.

    A day that has passed meanwhile becomes today. Raises NotFound, NotProposed, ChangedSince, SamePerson, Invalid with
    the errors of the checker.
    """
    draft = _proposed(draft_id, seen)
    if account_id in {draft.proposed_by, draft.changed_by, *draft_files.writers(draft_id)}:
        raise SamePerson
    files = draft_files.contents(draft_id)
    refuse_errors(draft_checks.problems(draft.slug, files, house.bpmn_dir, house.forms_dir, house.known))
    described = manifest.parse(json.loads(files[manifest.FILE_NAME]))
    bundle = None
    if described.online:
        bundle = assembling.assemble_files(draft.slug, files, house.bpmn_dir, house.forms_dir)
    released = publishing.release(described, bundle, _act(draft, account_id), judged=True)  # by draft_checks, apart
    draft.state, draft.released_id = drafts.RELEASED, released.version_id
    draft.decided_by, draft.decided_at, draft.remark = account_id, clock.now(), ""
    session().flush()
    _note_release(draft, released, account_id)
    return released


def reject(draft_id: int, seen: str, reason: str, account_id: int) -> None:
    """Sends a proposed draft back to be worked on, with the reason. Raises as `release`."""
    draft = _proposed(draft_id, seen)
    if account_id == draft.proposed_by:
        raise SamePerson
    draft.remark = required(reason, "reason", N_("Nêu lý do không ban hành."), 2000)
    draft.state, draft.decided_by, draft.decided_at = drafts.DRAFT, account_id, clock.now()
    session().flush()
    noting.of_draft("turned_down", draft, account_id, draft.remark)


def propose_again(version_id: int, effective_from: date, legal_basis: str, account_id: int) -> ProcedureRelease:
    """Proposes that an older version be released again. Raises NotFound, InForce, Invalid."""
    version = session().get(ProcedureVersion, version_id)
    if version is None:
        raise NotFound
    stands = releases.standing(version.procedure_id)
    if stands is not None and stands.version_id == version_id and not releases.pending(version.procedure_id):
        raise InForce
    made = _propose(version.procedure_id, releases.AGAIN, version_id, effective_from, legal_basis, account_id)
    noting.of_release("proposed_again", made, account_id, made.legal_basis)
    return made


def propose_repeal(
    procedure_id: int, effective_from: date, legal_basis: str, successors: list[str], account_id: int
) -> ProcedureRelease:
    """Proposes that a procedure take no new dossier from a day on; `successors` are the codes that take its place.

    Raises NotFound, Invalid.
    """
    procedure = session().get(Procedure, procedure_id)
    if procedure is None:
        raise NotFound
    known = set(session().scalars(select(Procedure.code).where(Procedure.code.in_(successors))))
    if strange := [one for one in successors if one not in known or one == procedure.code]:
        fault = (N_("Không có thủ tục mang mã %(codes)s."), {"codes": ", ".join(strange)})
        raise Invalid({"successors": fault})
    made = _propose(procedure_id, releases.REPEAL, None, effective_from, legal_basis, account_id)
    made.successors = list(successors)
    session().flush()
    noting.of_release("proposed_repeal", made, account_id, made.legal_basis)
    return made


def decide(release_id: int, account_id: int, house: House) -> ProcedureRelease:
    """Releases what was proposed: an older version again, or a repeal. A day that has passed becomes today.

    Raises NotFound, NotProposed, SamePerson, Invalid when the old version cannot run in this house any more.
    """
    proposal, procedure = _waiting(release_id, account_id)
    refuse_errors(version_checks.problems(proposal.version_id, house.known))
    proposal.state, proposal.decided_by, proposal.decided_at = releases.RELEASED, account_id, clock.now()
    proposal.effective_from = max(proposal.effective_from, clock.today())
    session().flush()
    releases.begin(procedure)
    kind = "repealed" if proposal.kind == releases.REPEAL else "released_again"
    noting.of_release(kind, proposal, account_id, proposal.legal_basis)
    return proposal


def turn_down(release_id: int, reason: str, account_id: int) -> None:
    """Refuses what was proposed, with the reason; whoever proposed it may take it back so. Raises as `decide`."""
    proposal, _procedure = _waiting(release_id, None)
    own = proposal.proposed_by == account_id
    proposal.remark = required(reason, "reason", N_("Nêu lý do không ban hành."), 2000)
    proposal.state = releases.CALLED_OFF if own else releases.REJECTED
    proposal.decided_by, proposal.decided_at = account_id, clock.now()
    session().flush()
    noting.of_release("taken_back" if own else "turned_down", proposal, account_id, proposal.remark)


def call_off(release_id: int, reason: str, account_id: int) -> None:
    """Stops a release before its day; what is in force stays. Raises NotFound, NotProposed, Invalid."""
    found, _procedure = _locked(release_id)
    if found.state != releases.RELEASED or found.effective_from <= clock.today() or found.begun_at is not None:
        raise NotProposed
    found.remark = required(reason, "reason", N_("Nêu lý do dừng."), 2000)
    found.state, found.decided_by, found.decided_at = releases.CALLED_OFF, account_id, clock.now()
    session().flush()
    noting.of_release("called_off", found, account_id, found.remark)


def refuse_errors(problems: list[Problem]) -> None:
    """Raises Invalid with the errors among the problems, each at its place."""
    errors = [one for one in problems if one.severity == ERROR]
    if errors:
        said = {one.place or "problems": f"{one.message['vi']} {one.mend['vi']}" for one in reversed(errors)}
        raise Invalid({place: ("%(text)s", {"text": text}) for place, text in said.items()})


def required(text: str, field: str, fault: str, most: int) -> str:
    """The text with single spaces. Raises Invalid when there is none."""
    plain = " ".join(text.split())[:most]
    if not plain:
        raise Invalid({field: fault})
    return plain


def _proposed(draft_id: int, seen: str) -> ProcedureDraft:
    wanted = select(ProcedureDraft).where(ProcedureDraft.id == draft_id).with_for_update()
    draft = session().scalar(wanted.execution_options(populate_existing=True))
    if draft is None:
        raise NotFound
    if draft.state != drafts.PROPOSED:
        raise drafts.NotProposed
    if stamp(draft) != seen:
        raise ChangedSince
    return draft


def _note_release(draft: ProcedureDraft, released: publishing.Released, account_id: int) -> None:
    """What is identical to the version released last made nothing, which the line says."""
    detail: dict[str, object] = {"number": released.number, "day": released.effective_from.isoformat()}
    if not released.entered:
        detail = {"same": released.number}
    noting.of_draft("released" if released.new else "released_again", draft, account_id, draft.legal_basis, **detail)


def _act(draft: ProcedureDraft, account_id: int) -> releases.Act:
    today = clock.today()
    return releases.Act(
        effective_from=max(draft.effective_from or today, today),
        source=releases.STUDIO,
        legal_basis=draft.legal_basis,
        proposed_by=draft.proposed_by,
        proposed_at=draft.proposed_at,
        decided_by=account_id,
        draft_id=draft.id,
    )


def _propose(
    procedure_id: int, kind: str, version_id: int | None, effective_from: date, legal_basis: str, account_id: int
) -> ProcedureRelease:
    basis = required(legal_basis, "legal_basis", N_("Nêu căn cứ pháp lý của thay đổi."), 500)
    if effective_from < clock.today():
        raise Invalid({"effective_from": N_("Ngày hiệu lực không được ở quá khứ.")})
    made = ProcedureRelease(
        procedure_id=procedure_id,
        kind=kind,
        source=releases.STUDIO,
        state=releases.PROPOSED,
        version_id=version_id,
        effective_from=effective_from,
        legal_basis=basis,
        successors=[],
        proposed_by=account_id,
        proposed_at=clock.now(),
    )
    session().add(made)
    session().flush()
    return made


def _waiting(release_id: int, decider: int | None) -> tuple[ProcedureRelease, Procedure]:
    proposal, procedure = _locked(release_id)
    if proposal.state != releases.PROPOSED:
        raise NotProposed
    if decider is not None and proposal.proposed_by == decider:
        raise SamePerson
    return proposal, procedure


def _locked(release_id: int) -> tuple[ProcedureRelease, Procedure]:
    """The release with its procedure; the procedure is locked first, as everywhere."""
    mine = select(Procedure).join(ProcedureRelease, ProcedureRelease.procedure_id == Procedure.id)
    mine = mine.where(ProcedureRelease.id == release_id).with_for_update(of=Procedure)
    procedure = session().scalar(mine.execution_options(populate_existing=True))
    found = session().get(ProcedureRelease, release_id, populate_existing=True)
    if procedure is None or found is None:
        raise NotFound
    return found, procedure

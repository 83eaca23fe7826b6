"""Drafts of procedures: begun from a version, from an archive or from nothing; listed; proposed and taken back.

Releasing is another person's act and not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from app.catalogue import draft_files, draft_paths, noting
from app.catalogue.models import DraftEditor, Procedure, ProcedureDraft, ProcedureVersion
from app.core import clock
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound

DRAFT, PROPOSED, RELEASED, REJECTED = "DRAFT", "PROPOSED", "RELEASED", "REJECTED"
HERE = timedelta(seconds=90)  # a page that is open says so every 30 seconds


class NotProposed(Conflict):
    """Only what is proposed can be taken back."""

    message = N_("Bản thảo này không ở trạng thái đã trình.")


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure as the studio lists it: the version in force and its open drafts."""

    slug: str
    code: str
    name: str
    name_en: str
    version: int | None
    effective_from: date | None
    drafts: tuple[ProcedureDraft, ...]


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who has a draft open. `path` is the file, empty for the draft's own page."""

    account_id: int
    path: str
    seen_at: datetime


def begin(
    slug: str, title: str, files: Mapping[str, bytes], account_id: int, *, based_on_id: int | None = None, how: str = ""
) -> ProcedureDraft:
    """A new draft with these files; `how` it came, for the log (`zip`). Raises Invalid."""
    draft_paths.check_slug(slug)
    if not files:
        raise Invalid({"files": N_("Bản thảo cần ít nhất một tệp.")})
    now = clock.now()
    draft = ProcedureDraft(
        slug=slug,
        title=" ".join(title.split())[:300] or slug,
        state=DRAFT,
        revision=0,
        based_on_id=based_on_id,
        created_by=account_id,
        created_at=now,
        changed_by=account_id,
        changed_at=now,
    )
    session().add(draft)
    session().flush()
    draft_files.put_all(draft.id, files, account_id)
    noting.of_draft("draft_made", draft, account_id, **({"how": how} if how else {}))
    return draft


def bring_in(draft_id: int, files: Mapping[str, bytes], account_id: int) -> list[str]:
    """Files from elsewhere over what stands in the draft; the names of those that changed. Raises as `put_all`."""
    changed = draft_files.put_all(draft_id, files, account_id)
    if changed:
        noting.of_draft("draft_imported", draft(draft_id), account_id, files=", ".join(changed)[:500])
    return changed


def discard(draft_id: int, account_id: int) -> None:
    """Ends a draft that nobody proposed: it is listed no more and stays readable. Raises NotFound, NotEditable."""
    mine = draft_files.editable(draft_id)
    mine.state, mine.changed_by, mine.changed_at = REJECTED, account_id, clock.now()
    session().flush()
    noting.of_draft("draft_discarded", mine, account_id)


def draft(draft_id: int) -> ProcedureDraft:
    """The draft. Raises NotFound."""
    found = session().get(ProcedureDraft, draft_id)
    if found is None:
        raise NotFound
    return found


def lines() -> list[Line]:
    """Every procedure and every new one being drawn, with the drafts that are not ended: those that have some first,
    then by slug."""
    open_ones: dict[str, list[ProcedureDraft]] = {}
    wanted = select(ProcedureDraft).where(ProcedureDraft.state.in_((DRAFT, PROPOSED)))
    for one in session().scalars(wanted.order_by(ProcedureDraft.changed_at.desc())):
        open_ones.setdefault(one.slug, []).append(one)
    columns = (
        Procedure.slug, ProcedureVersion.code, ProcedureVersion.name, ProcedureVersion.name_en,
        ProcedureVersion.number, ProcedureVersion.effective_from,
    )  # fmt: skip
    in_force = select(*columns).join(ProcedureVersion, ProcedureVersion.id == Procedure.current_version_id)
    found = [Line(*row, drafts=tuple(open_ones.pop(row.slug, ()))) for row in session().execute(in_force)]
    fresh = [Line(slug, "", mine[0].title, "", None, None, tuple(mine)) for slug, mine in open_ones.items()]
    return sorted([*found, *fresh], key=lambda line: (not line.drafts, line.slug))


def ended(slug: str) -> list[ProcedureDraft]:
    """The released and rejected drafts of a procedure, the newest first."""
    wanted = select(ProcedureDraft).where(ProcedureDraft.slug == slug, ProcedureDraft.state.in_((RELEASED, REJECTED)))
    return list(session().scalars(wanted.order_by(ProcedureDraft.id.desc()).limit(50)))


def propose(draft_id: int, effective_from: date, legal_basis: str, account_id: int) -> None:
    """Hands a draft over for release; it cannot be edited until it is taken back. Raises NotEditable, Invalid."""
    mine = draft_files.editable(draft_id)
    faults = {}
    if not legal_basis.strip():
        faults["legal_basis"] = N_("Nêu căn cứ pháp lý của thay đổi.")
    if effective_from < clock.today():
        faults["effective_from"] = N_("Ngày hiệu lực không được ở quá khứ.")
    if faults:
        raise Invalid(faults)
    mine.state, mine.effective_from, mine.legal_basis = PROPOSED, effective_from, " ".join(legal_basis.split())[:500]
    mine.proposed_by, mine.proposed_at = account_id, clock.now()
    session().flush()
    noting.of_draft("proposed", mine, account_id, mine.legal_basis, day=effective_from.isoformat())


def take_back(draft_id: int, account_id: int) -> None:
    """Makes a proposed draft editable again. Raises NotFound, NotProposed."""
    wanted = select(ProcedureDraft).where(ProcedureDraft.id == draft_id).with_for_update()
    mine = session().scalar(wanted.execution_options(populate_existing=True))
    if mine is None:
        raise NotFound
    if mine.state != PROPOSED:
        raise NotProposed
    mine.state, mine.proposed_by, mine.proposed_at = DRAFT, None, None
    session().flush()
    noting.of_draft("taken_back", mine, account_id)


def is_open(draft_id: int, path: str, account_id: int) -> None:
    """Notes that somebody has the draft (or a file of it) open now."""
    session().merge(DraftEditor(draft_id=draft_id, account_id=account_id, path=path, seen_at=clock.wall()))
    session().execute(delete(DraftEditor).where(DraftEditor.seen_at < clock.wall() - timedelta(days=1)))
    session().flush()


def editors(draft_id: int, but: int) -> list[Editor]:
    """Who else has the draft open now."""
    wanted = select(DraftEditor).where(DraftEditor.draft_id == draft_id, DraftEditor.account_id != but)
    rows = session().scalars(wanted.where(DraftEditor.seen_at > clock.wall() - HERE))
    return [Editor(row.account_id, row.path, row.seen_at) for row in rows]

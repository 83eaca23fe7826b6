"""Reading dossiers: one by number or code, a person's own, what happens now, and the timeline in human words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.cases import access
from app.cases.models import Case, JournalLine
from app.catalogue.models import ProcedureVersion
from app.core.db import session
from app.core.folding import words
from app.core.ids import read_id
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.identity.models import Account, Unit


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list and the cursor of the next page (None: no more)."""

    rows: list[Any]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline: who (None: the system) did what at which step, and when."""

    at: datetime
    who: str | None
    kind: str
    node: str | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a dossier waits at: its name, whose turn (role, unit, holder), until when."""

    item: WorkItem
    unit: str | None
    holder: str | None
    unit_en: str | None


def find(actor: Actor, key: str) -> Case:
    """A dossier by id, draft number or code. Raises NotFound when there is none for this person."""
    wanted = key.strip()
    same = [Case.code == wanted, Case.number == wanted]
    if (case_id := read_id(wanted)) is not None:
        same.append(Case.id == case_id)
    return access.must_see(actor, session().scalar(select(Case).where(or_(*same))))


def mine(actor: Actor, cursor: str | None = None, limit: int = 20) -> Page:
    """A person's own dossiers, newest first: rows of `(Case, ProcedureVersion)`."""
    query = (
        select(Case, ProcedureVersion)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(Case.owner_id == actor.account_id)
    )
    return _page(query, cursor, limit)


def visible(actor: Actor, q: str = "", cursor: str | None = None, limit: int = 30) -> Page:
    """The dossiers an officer may see, newest first, searched by code, person or procedure without marks."""
    query = (
        select(Case, ProcedureVersion)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(access.visible_to(actor), *(Case.search.contains(word) for word in words(q)))
    )
    return _page(query, cursor, limit)


def steps(case: Case) -> list[Step]:
    """Where the dossier waits now, with the names of unit and holder, in one statement."""
    return steps_of([case])[case.id]


def steps_of(cases: Sequence[Case]) -> dict[int, list[Step]]:
    """Where each of these dossiers waits now, by its id, in one statement."""
    rows = session().execute(
        select(WorkItem, Unit.name, Account.full_name, Unit.name_en)
        .outerjoin(Unit, Unit.id == WorkItem.unit_id)
        .outerjoin(Account, Account.id == WorkItem.assignee_id)
        .where(WorkItem.subject_id.in_([case.id for case in cases]))
        .order_by(WorkItem.id)
    )
    found: dict[int, list[Step]] = {case.id: [] for case in cases}
    for row in rows:
        found[row[0].subject_id].append(Step(*row))
    return found


def timeline(case: Case, kinds: Sequence[str] | None = None) -> list[Event]:
    """The journal of a dossier with people's names, oldest first; only some `kinds` when given."""
    query = (
        select(JournalLine, Account.full_name)
        .outerjoin(Account, Account.id == JournalLine.actor_id)
        .where(JournalLine.case_id == case.id)
        .order_by(JournalLine.id)
    )
    if kinds is not None:
        query = query.where(JournalLine.kind.in_(kinds))
    rows = session().execute(query)
    return [Event(line.at, who, line.kind, line.node, line.detail or {}) for line, who in rows]


def _page(query: Any, cursor: str | None, limit: int) -> Page:
    before = read_id(cursor)
    if before is not None:
        query = query.where(Case.id < before)
    rows = list(session().execute(query.order_by(Case.id.desc()).limit(limit + 1)))
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, str(rows[-1][0].id) if more else None)

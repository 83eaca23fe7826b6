"""Where running dossiers wait, for those who operate: by version, by step, by age. Numbers and codes, nothing of what
is in a dossier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.cases.models import Case
from app.catalogue.models import Procedure, ProcedureVersion
from app.core.db import session
from app.core.errors import NotFound
from app.engine.models import Incident, WorkItem
from app.identity import units

PAGE = 50
_SENT = Case.status > 0  # drafts are the citizens' alone
_RUNNING = Case.closed_at.is_(None)  # beside a version it is an index
_WHOSE = func.coalesce(WorkItem.unit_id, Case.competent_unit_id, Case.receiving_unit_id)


@dataclass(frozen=True, slots=True)
class InUse:
    """A version that has running dossiers: how many are sent, how many are drafts, since when the oldest step waits."""

    version_id: int
    procedure: str
    procedure_en: str
    code: str
    number: int
    current: bool
    running: int
    drafts: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tasks wait at a node, and since when the middle one and the oldest do, each in its unit (None: the
    citizen's), whose calendar counts."""

    node: str
    count: int
    median_at: datetime
    oldest_at: datetime
    median_unit_id: int | None
    oldest_unit_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A running dossier as its operator sees it. `steps` are (node, name, waiting since)."""

    case_id: int
    number: str
    status: int
    suspended_at: datetime | None
    version_id: int
    incidents: int
    steps: tuple[tuple[str, str, datetime], ...]


def versions_in_use() -> list[InUse]:
    """The versions with dossiers at open steps, by procedure, the newest first. One statement."""
    sent, draft = (func.count(Case.id.distinct()).filter(where) for where in (_SENT, Case.status == 0))
    found = (
        select(ProcedureVersion, Procedure.current_version_id, sent, draft, func.min(WorkItem.opened_at))
        .select_from(WorkItem)
        .join(Case, Case.id == WorkItem.subject_id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
        .group_by(ProcedureVersion.id, Procedure.current_version_id)
        .order_by(ProcedureVersion.name_folded, ProcedureVersion.number.desc())
    )
    return [
        InUse(one.id, one.name, one.name_en, one.code, one.number, one.id == current, running, drafts, oldest)
        for one, current, running, drafts, oldest in session().execute(found)
    ]


def heat(version_id: int, unit_id: int | None = None) -> list[Waiting]:
    """Where the dossiers of a version wait and for how long, the fullest step first; of a unit and those under it
    where asked, what citizens have to do counting as the unit's that decides. One statement."""
    order = WorkItem.opened_at, WorkItem.id
    ranked = (
        select(
            WorkItem.node,
            WorkItem.unit_id,
            WorkItem.opened_at,
            func.row_number().over(partition_by=WorkItem.node, order_by=order).label("place"),
            func.count().over(partition_by=WorkItem.node).label("many"),
        )
        .join(Case, Case.id == WorkItem.subject_id)
        .where(Case.version_id == version_id, _SENT, _RUNNING)
    )
    if unit_id is not None:
        ranked = ranked.where(_WHOSE.in_(units.with_those_below(unit_id)))
    every = ranked.subquery()
    told = select(every).where(or_(every.c.place == 1, every.c.place == (every.c.many + 1) // 2))
    rows: dict[str, list[Any]] = {}
    for row in session().execute(told.order_by(every.c.many.desc(), every.c.node, every.c.place)):
        rows.setdefault(row.node, []).append(row)
    return [
        Waiting(node, found[0].many, found[-1].opened_at, found[0].opened_at, found[-1].unit_id, found[0].unit_id)
        for node, found in rows.items()
    ]


def units_waiting(version_id: int) -> list[int]:
    """The units at which dossiers of a version wait."""
    where = (Case.version_id == version_id, _SENT, _RUNNING, _WHOSE.is_not(None))
    found = select(_WHOSE).select_from(WorkItem).join(Case, Case.id == WorkItem.subject_id).where(*where).distinct()
    return sorted(session().scalars(found))


def at_steps(case_ids: Iterable[int]) -> dict[str, int]:
    """At which nodes these dossiers have open tasks: `{node: how many}`."""
    counted = select(WorkItem.node, func.count()).where(WorkItem.subject_id.in_(set(case_ids))).group_by(WorkItem.node)
    return {node: count for node, count in session().execute(counted)}  # noqa: C416  # as in `numbers`


def running(
    version_id: int | None = None,
    node: str | None = None,
    number: str = "",
    suspended: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> list[Standing]:
    """Running dossiers, newest first: of a version, at a node, by code or number, those that are held."""
    here = WorkItem.subject_id == Case.id
    wanted = select(Case).where(_SENT, _RUNNING).order_by(Case.id.desc()).limit(limit)
    if node is not None:
        wanted = wanted.where(select(WorkItem.id).where(here, WorkItem.node == node).exists())
    if version_id is not None:
        wanted = wanted.where(Case.version_id == version_id)
    if number:
        wanted = wanted.where(or_(Case.code == number, Case.number == number))
    if suspended:
        wanted = wanted.where(Case.suspended_at.is_not(None))
    if before is not None:
        wanted = wanted.where(Case.id < before)
    return _standing(session().scalars(wanted).all())


def standing(case: Case) -> Standing:
    """One dossier."""
    return _standing([case])[0]


def _standing(cases: Sequence[Case]) -> list[Standing]:
    ids = [case.id for case in cases]
    steps: dict[int, list[tuple[str, str, datetime]]] = {}
    for item in session().scalars(select(WorkItem).where(WorkItem.subject_id.in_(ids)).order_by(WorkItem.id)):
        steps.setdefault(item.subject_id, []).append((item.node, item.name, item.opened_at))
    unresolved = and_(Incident.subject_id.in_(ids), Incident.resolved_at.is_(None))
    counted = select(Incident.subject_id, func.count()).where(unresolved).group_by(Incident.subject_id)
    failed: dict[int, int] = {row[0]: row[1] for row in session().execute(counted)}
    return [
        Standing(
            case_id=case.id,
            number=case.code or case.number,
            status=case.status,
            suspended_at=case.suspended_at,
            version_id=case.version_id,
            incidents=failed.get(case.id, 0),
            steps=tuple(steps.get(case.id, ())),
        )
        for case in cases
    ]


def numbers(case_ids: Iterable[int | None]) -> dict[int, str]:
    """The codes of dossiers by id, or the draft numbers of those that have none."""
    wanted = {one for one in case_ids if one is not None}
    rows = session().execute(select(Case.id, func.coalesce(Case.code, Case.number)).where(Case.id.in_(wanted)))
    return {case_id: number for case_id, number in rows}  # noqa: C416  # dict() takes a result for a mapping


def by_number(number: str) -> int | None:
    """The id of a dossier by its code or draft number."""
    return session().scalar(select(Case.id).where(or_(Case.code == number, Case.number == number)))


def find(case_id: int) -> Case:
    """A running or ended dossier, for its operator. Raises NotFound, for a draft too."""
    found = session().scalar(select(Case).where(Case.id == case_id, _SENT))
    if found is None:
        raise NotFound()
    return found

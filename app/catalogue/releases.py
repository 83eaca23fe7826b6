"""What a procedure runs on, and since when: releases entered one after another, begun when their day comes.

Running dossiers stay on the version they began with; only where new ones begin is said here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, select

from app.catalogue.models import Procedure, ProcedureRelease, ProcedureVersion
from app.catalogue.offering import make_offers
from app.catalogue.search import code_in
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound

RELEASE, AGAIN, REPEAL = "RELEASE", "AGAIN", "REPEAL"
STUDIO, FOLDER = "STUDIO", "FOLDER"
PROPOSED, RELEASED, REJECTED, CALLED_OFF = "PROPOSED", "RELEASED", "REJECTED", "CALLED_OFF"
_LAST = (ProcedureRelease.decided_at.desc(), ProcedureRelease.id.desc())


@dataclass(frozen=True, slots=True)
class Act:
    """Who proposed, who decided (None: the command line), from which day and on which legal basis."""

    effective_from: date
    source: str = FOLDER
    legal_basis: str = ""
    proposed_by: int | None = None
    proposed_at: datetime | None = None
    decided_by: int | None = None
    draft_id: int | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    """A procedure that takes a repealed one's place."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Repealed:
    """A procedure that takes no dossier any more, as it was called last."""

    code: str
    name: str
    name_en: str
    since: date
    legal_basis: str
    successors: tuple[Successor, ...]


def enter(procedure: Procedure, kind: str, version_id: int | None, act: Act) -> ProcedureRelease:
    """Notes a release that is decided, and begins it when its day has come."""
    now = clock.now()
    made = ProcedureRelease(
        procedure_id=procedure.id,
        kind=kind,
        source=act.source,
        state=RELEASED,
        version_id=version_id,
        draft_id=act.draft_id,
        effective_from=act.effective_from,
        legal_basis=act.legal_basis,
        successors=[],
        proposed_by=act.proposed_by,
        proposed_at=act.proposed_at or now,
        decided_by=act.decided_by,
        decided_at=now,
    )
    session().add(made)
    session().flush()
    begin(procedure)
    return made


def begin(procedure: Procedure) -> bool:
    """Puts the release in force that stands today; whether any release's day had come. The caller has the procedure
    locked."""
    due = list(session().scalars(_of(procedure.id).where(_unbegun())))
    for release in due:
        release.begun_at = clock.now()
    stands = standing(procedure.id)
    if stands is not None:
        procedure.current_version_id = stands.version_id
        procedure.repealed_on = (procedure.repealed_on or stands.effective_from) if stands.kind == REPEAL else None
        session().flush()
        make_offers()
    return bool(due)


def begin_due(procedure_id: int) -> bool:
    """Begins what is due of one procedure, locked; False when somebody else has done so."""
    locked = select(Procedure).where(Procedure.id == procedure_id).with_for_update()
    procedure = session().scalar(locked.execution_options(populate_existing=True))
    return procedure is not None and begin(procedure)


def due() -> list[int]:
    """The procedures with a release whose day has come and that nobody has begun."""
    waiting = select(ProcedureRelease.procedure_id).where(ProcedureRelease.state == RELEASED, _unbegun())
    return list(session().scalars(waiting.distinct().order_by(ProcedureRelease.procedure_id)))


def standing(procedure_id: int, day: date | None = None) -> ProcedureRelease | None:
    """The release in force on a day (today), whether or not it has been begun; None: there is none yet."""
    reached = _of(procedure_id).where(ProcedureRelease.effective_from <= (day or clock.today()))
    return session().scalar(reached.order_by(ProcedureRelease.effective_from.desc(), *_LAST).limit(1))


def latest(procedure_id: int) -> ProcedureRelease | None:
    """The release decided last, whatever its day."""
    return session().scalar(_of(procedure_id).order_by(*_LAST).limit(1))


def latest_version(procedure_id: int) -> int | None:
    """The version released last, whatever its day; a repeal after it does not matter."""
    some = _of(procedure_id).where(ProcedureRelease.version_id.is_not(None))
    found = session().scalar(some.order_by(*_LAST).limit(1))
    return found.version_id if found else None


def pending(procedure_id: int) -> list[ProcedureRelease]:
    """Releases whose day is still to come, the nearest first."""
    future = _of(procedure_id).where(ProcedureRelease.effective_from > clock.today())
    return list(session().scalars(future.order_by(ProcedureRelease.effective_from, ProcedureRelease.id)))


def history(procedure_id: int) -> list[ProcedureRelease]:
    """Everything that was proposed and decided, the newest first."""
    mine = select(ProcedureRelease).where(ProcedureRelease.procedure_id == procedure_id)
    return list(session().scalars(mine.order_by(ProcedureRelease.id.desc()).limit(200)))


def call_off_folder(procedure_id: int) -> None:
    """What a folder released for a day to come holds no more: another content came from it."""
    for one in pending(procedure_id):
        if one.source == FOLDER:
            one.state, one.decided_at = CALLED_OFF, clock.now()
    session().flush()


def proposal(release_id: int) -> tuple[ProcedureRelease, str]:
    """A release, proposed or decided, with its procedure's folder name. Raises NotFound."""
    found = session().get(ProcedureRelease, release_id)
    if found is None:
        raise NotFound
    return found, slug_of(found.procedure_id)


def slug_of(procedure_id: int) -> str:
    """The folder's name of a procedure."""
    return session().get_one(Procedure, procedure_id).slug


def procedure_of(slug: str) -> Procedure:
    """The procedure by its folder's name. Raises NotFound."""
    found = session().scalar(select(Procedure).where(Procedure.slug == slug))
    if found is None:
        raise NotFound
    return found


def repealed(code: str) -> Repealed:
    """What is said of a procedure that takes no dossier any more. Raises NotFound for any other."""
    procedure = session().scalar(select(Procedure).where(Procedure.code == code_in(code)))
    stands = standing(procedure.id) if procedure else None
    version_id = latest_version(procedure.id) if procedure else None
    if procedure is None or stands is None or stands.kind != REPEAL or version_id is None:
        raise NotFound
    last = session().get_one(ProcedureVersion, version_id)
    since = procedure.repealed_on or stands.effective_from
    return Repealed(last.code, last.name, last.name_en, since, stands.legal_basis, _successors(stands, last))


def waiting() -> list[tuple[str, ProcedureRelease]]:
    """The acts upon versions (release again, repeal) that wait for a decision, oldest first, each with its slug."""
    wanted = select(Procedure.slug, ProcedureRelease).join(Procedure, Procedure.id == ProcedureRelease.procedure_id)
    wanted = wanted.where(ProcedureRelease.state == PROPOSED).order_by(ProcedureRelease.proposed_at)
    return [(slug, one) for slug, one in session().execute(wanted)]


def repealed_slugs() -> list[tuple[str, date]]:
    """The procedures that take no dossier any more, with the day."""
    gone = select(Procedure.slug, Procedure.repealed_on)
    gone = gone.where(Procedure.repealed_on.is_not(None), Procedure.current_version_id.is_(None))
    return [(slug, since) for slug, since in session().execute(gone.order_by(Procedure.slug)) if since]


def _successors(repeal: ProcedureRelease, last: ProcedureVersion) -> tuple[Successor, ...]:
    """Those that the repeal names, and those whose manifest says that they take its place."""
    wanted = select(ProcedureVersion).join(Procedure, Procedure.current_version_id == ProcedureVersion.id)
    said = list(repeal.successors)
    found = [
        one
        for one in session().scalars(wanted.order_by(ProcedureVersion.code))
        if one.code in said or last.code in one.manifest.get("replaces", ())
    ]
    return tuple(Successor(one.code, one.name, one.name_en) for one in found)


def numbers(version_ids: Iterable[int | None]) -> dict[int, int]:
    """The numbers of versions by their ids."""
    wanted = {one for one in version_ids if one is not None}
    found = select(ProcedureVersion.id, ProcedureVersion.number).where(ProcedureVersion.id.in_(wanted))
    return {row.id: row.number for row in session().execute(found)}


def unbegun_of() -> ColumnElement[bool]:
    """In a query over `Procedure` and its releases: the release has come to its day and nobody has begun it."""
    return and_(ProcedureRelease.state == RELEASED, _unbegun())


def _of(procedure_id: int) -> Select[ProcedureRelease]:
    mine = ProcedureRelease.procedure_id == procedure_id
    return select(ProcedureRelease).where(mine, ProcedureRelease.state == RELEASED)


def _unbegun() -> ColumnElement[bool]:
    return and_(ProcedureRelease.begun_at.is_(None), ProcedureRelease.effective_from <= clock.today())

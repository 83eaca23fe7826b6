"""Finding procedures: one by code or version, which unit offers it, what groups there are. Search is in `search`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Exists, func, select

from app.catalogue import releases
from app.catalogue.manifest import Manifest, typed
from app.catalogue.models import Offer, Procedure, ProcedureRelease, ProcedureVersion, Sector
from app.catalogue.search import Found, Page, code_in, search
from app.core.db import session
from app.core.errors import NotFound
from app.identity.models import Unit

__all__ = [
    "Found",
    "Group",
    "OfferView",
    "Page",
    "Version",
    "VersionLine",
    "agencies",
    "all_sectors",
    "get",
    "history",
    "life_events",
    "offer",
    "offers",
    "search",
    "sectors",
    "version",
]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; never changes. `definition_id` None: it cannot be filed here.

    `manifest` is the document as published, `described` its typed form.
    """

    id: int
    procedure_id: int
    number: int
    definition_id: int | None
    code: str
    slug: str
    name: str
    name_en: str
    sector: str
    tier: str
    service_level: str
    legacy_level: int
    life_event: str
    effective_from: date
    published_at: datetime
    sha256: str
    manifest: Mapping[str, Any]
    described: Manifest


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A line of a procedure's history."""

    id: int
    number: int
    effective_from: date
    published_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """A unit where a procedure may be filed, the unit that resolves it, and what that agency sets itself."""

    id: int
    procedure_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    unit_name_en: str
    competent_unit_id: int
    overrides: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of procedures to choose from, with how many there are in it."""

    key: str
    name: str
    name_en: str
    count: int


@lru_cache(maxsize=1024)
def version(version_id: int) -> Version:
    """A version by its id, kept in the process: versions are immutable. Raises NotFound."""
    found = session().execute(
        select(ProcedureVersion, Procedure.slug)
        .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
        .where(ProcedureVersion.id == version_id)
    )
    row = found.first()
    if row is None:
        raise NotFound
    return _version(*row)


def get(code: str) -> Version:
    """The version in force of a procedure, by its national code, with or without the local suffix
    (`1.001193.000.00.00.H55`).

    On the day of a release it is the new one from midnight on, though nothing has noticed that the day has come. Raises
    NotFound, also for a procedure that is repealed or not in force yet.
    """
    wanted = select(Procedure.id, Procedure.current_version_id, _day_has_come()).where(Procedure.code == code_in(code))
    found = session().execute(wanted).one_or_none()
    if found is None:
        raise NotFound
    procedure_id, current, changed = found
    if changed:
        stands = releases.standing(procedure_id)
        current = stands.version_id if stands else None
    if current is None:
        raise NotFound
    return version(current)


def _day_has_come() -> Exists:
    mine = ProcedureRelease.procedure_id == Procedure.id
    return select(ProcedureRelease.id).where(mine, releases.unbegun_of()).exists()


def history(procedure_id: int) -> list[VersionLine]:
    """All versions of a procedure, the newest first."""
    wanted = select(ProcedureVersion, Procedure.current_version_id)
    wanted = wanted.join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
    wanted = wanted.where(Procedure.id == procedure_id).order_by(ProcedureVersion.number.desc())
    return [
        VersionLine(row.id, row.number, row.effective_from, row.published_at, row.id == current)
        for row, current in session().execute(wanted)
    ]


def offers(procedure_id: int) -> list[OfferView]:
    """The units that offer a procedure now, by name."""
    wanted = select(Offer, Unit).join(Unit, Unit.id == Offer.unit_id)
    wanted = wanted.where(Offer.procedure_id == procedure_id, Offer.active).order_by(Unit.name, Unit.id)
    return [_view(*row) for row in session().execute(wanted)]


def offer(procedure_id: int, unit_id: int) -> OfferView:
    """The offer of a procedure by a unit. Raises NotFound when the unit does not offer it."""
    found = next((one for one in offers(procedure_id) if one.unit_id == unit_id), None)
    if found is None:
        raise NotFound
    return found


def life_events(audience: str | None = None) -> list[Group]:
    """The life events that have procedures in force, the fullest first. Their names are the web's."""
    column = ProcedureVersion.life_event
    wanted = _counted(column, audience=audience).group_by(column)
    rows = session().execute(wanted)
    return sorted((Group(key, key, key, count) for key, count in rows), key=lambda group: (-group.count, group.key))


def sectors(audience: str | None = None) -> list[Group]:
    """The sectors that have procedures in force, by name."""
    wanted = _counted(Sector.code, Sector.name, Sector.name_en, audience=audience)
    wanted = wanted.join(Sector, Sector.code == ProcedureVersion.sector)
    wanted = wanted.group_by(Sector.code, Sector.name, Sector.name_en).order_by(Sector.name)
    return [Group(*row) for row in session().execute(wanted)]


def all_sectors() -> list[Sector]:
    """Every sector, whether or not a procedure is in it, by name."""
    return list(session().scalars(select(Sector).order_by(Sector.name)))


def agencies() -> list[Group]:
    """The units that offer procedures, by name; `key` is the unit's code."""
    wanted = _counted(Unit.code, Unit.name, Unit.name_en)
    wanted = wanted.join(Offer, Offer.procedure_id == Procedure.id).join(Unit, Unit.id == Offer.unit_id)
    wanted = wanted.where(Offer.active).group_by(Unit.code, Unit.name, Unit.name_en).order_by(Unit.name)
    return [Group(*row) for row in session().execute(wanted)]


def _version(row: ProcedureVersion, slug: str) -> Version:
    return Version(
        id=row.id,
        procedure_id=row.procedure_id,
        number=row.number,
        definition_id=row.definition_id,
        code=row.code,
        slug=slug,
        name=row.name,
        name_en=row.name_en,
        sector=row.sector,
        tier=row.tier,
        service_level=row.service_level,
        legacy_level=row.legacy_level,
        life_event=row.life_event,
        effective_from=row.effective_from,
        published_at=row.published_at,
        sha256=row.sha256,
        manifest=row.manifest,
        described=typed(row.manifest),
    )


def _counted(*columns: Any, audience: str | None = None) -> Any:
    wanted = select(*columns, func.count()).select_from(ProcedureVersion)
    wanted = wanted.join(Procedure, Procedure.current_version_id == ProcedureVersion.id)
    if audience == "CITIZEN":
        wanted = wanted.where(ProcedureVersion.for_citizens)
    if audience == "BUSINESS":
        wanted = wanted.where(ProcedureVersion.for_businesses)
    return wanted


def _view(row: Offer, unit: Unit) -> OfferView:
    return OfferView(
        row.id, row.procedure_id, unit.id, unit.code, unit.name, unit.name_en, row.competent_unit_id, row.overrides
    )

"""Finding procedures: one by code or version, which unit offers it, what groups there are. Search is in `search`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from app.catalogue.manifest import Manifest, parse
from app.catalogue.models import Offer, Procedure, ProcedureVersion, Sector
from app.catalogue.search import Found, Page, search
from app.core.db import session
from app.core.errors import NotFound
from app.identity.models import Unit

__all__ = [
    "Found",
    "Group",
    "OfferView",
    "Page",
    "ProcedureView",
    "Version",
    "agencies",
    "get",
    "life_events",
    "offer",
    "offers",
    "search",
    "sectors",
    "version",
]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; never changes. `definition_id` None: it cannot be filed here."""

    id: int
    procedure_id: int
    number: int
    definition_id: int | None
    manifest: Manifest
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure with the version that takes new cases; `current` None when it is repealed or not in force yet."""

    id: int
    code: str
    slug: str
    repealed_on: date | None
    current: Version | None


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
    row = session().get(ProcedureVersion, version_id)
    if row is None:
        raise NotFound
    described = parse(row.manifest, f"version {row.id}")
    return Version(row.id, row.procedure_id, row.number, row.definition_id, described, row.published_at)


def get(code: str) -> ProcedureView:
    """A procedure by its national code, with or without the local suffix (`1.001193.000.00.00.H55`).

    Raises NotFound. A repealed one is found, without a current version.
    """
    row = session().scalar(select(Procedure).where(Procedure.code == code.strip()[:8]))
    if row is None:
        raise NotFound
    current = version(row.current_version_id) if row.current_version_id else None
    return ProcedureView(row.id, row.code, row.slug, row.repealed_on, current)


def offers(procedure_id: int) -> list[OfferView]:
    """The units that offer a procedure now, by name."""
    wanted = select(Offer, Unit).join(Unit, Unit.id == Offer.unit_id)
    wanted = wanted.where(Offer.procedure_id == procedure_id, Offer.active).order_by(Unit.name, Unit.id)
    return [_view(*row) for row in session().execute(wanted).tuples()]


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
    rows = session().execute(wanted).tuples()
    return sorted((Group(key, key, key, count) for key, count in rows), key=lambda group: (-group.count, group.key))


def sectors(audience: str | None = None) -> list[Group]:
    """The sectors that have procedures in force, by name."""
    wanted = _counted(Sector.code, Sector.name, Sector.name_en, audience=audience)
    wanted = wanted.join(Sector, Sector.code == ProcedureVersion.sector)
    wanted = wanted.group_by(Sector.code, Sector.name, Sector.name_en).order_by(Sector.name)
    return [Group(*row) for row in session().execute(wanted).tuples()]


def agencies() -> list[Group]:
    """The units that offer procedures, by name; `key` is the unit's code."""
    wanted = _counted(Unit.code, Unit.name, Unit.name_en)
    wanted = wanted.join(Offer, Offer.procedure_id == Procedure.id).join(Unit, Unit.id == Offer.unit_id)
    wanted = wanted.where(Offer.active).group_by(Unit.code, Unit.name, Unit.name_en).order_by(Unit.name)
    return [Group(*row) for row in session().execute(wanted).tuples()]


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

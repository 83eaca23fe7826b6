"""Tables of the catalogue. The manifest of a version is data as published; columns beside it are for search."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Sector(Base):
    """A field of procedures (lĩnh vực)."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


class Procedure(Base):
    """An administrative procedure by its national code. `current_version_id` takes new cases; null: none does."""

    __tablename__ = "procedure"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    current_version_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id", use_alter=True))
    repealed_on: Mapped[date | None]


class ProcedureVersion(Base):
    """One published version, immutable. Cases are pinned to it.

    `service_level` INFO_ONLY | PARTIAL | FULL, `legacy_level` 1-4, `tier` PROVINCE | COMMUNE; `search` is the folded
    text of code, names and everyday words, `name_folded` that of the name, for ranking and order; `for_citizens`,
    `for_businesses` are the audiences.
    """

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("definition.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    sector: Mapped[str] = mapped_column(ForeignKey("sector.code"), index=True)
    tier: Mapped[str] = mapped_column(String(20))
    service_level: Mapped[str] = mapped_column(String(20))
    legacy_level: Mapped[int]
    for_citizens: Mapped[bool]
    for_businesses: Mapped[bool]
    life_event: Mapped[str] = mapped_column(String(40), default="")
    name_folded: Mapped[str] = mapped_column(String(301))
    search: Mapped[str] = mapped_column(String(2000))
    manifest: Mapped[dict[str, Any]]
    effective_from: Mapped[date]
    published_at: Mapped[datetime]


class Offer(Base):
    """A unit that offers a procedure: where it may be filed and who resolves it, with the unit's own overrides
    (`{"term": "2wd", "fees": {...}}`)."""

    __tablename__ = "offer"
    __table_args__ = (UniqueConstraint("procedure_id", "unit_id"), Index("ix_offer_unit_id", "unit_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    competent_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    overrides: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=True)

"""Tables of the catalogue. The manifest of a version is data as published; columns beside it are for search."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
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


class ProcedureDraft(Base):
    """A procedure being designed: a copy of the files of its own, over those that all procedures share.

    `state` DRAFT | PROPOSED | RELEASED | REJECTED; `revision` counts the changes of its files; `based_on_id` is the
    version it began from, `released_id` the one it became; `remark` says why it was sent back.
    """

    __tablename__ = "procedure_draft"
    __table_args__ = (Index("ix_procedure_draft_slug", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10), default="DRAFT")
    revision: Mapped[int] = mapped_column(default=0)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id"))
    released_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id"))
    effective_from: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(String(2000), default="")


class DraftFile(Base):
    """One revision of one file of a draft: `content` compressed, `size` of it plain.

    `kind` CURRENT (one at most for each path) | OLD | ASIDE (it came too late and is kept beside) | GONE (the file
    is deleted; the row holds what it was).
    """

    __tablename__ = "procedure_draft_file"
    __table_args__ = (
        UniqueConstraint("draft_id", "path", "revision"),
        Index(
            "uq_procedure_draft_file_current",
            "draft_id",
            "path",
            unique=True,
            sqlite_where=text("kind = 'CURRENT'"),
            postgresql_where=text("kind = 'CURRENT'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("procedure_draft.id"))
    path: Mapped[str] = mapped_column(String(120))
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class DraftEditor(Base):
    """Who has a draft open, since when the page was last heard of."""

    __tablename__ = "procedure_draft_editor"

    draft_id: Mapped[int] = mapped_column(ForeignKey("procedure_draft.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), default="")
    seen_at: Mapped[datetime]


class ProcedureRelease(Base):
    """An act that says what a procedure runs on from a day on; what was decided is never changed, only followed.

    `kind` RELEASE | AGAIN (an older version) | REPEAL (`version_id` null); `source` STUDIO | FOLDER (the command line:
    nobody proposed it); `state` PROPOSED | RELEASED | REJECTED | CALLED_OFF (before its day). `successors` are the
    codes that take a repealed procedure's place. `begun_at` is when its day was found to have come. Of those whose day
    has come the one with the latest day stands, of one day the one decided last.
    """

    __tablename__ = "procedure_release"
    __table_args__ = (Index("ix_procedure_release_procedure_id", "procedure_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    kind: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_draft.id"))
    effective_from: Mapped[date]
    legal_basis: Mapped[str] = mapped_column(String(500), default="")
    successors: Mapped[list[Any]]
    remark: Mapped[str] = mapped_column(String(2000), default="")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]


class ProcedureReplay(Base):
    """What old dossiers did when they were played against a draft: `result` as `cases.replaying` writes it.

    `revision` is the draft's that was tried, `version_id` the version the dossiers ran on.
    """

    __tablename__ = "procedure_replay"
    __table_args__ = (Index("ix_procedure_replay_draft_id", "draft_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("procedure_draft.id"))
    revision: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    result: Mapped[dict[str, Any]]

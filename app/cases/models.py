"""Tables of the dossier."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Case(Base):
    """One dossier (hồ sơ). `number` is the draft number, given at once; `code` the public one, given at reception.

    Four independent axes: `status` (national codes 0-10, see `cases.status`), `financial`, `delivery`, `sync`.
    `fee_vnd` in VND; `term` as published (`3wd`); `due_original` never changes once set.
    `due_at`, `near_at` (from when it is nearly due) and `overdue_at` (when it was first found late) are what the legal
    clock says (`deadlines.clocks`), here for the lists. While `suspended_at` is set nobody completes a step of it.
    Three organisations: where help was given, who receives, who decides.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_owner_id_id", "owner_id", "id"),
        Index("ix_case_receiving_unit_id_id", "receiving_unit_id", "id"),
        Index("ix_case_competent_unit_id_id", "competent_unit_id", "id"),
        Index(
            "ix_case_version_id_running",
            "version_id",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        # The id of a draft thrown away is not given again: files and messages of the first would be the second's.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code: Mapped[str | None] = mapped_column(String(60), unique=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    rule_version: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submitter_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    channel_in: Mapped[str] = mapped_column(String(12), default="ONLINE")
    channel_out: Mapped[str] = mapped_column(String(12), default="DESK")
    support_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    receiving_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    competent_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    applicant_name: Mapped[str] = mapped_column(String(200), default="")
    search: Mapped[str] = mapped_column(String(500), default="")
    status: Mapped[int] = mapped_column(SmallInteger, default=0)
    status_before: Mapped[int | None] = mapped_column(SmallInteger)
    financial: Mapped[str] = mapped_column(String(12), default="NONE")
    delivery: Mapped[str] = mapped_column(String(12), default="NONE")
    sync: Mapped[str] = mapped_column(String(12), default="PENDING")
    fee_vnd: Mapped[int] = mapped_column(default=0)
    term: Mapped[str] = mapped_column(String(20), default="")
    decision: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    due_original: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    near_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    supplements: Mapped[int] = mapped_column(SmallInteger, default=0)


class Answer(Base):
    """What was answered in one user task, each time it was completed (`seq` per case and node)."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("case_id", "node", "seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    node: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime]


class Draft(Base):
    """Unfinished answers of an open user task; survives everything until the task is completed.

    `aside`: what another version's form does not ask for any more (`forms.fitting`); empty: its form has changed and
    asks for everything that was typed; null: it is the form that was begun.
    """

    __tablename__ = "draft"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    node: Mapped[str] = mapped_column(String(80), primary_key=True)
    data: Mapped[dict[str, Any]]
    aside: Mapped[list[Any] | None]
    actor_id: Mapped[int] = mapped_column(BigId)
    saved_at: Mapped[datetime]


class JournalLine(Base):
    """Who did what to a case and when; append-only. `kind` is a word of `cases.journal.KINDS`."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(30))
    node: Mapped[str | None] = mapped_column(String(80))
    detail: Mapped[dict[str, Any] | None]


class Comment(Base):
    """A note between officers on a case. Citizens never see it."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime]


class CodeCounter(Base):
    """The last dossier number given by an agency on a day; rises in the transaction that gives it, so without gaps."""

    __tablename__ = "code_counter"

    agency_code: Mapped[str] = mapped_column(String(35), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class SavedFilter(Base):
    """A filter of the inbox that an officer kept: `query` is the address's query string."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(500))


class IdempotencyKey(Base):
    """An act already done under a caller's key: the same key gives the same answer again, never a second act."""

    __tablename__ = "idempotency_key"

    account_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class BulkAct(Base):
    """One operators' act on many dossiers, carried out piece by piece by the timetable.

    `kind` is a word of `cases.bulk_acts.KINDS`, `detail` what it needs (`{"version": 7}`). A `trial` does each and
    takes it back, and has no reason. `from_id` is the act whose dossiers these are; `created_at`, `ended_at`,
    `halted_at` (an operator called off what had not been done).
    """

    __tablename__ = "bulk_act"
    __table_args__ = (
        Index(
            "ix_bulk_act_open",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    trial: Mapped[bool]
    detail: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(1000))
    actor_id: Mapped[int] = mapped_column(BigId)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_act.id"), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    halted_at: Mapped[datetime | None]


class BulkItem(Base):
    """One dossier of a bulk act. `outcome` DONE | REFUSED | FAILED, null: not yet. Why it was not done: the text of
    the refusal, `about` what tells two such texts apart (a step, for one), `detail` their places and what else is to
    be known (drafts)."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        Index("ix_bulk_item_case_id", "case_id"),
        Index(
            "ix_bulk_item_left",
            "act_id",
            "case_id",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    act_id: Mapped[int] = mapped_column(ForeignKey("bulk_act.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    outcome: Mapped[str | None] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(300))
    about: Mapped[str | None] = mapped_column(String(120))
    detail: Mapped[dict[str, Any] | None]
    at: Mapped[datetime | None]

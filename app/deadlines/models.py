"""Tables of working time and of the legal clocks. `unit_id`, `case_id`, `actor_id` are opaque here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId

NATIONAL, OWN = text("unit_id IS NULL"), text("unit_id IS NOT NULL")
GOING = text("state <> 'STOPPED'")


class CalendarYear(Base):
    """How sure a year's holidays are: ESTIMATED until the Prime Minister's decision, then OFFICIAL."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(10))
    legal_basis: Mapped[str] = mapped_column(String(300), default="")


class CalendarDay(Base):
    """A day that is not what its weekday says; `unit_id` null: in the whole country, else that agency's own.

    `kind`: HOLIDAY | COMPENSATORY_OFF | SWAP_OFF | SWAP_WORK, and of agencies AGENCY_OFF | AGENCY_WORK.
    """

    __tablename__ = "calendar_day"
    __table_args__ = (
        Index("uq_calendar_day_national", "day", unique=True, sqlite_where=NATIONAL, postgresql_where=NATIONAL),
        Index("uq_calendar_day_own", "unit_id", "day", unique=True, sqlite_where=OWN, postgresql_where=OWN),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(BigId)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")
    legal_basis: Mapped[str] = mapped_column(String(300), default="")


class WorkingHours(Base):
    """An agency's hours from a day on; `unit_id` null: of all that have none of their own.

    `counting` and `receiving`: seven lists, Monday first, of `["07:30", "11:30"]` pairs. `day_cut_off` ("15:00"): what
    is received later counts for terms in days as received on the next working day; null: it does not.
    """

    __tablename__ = "working_hours"
    __table_args__ = (
        Index("uq_working_hours_national", "valid_from", unique=True, sqlite_where=NATIONAL, postgresql_where=NATIONAL),
        Index("uq_working_hours_own", "unit_id", "valid_from", unique=True, sqlite_where=OWN, postgresql_where=OWN),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(BigId)
    valid_from: Mapped[date]
    counting: Mapped[list[Any]]
    receiving: Mapped[list[Any]]
    day_cut_off: Mapped[str | None] = mapped_column(String(5))


class CalendarEdit(Base):
    """One change of any calendar. The highest `version` is that of all calendars; clocks note theirs."""

    __tablename__ = "calendar_edit"

    version: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    unit_id: Mapped[int | None] = mapped_column(BigId)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    legal_basis: Mapped[str] = mapped_column(String(300), default="")


class LegalClock(Base):
    """The clock of one case as it stands. `due_original` never changes; `due_at` is null while it does not run.

    `state` RUNNING | WAITING (for the citizen's supplement) | PAUSED | STOPPED; `policy` RESTART | CONTINUE after a
    supplement; `unit_id` whose working time counts; `overdue_at` when it was first found late. When stopped:
    `spent_minutes` working minutes spent as the national index counts (supplement intervals out), `index_late` its
    verdict (Decision 766/QD-TTg, index 2.1).
    """

    __tablename__ = "legal_clock"
    __table_args__ = (
        Index("ix_legal_clock_calendar_version", "calendar_version", sqlite_where=GOING, postgresql_where=GOING),
    )

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    unit_id: Mapped[int | None] = mapped_column(BigId)
    term: Mapped[str] = mapped_column(String(20))
    policy: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    due_original: Mapped[datetime]
    due_at: Mapped[datetime | None]
    near_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    calendar_version: Mapped[int] = mapped_column(BigId)
    extensions: Mapped[int] = mapped_column(SmallInteger, default=0)
    spent_minutes: Mapped[int | None]
    index_late: Mapped[bool | None]


class LedgerLine(Base):
    """Every start, wait, restart, pause, going on, extension, recount and stop of a clock; append-only.

    `at` is when it counts from (a handover signed yesterday), `written_at` when it was noted.
    """

    __tablename__ = "clock_ledger"
    __table_args__ = (Index("ix_clock_ledger_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    written_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    due_before: Mapped[datetime | None]
    due_after: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(1000), default="")
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[dict[str, Any] | None]


class Watch(Base):
    """Something to be done about a case at a moment: a reminder, the apology, the overdue mark, an escalation.

    A row is there until it is done or its moment no longer applies. `next_try_at` is `due_at` until a try fails.
    """

    __tablename__ = "watch"
    __table_args__ = (
        Index("ix_watch_next_try_at", "next_try_at", "id"),
        Index("ix_watch_case_id_kind", "case_id", "kind", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))


class Digest(Base):
    """That a day's digest of one receiver was written: it is written once. `kind` OFFICER | UNIT | DAY."""

    __tablename__ = "digest"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    written_at: Mapped[datetime]


class RehearsalClock(Base):
    """How far the demo's clock is ahead of the world's, in seconds. One row, or none."""

    __tablename__ = "rehearsal_clock"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    ahead_seconds: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)

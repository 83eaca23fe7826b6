"""Tables of the engine. `subject_id` is whatever the process is about, opaque here."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId

INLINE = {"postgresql_with": {"fillfactor": "60"}}
NEVER_AGAIN = {"sqlite_autoincrement": True}  # without it SQLite gives the id of a deleted row to the next one


class Definition(Base):
    """An immutable bundle: diagram, called diagrams, decision tables, forms. `content` is a zip of them, `sha256` of
    the sorted members' names and bytes (not of the zip)."""

    __tablename__ = "definition"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    process_id: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Instance(Base):
    """A running or ended process. `state` is read by the codec that `codec` names; `version` counts its moves."""

    __tablename__ = "instance"
    __table_args__ = ({**INLINE, **NEVER_AGAIN},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    subject_id: Mapped[int] = mapped_column(BigId, unique=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    codec: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Snapshot(Base):
    """The last few states of an instance, in a ring of slots, for sending back and for repair; each is of the
    definition that the instance had then."""

    __tablename__ = "snapshot"
    __table_args__ = (INLINE,)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version: Mapped[int]
    definition_id: Mapped[int] = mapped_column(BigId)
    node: Mapped[str] = mapped_column(String(80))
    state: Mapped[bytes] = mapped_column(LargeBinary)
    codec: Mapped[int] = mapped_column(SmallInteger)


class WorkItem(Base):
    """An open user task. `unit_id`, `role`, `assignee_id` say whose it is; `due_at` and `subject_id` are opaque.

    A work item with an `assignee_id` is that person's; one without waits for a holder of `role` in `unit_id`.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index("ix_work_item_instance_id_task_id", "instance_id", "task_id", unique=True),
        Index("ix_work_item_available", "unit_id", "role", "due_at", "id"),
        Index(
            "ix_work_item_mine",
            "assignee_id",
            "due_at",
            "id",
            sqlite_where=text("assignee_id IS NOT NULL"),
            postgresql_where=text("assignee_id IS NOT NULL"),
        ),
        Index("ix_work_item_subject_id", "subject_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    subject_id: Mapped[int] = mapped_column(BigId)
    task_id: Mapped[str] = mapped_column(String(40))
    node: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(30))
    form_key: Mapped[str | None] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(BigId)
    assignee_id: Mapped[int | None] = mapped_column(BigId)
    claimed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class WorkItemDone(Base):
    """The archive of work items: ended, with who ended it and how (`outcome`; `*cancelled` when the process did)."""

    __tablename__ = "work_item_done"
    __table_args__ = (
        Index("ix_work_item_done_actor_id_done_at", "actor_id", "done_at", "id"),
        Index("ix_work_item_done_subject_id", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    subject_id: Mapped[int] = mapped_column(BigId)
    node: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int | None] = mapped_column(BigId)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    outcome: Mapped[str | None] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime]


class Timer(Base):
    """When a waiting timer of a process is due. `next_try_at` is `due_at` until a try fails."""

    __tablename__ = "timer"
    __table_args__ = (
        Index("ix_timer_next_try_at", "next_try_at"),
        Index("ix_timer_instance_id_task_id", "instance_id", "task_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    subject_id: Mapped[int] = mapped_column(BigId)
    task_id: Mapped[str] = mapped_column(String(40))
    node: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))


class Subscription(Base):
    """A message that an instance waits for."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_instance_id_task_id", "instance_id", "task_id", unique=True),
        Index("ix_subscription_subject_id", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    subject_id: Mapped[int] = mapped_column(BigId)
    task_id: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(80))


class Incident(Base):
    """A step that failed and left nothing else behind. `act` holds what was tried, so that it can be tried again."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "ix_incident_open",
            "id",
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    subject_id: Mapped[int] = mapped_column(BigId)
    node: Mapped[str] = mapped_column(String(80))
    act: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    resolved_at: Mapped[datetime | None]

"""Table of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Outbox(Base):
    """One thing to be sent after commit. Rows leave when sent; a dead one stays until an admin decides."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_next_try_at", "next_try_at", sqlite_where=text("dead = 0"), postgresql_where=text("NOT dead")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
    dead: Mapped[bool] = mapped_column(default=False)


class Worker(Base):
    """A process that runs the timetable, and when it was last heard of (by the world's clock)."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    acts: Mapped[int] = mapped_column(default=0)

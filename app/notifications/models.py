"""Table of messages to people."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Message(Base):
    """One message to one person over one channel. `account_id` and `case_id` are opaque here.

    `template` names the text (see `notifications.templates`), `params` fills it; the text is rendered when shown
    or sent, so a row stays small. `secret` marks one-time codes: their params are wiped after sending in production.
    """

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_account_id_id", "account_id", "id"), Index("ix_message_case_id", "case_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(BigId)
    case_id: Mapped[int | None] = mapped_column(BigId)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    template: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]]
    secret: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

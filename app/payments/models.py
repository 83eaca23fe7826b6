"""Table of payments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Payment(Base):
    """One request for money, in VND.

    `state` REQUESTED | PAID | FAILED | CANCELLED; `method` a gateway's name or `desk`.
    `reference` is ours, sent to the gateway; `receipt_number` the desk's or the gateway's.
    """

    __tablename__ = "payment"
    __table_args__ = (Index("ix_payment_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)  # no foreign key: what was paid outlives a draft thrown away
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    method: Mapped[str] = mapped_column(String(20))
    amount_vnd: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    receipt_number: Mapped[str | None] = mapped_column(String(60))
    requested_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

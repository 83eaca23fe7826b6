"""Table of files."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Document(Base):
    """One uploaded file. Its bytes lie in the store under `sha256`; `size` in bytes. `component` is the key of the
    required paper it answers. A removed file keeps its row (`removed_at`)."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    component: Mapped[str] = mapped_column(String(60))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[int] = mapped_column(BigId)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

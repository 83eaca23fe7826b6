"""Tables of people and of the administration they belong to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId


class Unit(Base):
    """An organisation unit: a people's committee, a department, a desk. `tier` PROVINCE or COMMUNE.

    `agency_code` is the code printed in dossier codes (Decision 20/2020/QD-TTg style, e.g. `H15.50.05`).
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(30))  # PROVINCE | DEPARTMENT | COMMUNE | COMMUNE_POLICE
    tier: Mapped[str] = mapped_column(String(20))
    agency_code: Mapped[str] = mapped_column(String(35))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class Account(Base):
    """A person (or organisation) who can sign in. Officers have a username and password; citizens an identity
    number and a phone, and may have a password too. `identity_level` is the electronic identity level 0, 1 or 2."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("id_kind", "id_number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    username: Mapped[str | None] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(20), default="PERSON")  # PERSON | ORGANISATION | HOUSEHOLD_BUSINESS
    full_name: Mapped[str] = mapped_column(String(200))
    id_kind: Mapped[str | None] = mapped_column(String(20))  # CMND | CCCD | PASSPORT
    id_number: Mapped[str | None] = mapped_column(String(20))
    birth_date: Mapped[date | None]
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(200))
    identity_level: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccountRole(Base):
    """One role of one account, in one unit (officers) or everywhere (`unit_id` null: `permissions.HOUSE_ROLES`)."""

    __tablename__ = "account_role"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "unit_id"),
        Index("ix_account_role_unit_id_role", "unit_id", "role"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class LoginSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    user_agent: Mapped[str] = mapped_column(String(200), default="")


class ApiToken(Base):
    """A bearer token of the JSON API. Only its SHA-256 is kept."""

    __tablename__ = "api_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class FeedToken(Base):
    """The secret in the address of an officer's calendar feed, which no password protects. Only its SHA-256 is kept."""

    __tablename__ = "feed_token"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class OneTimeCode(Base):
    """A code sent to a person. `purpose` and `subject` say what it opens: an account, the submission of a case."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index("ix_one_time_code_purpose_subject", "purpose", "subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))  # SIGN_IN | REGISTER | SUBMIT | LOOKUP | PHONE
    subject: Mapped[str] = mapped_column(String(80))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class RateCount(Base):
    """How often something was tried in a window; see `identity.limits`."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class StashedForm(Base):
    """What somebody had typed when their session ended; given back after signing in again, then deleted."""

    __tablename__ = "stashed_form"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(300))
    content: Mapped[str]
    created_at: Mapped[datetime]


class Operation(Base):
    """What an administrator did, or tried to, beyond reading; append-only. `kind` is a word of `operations.KINDS`.

    `subject` names what is neither dossier, version nor unit (an account, an item of the outbox). `outcome` DONE |
    REFUSED | FAILED; `detail` says the rest, never what a dossier holds.
    """

    __tablename__ = "operation"
    __table_args__ = (
        Index("ix_operation_kind_id", "kind", "id"),
        Index("ix_operation_actor_id_id", "actor_id", "id"),
        Index(
            "ix_operation_case_id_id",
            "case_id",
            "id",
            sqlite_where=text("case_id IS NOT NULL"),
            postgresql_where=text("case_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(BigId)
    version_id: Mapped[int | None] = mapped_column(BigId)
    unit_id: Mapped[int | None] = mapped_column(BigId)
    subject: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    detail: Mapped[dict[str, Any] | None]
    outcome: Mapped[str] = mapped_column(String(10), default="DONE")

"""Working calendars, legal clocks, what is to be done around due dates; feeds, workers, the rehearsal clock."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of due dates."""
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    op.create_index(
        "uq_calendar_day_national",
        "calendar_day",
        ["day"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_index(
        "uq_calendar_day_own",
        "calendar_day",
        ["unit_id", "day"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )

    op.create_table(
        "calendar_edit",
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_calendar_edit")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "clock_ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_ledger")),
    )
    op.create_index("ix_clock_ledger_case_id_id", "clock_ledger", ["case_id", "id"], unique=False)

    op.create_table(
        "digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "subject_id", name=op.f("pk_digest")),
    )
    op.create_table(
        "legal_clock",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("policy", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_original", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("near_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("extensions", sa.SmallInteger(), nullable=False),
        sa.Column("spent_minutes", sa.Integer(), nullable=True),
        sa.Column("index_late", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_legal_clock")),
    )
    op.create_index(
        "ix_legal_clock_calendar_version",
        "legal_clock",
        ["calendar_version"],
        unique=False,
        sqlite_where=sa.text("state <> 'STOPPED'"),
        postgresql_where=sa.text("state <> 'STOPPED'"),
    )

    op.create_table(
        "rehearsal_clock",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ahead_seconds", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal_clock")),
    )
    op.create_table(
        "watch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    op.create_index("ix_watch_case_id_kind", "watch", ["case_id", "kind"], unique=True)
    op.create_index("ix_watch_next_try_at", "watch", ["next_try_at", "id"], unique=False)

    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    op.create_table(
        "working_hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("counting", sa.JSON(), nullable=False),
        sa.Column("receiving", sa.JSON(), nullable=False),
        sa.Column("day_cut_off", sa.String(length=5), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_hours")),
    )
    op.create_index(
        "uq_working_hours_national",
        "working_hours",
        ["valid_from"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_index(
        "uq_working_hours_own",
        "working_hours",
        ["unit_id", "valid_from"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )

    op.create_table(
        "feed_token",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feed_token_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_token_hash")),
    )
    op.add_column("case", sa.Column("near_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    for statement in CLOCKS_OF_OPEN_DOSSIERS:
        op.execute(statement)


CLOCKS_OF_OPEN_DOSSIERS = (
    # As they stand, by no version of the calendar: they are counted anew as soon as there is one. Status 7 is a
    # withdrawal asked for meanwhile, 5 a supplement.
    """
    INSERT INTO legal_clock (case_id, unit_id, term, policy, state, started_at, due_original, due_at, calendar_version,
                             extensions)
    SELECT id, competent_unit_id, term, 'RESTART',
           CASE WHEN status = 5 OR (status = 7 AND status_before = 5) THEN 'WAITING' ELSE 'RUNNING' END,
           received_at, due_original,
           CASE WHEN status = 5 OR (status = 7 AND status_before = 5) THEN NULL ELSE due_at END, 0, 0
    FROM "case" WHERE received_at IS NOT NULL AND due_original IS NOT NULL AND status IN (2, 4, 5, 6, 7)
    """,
    """
    INSERT INTO clock_ledger (case_id, kind, at, written_at, due_after, reason, legal_basis)
    SELECT case_id, 'START', started_at, started_at, due_original, '', '' FROM legal_clock ORDER BY case_id
    """,
    # The request was sent when the last step before it was completed.
    """
    INSERT INTO clock_ledger (case_id, kind, at, written_at, due_before, reason, legal_basis)
    SELECT w.case_id, 'WAIT', w.asked_at, w.asked_at, w.due_original, '', '' FROM (
        SELECT k.case_id, k.due_original, coalesce(
            (SELECT max(j.at) FROM journal j WHERE j.case_id = k.case_id AND j.kind = 'completed'), k.started_at
        ) AS asked_at
        FROM legal_clock k WHERE k.state = 'WAITING'
    ) w ORDER BY w.case_id
    """,
    """
    UPDATE work_item SET due_at = NULL
    WHERE role = 'citizen' AND subject_id IN (SELECT case_id FROM legal_clock WHERE state = 'WAITING')
    """,
    """
    UPDATE "case" SET due_at = NULL WHERE id IN (SELECT case_id FROM legal_clock WHERE state = 'WAITING')
    """,
)


def downgrade() -> None:
    """Back to appointments without clocks."""
    op.execute('UPDATE "case" SET due_at = due_original WHERE due_at IS NULL')
    op.drop_column("case", "overdue_at")
    op.drop_column("case", "near_at")
    op.drop_table("feed_token")
    op.drop_table("working_hours")
    op.drop_table("worker")
    op.drop_table("watch")
    op.drop_table("rehearsal_clock")
    op.drop_table("legal_clock")
    op.drop_table("digest")
    op.drop_table("clock_ledger")
    op.drop_table("calendar_year")
    op.drop_table("calendar_edit")
    op.drop_table("calendar_day")

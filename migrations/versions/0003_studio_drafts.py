"""Drafts of procedures: their files with every revision, and who has one open."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of the studio."""
    op.create_table(
        "procedure_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("released_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["based_on_id"], ["procedure_version.id"], name=op.f("fk_procedure_draft_based_on_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_procedure_draft_changed_by")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_procedure_draft_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_procedure_draft_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_procedure_draft_proposed_by")),
        sa.ForeignKeyConstraint(["released_id"], ["procedure_version.id"], name=op.f("fk_procedure_draft_released_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_draft")),
    )
    op.create_index("ix_procedure_draft_slug", "procedure_draft", ["slug"], unique=False)
    op.create_table(
        "procedure_draft_editor",
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_procedure_draft_editor_account_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["procedure_draft.id"], name=op.f("fk_procedure_draft_editor_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "account_id", name=op.f("pk_procedure_draft_editor")),
    )
    op.create_table(
        "procedure_draft_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_procedure_draft_file_account_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["procedure_draft.id"], name=op.f("fk_procedure_draft_file_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_draft_file")),
        sa.UniqueConstraint(
            "draft_id", "path", "revision", name=op.f("uq_procedure_draft_file_draft_id_path_revision")
        ),
    )
    op.create_index(
        "uq_procedure_draft_file_current",
        "procedure_draft_file",
        ["draft_id", "path"],
        unique=True,
        sqlite_where=sa.text("kind = 'CURRENT'"),
        postgresql_where=sa.text("kind = 'CURRENT'"),
    )


def downgrade() -> None:
    """Back to procedures that come from folders only."""
    op.drop_index(
        "uq_procedure_draft_file_current",
        table_name="procedure_draft_file",
        sqlite_where=sa.text("kind = 'CURRENT'"),
        postgresql_where=sa.text("kind = 'CURRENT'"),
    )
    op.drop_table("procedure_draft_file")
    op.drop_table("procedure_draft_editor")
    op.drop_index("ix_procedure_draft_slug", table_name="procedure_draft")
    op.drop_table("procedure_draft")

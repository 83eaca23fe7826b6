"""Releases of procedures: who, from when, on which legal basis; what was published before counts as from a folder."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Of each procedure the versions in their order, then a repeal where there is one.
_PUBLISHED = """
INSERT INTO procedure_release (procedure_id, kind, source, state, version_id, effective_from, legal_basis, successors,
                               remark, proposed_at, decided_at, begun_at)
SELECT v.procedure_id, 'RELEASE', 'FOLDER', 'RELEASED', v.id, v.effective_from, '', '[]', '', v.published_at,
       v.published_at, CASE WHEN p.current_version_id = v.id THEN v.published_at END
FROM procedure_version v JOIN procedure p ON p.id = v.procedure_id ORDER BY v.id
"""
_REPEALED = """
INSERT INTO procedure_release (procedure_id, kind, source, state, effective_from, legal_basis, successors, remark,
                               proposed_at, decided_at)
SELECT p.id, 'REPEAL', 'FOLDER', 'RELEASED', p.repealed_on, '', '[]', '',
       (SELECT max(v.published_at) FROM procedure_version v WHERE v.procedure_id = p.id),
       (SELECT max(v.published_at) FROM procedure_version v WHERE v.procedure_id = p.id)
FROM procedure p WHERE p.repealed_on IS NOT NULL
"""


def upgrade() -> None:
    """The table of releases."""
    op.create_table(
        "procedure_release",
        sa.Column("id", _ID, nullable=False),
        sa.Column("procedure_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version_id", _ID, nullable=True),
        sa.Column("draft_id", _ID, nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("legal_basis", sa.String(length=500), nullable=False),
        sa.Column("successors", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=2000), nullable=False),
        sa.Column("proposed_by", _ID, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_procedure_release_decided_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["procedure_draft.id"], name=op.f("fk_procedure_release_draft_id")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_release_procedure_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_procedure_release_proposed_by")),
        sa.ForeignKeyConstraint(["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_release_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_release")),
    )
    op.create_index("ix_procedure_release_procedure_id", "procedure_release", ["procedure_id"], unique=False)
    op.execute(_PUBLISHED)
    op.execute(_REPEALED)


def downgrade() -> None:
    """Back to versions that are current from their own day on."""
    op.drop_index("ix_procedure_release_procedure_id", table_name="procedure_release")
    op.drop_table("procedure_release")

"""What administrators do: the log of operations, suspended dossiers, snapshots that know their definition."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OF_A_CASE = sa.text("case_id IS NOT NULL")


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The log and what operators' acts need."""
    op.create_table(
        "operation",
        sa.Column("id", _big(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", _big(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("case_id", _big(), nullable=True),
        sa.Column("version_id", _big(), nullable=True),
        sa.Column("unit_id", _big(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
    )
    op.create_index("ix_operation_kind_id", "operation", ["kind", "id"])
    op.create_index("ix_operation_actor_id_id", "operation", ["actor_id", "id"])
    op.create_index(
        "ix_operation_case_id_id",
        "operation",
        ["case_id", "id"],
        sqlite_where=_OF_A_CASE,
        postgresql_where=_OF_A_CASE,
    )
    op.add_column("case", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("snapshot", sa.Column("definition_id", _big(), nullable=True))
    mine = "SELECT instance.definition_id FROM instance WHERE instance.id = snapshot.instance_id"
    op.execute(sa.text(f"UPDATE snapshot SET definition_id = ({mine})"))  # noqa: S608  # no value in it
    with op.batch_alter_table("snapshot") as snapshot:
        snapshot.alter_column("definition_id", existing_type=_big(), nullable=False)


def downgrade() -> None:
    """Back to acts that nobody notes."""
    op.drop_column("snapshot", "definition_id")
    op.drop_column("case", "suspended_at")
    op.drop_table("operation")

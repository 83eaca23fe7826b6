"""Acts on many dossiers that outlive a request, what old dossiers did against a draft, rights held apart."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RIGHTS = (("designer", "proposer"), ("admin", "releaser"), ("admin", "operator"))
_GIVEN = sa.text(
    "INSERT INTO account_role (account_id, role, unit_id) SELECT account_id, :gets, unit_id FROM account_role"
    " WHERE role = :holds AND account_id NOT IN (SELECT account_id FROM account_role WHERE role = :gets)"
)
_OPEN = sa.text("ended_at IS NULL")
_LEFT = sa.text("outcome IS NULL")
_RUNNING = sa.text("closed_at IS NULL")


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The three tables; whoever did something until now may go on doing it, under its own name."""
    op.create_table(
        "bulk_act",
        sa.Column("id", _big(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("actor_id", _big(), nullable=False),
        sa.Column("from_id", _big(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("halted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["bulk_act.id"], name=op.f("fk_bulk_act_from_id_bulk_act")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
    )
    op.create_index("ix_bulk_act_open", "bulk_act", ["id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_bulk_act_from_id", "bulk_act", ["from_id"])
    op.create_table(
        "bulk_item",
        sa.Column("act_id", _big(), nullable=False),
        sa.Column("case_id", _big(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.Column("about", sa.String(length=120), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["bulk_act.id"], name=op.f("fk_bulk_item_act_id_bulk_act")),
        sa.PrimaryKeyConstraint("act_id", "case_id", name=op.f("pk_bulk_item")),
    )
    op.create_index("ix_bulk_item_case_id", "bulk_item", ["case_id"])
    op.create_index("ix_bulk_item_left", "bulk_item", ["act_id", "case_id"], sqlite_where=_LEFT, postgresql_where=_LEFT)
    op.create_index(
        "ix_case_version_id_running", "case", ["version_id", "id"], sqlite_where=_RUNNING, postgresql_where=_RUNNING
    )
    op.add_column("draft", sa.Column("aside", sa.JSON(), nullable=True))
    op.create_table(
        "procedure_replay",
        sa.Column("id", _big(), nullable=False),
        sa.Column("draft_id", _big(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version_id", _big(), nullable=False),
        sa.Column("account_id", _big(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_procedure_replay_account_id_account")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["procedure_draft.id"], name=op.f("fk_procedure_replay_draft_id_procedure_draft")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_procedure_replay_version_id_procedure_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_replay")),
    )
    op.create_index("ix_procedure_replay_draft_id", "procedure_replay", ["draft_id"])
    for holds, gets in RIGHTS:
        op.execute(_GIVEN.bindparams(holds=holds, gets=gets))


def downgrade() -> None:
    """Back to one request for each act, and to two roles of the house."""
    op.execute("DELETE FROM account_role WHERE role IN ('proposer', 'releaser', 'operator')")
    op.drop_index("ix_case_version_id_running", "case")
    op.drop_column("draft", "aside")
    op.drop_table("procedure_replay")
    op.drop_table("bulk_item")
    op.drop_table("bulk_act")

"""Tables as the migrations make them, and as the models say."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.cli import migrations, upgrade
from app.core.db import Base, bind, make_engine
from tests import templates


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request):
    """A database without any table."""
    with templates.blank(request.param) as url:
        engine = make_engine(url)
        bind(engine)
        yield engine
        engine.dispose()


def test_migrations_make_what_the_models_say(bare):
    upgrade()
    with bare.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_back_to_nothing_and_forward_again(bare):
    upgrade()
    command.downgrade(migrations(), "base")
    assert inspect(bare).get_table_names() == ["alembic_version"]
    upgrade()
    assert set(inspect(bare).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_upgrading_what_is_up_to_date_changes_nothing(bare):
    upgrade()
    upgrade()

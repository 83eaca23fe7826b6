"""Tables as the migrations make them, and as the models say."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

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


DETAILS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
    "UNION SELECT name, 'numbers are never given twice' FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
    "UNION SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL AND relkind = 'r'",
}


def details(engine):
    """What the comparison above does not see: conditions of indexes, options of tables."""
    with engine.connect() as connection:
        rows = connection.execute(text(DETAILS[engine.dialect.name])).all()
    return {
        name: " ".join(said.split()) for name, said in rows if name not in ("alembic_version", "alembic_version_pkc")
    }


def test_indexes_and_options_are_the_models_own(bare):
    Base.metadata.create_all(bare)
    wanted = details(bare)
    Base.metadata.drop_all(bare)
    upgrade()
    assert details(bare) == wanted


def test_migrations_go_back_to_nothing_and_forward_again(bare):
    upgrade()
    command.downgrade(migrations(), "base")
    assert inspect(bare).get_table_names() == ["alembic_version"]
    upgrade()
    assert set(inspect(bare).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_upgrading_what_is_up_to_date_changes_nothing(bare):
    upgrade()
    upgrade()

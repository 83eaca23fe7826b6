"""Runs migrations on the bound database; started by the alembic command, on the database of the settings."""

from importlib import import_module

from alembic import context
from sqlalchemy import Engine

from app.core.config import ROOT, load_settings
from app.core.db import Base, engine, make_engine


def tables() -> None:
    """Imports the tables of every feature."""
    for models in sorted((ROOT / "app").glob("*/models.py")):
        import_module(f"app.{models.parent.name}.models")


def database() -> Engine:
    """The bound database, else that of the settings."""
    try:
        return engine()
    except RuntimeError:
        return make_engine(load_settings().database_url)


def run() -> None:
    """All migrations asked for, in one transaction. SQLite rebuilds a table where it cannot alter it."""
    tables()
    with database().connect() as connection:
        batch = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=batch,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()

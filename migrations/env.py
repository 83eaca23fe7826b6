"""Runs migrations on the bound database; started by the alembic command, on the database of the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine

from app.core.config import ROOT, load_settings
from app.core.db import Base, UtcDateTime, engine, make_engine


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


def without_our_types(kind: str, thing: object, _context: object) -> str | bool:
    """Migrations outlive the code: they name plain types, never ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table by dropping it, which its foreign keys would forbid; a pragma outside of transactions."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """All migrations asked for, in one transaction. SQLite rebuilds a table where it cannot alter it."""
    tables()
    with database().connect() as connection, without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=without_our_types,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()

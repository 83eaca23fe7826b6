"""INSERT … ON CONFLICT, which PostgreSQL and SQLite both know and SQLAlchemy spells per database."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from app.core import db

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_into(table: Table) -> Any:
    """An insert of the bound database that takes `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return _INSERTS[db.engine().dialect.name](table)

"""INSERT … ON CONFLICT, which PostgreSQL and SQLite both know and SQLAlchemy spells per database."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from app.core import db

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def inserts(table: Table) -> dict[str, Any]:
    """Inserts that take `on_conflict_do_update` and `on_conflict_do_nothing`, by dialect name."""
    return {name: insert(table) for name, insert in _INSERTS.items()}


def dialect() -> str:
    """The name of the bound database's dialect."""
    return db.engine().dialect.name

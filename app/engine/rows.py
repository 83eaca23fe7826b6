"""How the hot path speaks to the database: statements made once, run on the connection itself.

Building a statement anew costs as much as running it, and the session's own `execute` looks for the ORM in it.
"""

from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from app.core import db

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def run(statement: Executable, values: Any = None) -> Any:
    """Runs a statement of Core in the transaction under way; `values` for its bound names, or a list of them."""
    return db.session().connection().execute(statement, values)


def inserts(table: Table) -> dict[str, Any]:
    """INSERT … ON CONFLICT for each kind of database, by dialect name: both know it, SQLAlchemy spells it twice."""
    return {name: insert(table) for name, insert in _INSERTS.items()}


def dialect() -> str:
    """The name of the bound database's dialect."""
    return db.engine().dialect.name

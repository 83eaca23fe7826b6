"""Tables for SQLAlchemy Core: the hot path speaks it, because the ORM costs four times as much per step."""

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from app.core import db

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def table_of(model: type[db.Base]) -> Table:
    """The table of a model."""
    return cast(Table, model.__table__)


def insert_into(table: Table) -> Any:
    """An insert of the bound database that takes `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return _INSERTS[db.engine().dialect.name](table)

"""The plans of statements, as PostgreSQL makes them while they are run."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


def heard(db: Engine, wanted: Callable[[str], bool]) -> list[str]:
    """A list that fills with the plan of every statement that is `wanted`, from now on."""
    found: list[str] = []

    @event.listens_for(db, "before_cursor_execute")
    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if wanted(statement):
            with connection.connection.cursor() as beside:
                beside.execute(f"EXPLAIN {statement}", values)
                found.append("\n".join(row[0] for row in beside.fetchall()))

    return found

"""A psycopg cursor that describes its columns cheaply.

SQLAlchemy reads names and types of all columns at each statement and nothing else; psycopg makes an object per column
for that, a tenth of the CPU of a completed task.
"""

from functools import lru_cache
from typing import Any

from psycopg import Cursor
from psycopg.rows import TupleRow


class LightCursor(Cursor[TupleRow]):
    """The columns as the plain tuples of the DB-API: name and type, the other five fields unknown."""

    @property
    def description(self) -> Any:
        result = self.pgresult
        if result is None or not result.nfields:
            return None
        return [_column(result.fname(place), result.ftype(place)) for place in range(result.nfields)]


@lru_cache(maxsize=2000)
def _column(name: bytes | None, kind: int) -> tuple[str, int, None, None, None, None, None]:
    return (name or b"").decode(), kind, None, None, None, None, None

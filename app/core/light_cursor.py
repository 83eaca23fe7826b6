"""A psycopg cursor that describes its columns cheaply.

SQLAlchemy reads names and types of all columns at each statement and nothing else; psycopg makes an object per column
for that, a tenth of the CPU of a completed task.
"""

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
        columns = range(result.nfields)
        return [
            ((result.fname(place) or b"").decode(), result.ftype(place), None, None, None, None, None)
            for place in columns
        ]

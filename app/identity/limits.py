"""How often something may be tried, counted in a table: it holds for all workers and survives a restart."""

from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import wall
from app.core.db import even_if_refused, session
from app.core.errors import TooMany
from app.identity.models import RateCount

DAY = 86_400


def hit(key: str, limit: int, window_seconds: int) -> None:
    """Counts one more try of `key` (at most 120 characters) in the present window, and whatever comes of the try.

    Raises TooMany, with the seconds until the next window, when that is more than `limit`.
    """
    if even_if_refused(lambda: _count(key[:120], _end(window_seconds))) > limit:
        raise TooMany(_end(window_seconds) - int(wall().timestamp()))


def clear(key: str, window_seconds: int) -> None:
    """Forgets the tries of `key` in the present window: the person has shown who they are."""
    end = _end(window_seconds)
    session().execute(delete(RateCount).where(RateCount.key == key[:120], RateCount.window == end))


def take_back(key: str, window_seconds: int) -> None:
    """Takes one try back: it was no failure. The others stay counted."""
    mine = (RateCount.key == key[:120], RateCount.window == _end(window_seconds))
    session().execute(update(RateCount).where(*mine).values(count=RateCount.count - 1))


def forget_old() -> int:
    """Deletes windows that ended; returns how many."""
    ended = delete(RateCount).where(RateCount.window < int(wall().timestamp()))
    return int(session().execute(ended).rowcount)  # type: ignore[attr-defined]


def _count(key: str, end: int) -> int:
    dialect: Any = postgresql if session().get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(RateCount).values(key=key, window=end, count=1)
    counted = row.on_conflict_do_update(
        index_elements=[RateCount.key, RateCount.window], set_={"count": RateCount.count + 1}
    ).returning(RateCount.count)
    return int(session().execute(counted).scalar_one())


def _end(window_seconds: int) -> int:
    """The second at which the present window ends: windows of all lengths share the table and are forgotten by it."""
    return (int(wall().timestamp()) // window_seconds + 1) * window_seconds

"""What is to be done about dossiers at a moment: rows that the timetable reads by time, gone when done.

One of a kind and dossier. Whoever sets or cancels them has locked the dossier.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from app.core.clock import now
from app.core.db import run, session, table_of
from app.deadlines.models import Watch

MAX_PAUSE = timedelta(hours=6)
_table = table_of(Watch)
_SET = insert(_table)


def set_for(case_id: int, moments: Mapping[str, datetime], kinds: Iterable[str] = ()) -> None:
    """Replaces the dossier's watches of these kinds (and of `kinds` beside them, which are then gone)."""
    cancel(case_id, {*moments, *kinds})
    if moments:
        own = {"case_id": case_id, "tries": 0, "error": None}
        run(_SET, [{**own, "kind": kind, "due_at": at, "next_try_at": at} for kind, at in moments.items()])


def cancel(case_id: int, kinds: Iterable[str] | None = None) -> None:
    """Takes the dossier's watches of these kinds away; all of them by default."""
    own = delete(_table).where(_table.c.case_id == case_id)
    run(own if kinds is None else own.where(_table.c.kind.in_(sorted(kinds))))


def move(case_id: int, moments: Mapping[str, datetime]) -> None:
    """Gives those of the dossier's watches that are still waiting for their moment another one."""
    waiting = select(_table.c.id, _table.c.kind, _table.c.due_at).where(
        _table.c.case_id == case_id, _table.c.tries == 0
    )
    for row in session().execute(waiting).all():
        at = moments.get(row.kind, row.due_at)
        if at != row.due_at:
            run(update(_table).where(_table.c.id == row.id).values(due_at=at, next_try_at=at))


def due(at: datetime, limit: int = 100) -> list[tuple[int, int, str, datetime]]:
    """The watches to be tried at this moment, the longest waiting first: `(id, case id, kind, due moment)`."""
    wanted = select(_table.c.id, _table.c.case_id, _table.c.kind, _table.c.due_at).where(_table.c.next_try_at <= at)
    rows = session().execute(wanted.order_by(_table.c.next_try_at, _table.c.id).limit(limit))
    return [(row.id, row.case_id, row.kind, row.due_at) for row in rows]


def failed(watch_id: int, error: str) -> None:
    """Counts a failed try and puts the next one off: 1, 2, 4 … minutes, at most six hours."""
    tries = session().scalar(select(_table.c.tries).where(_table.c.id == watch_id))
    if tries is None:
        return
    pause = min(timedelta(minutes=2 ** min(tries, 10)), MAX_PAUSE)
    changed = {"tries": tries + 1, "error": error[:500], "next_try_at": now() + pause}
    run(update(_table).where(_table.c.id == watch_id).values(**changed))


def done(watch_id: int) -> None:
    """Takes a watch away: what it was for has been done."""
    run(delete(_table).where(_table.c.id == watch_id))

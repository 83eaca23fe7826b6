"""Which dossiers are played again: the open ones of a version, and of the closed ones some of every kind. The same
dossiers give the same sample."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.cases.models import Case
from app.core.clock import now
from app.core.db import session

MOST_OPEN, MOST_CLOSED = 200, 50
LOOKED_AT = 2000  # closed dossiers among which the sample is taken, the latest ones
LATELY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Sample:
    """The dossiers to play, the open ones first, and how many there are of either kind."""

    case_ids: tuple[int, ...]
    open_taken: int
    open_all: int
    closed_all: int


def sample(version_id: int) -> Sample:
    """Of open ones the oldest and the newest; of those closed within a year the latest of every way they went."""
    running = (Case.version_id == version_id, Case.closed_at.is_(None), Case.instance_id.is_not(None))
    ended = (Case.version_id == version_id, Case.closed_at > now() - LATELY, Case.instance_id.is_not(None))
    mine = select(Case.id).where(*running)
    oldest = _ids(mine.order_by(Case.id).limit(MOST_OPEN))
    if len(oldest) == MOST_OPEN:
        half = MOST_OPEN // 2
        oldest = sorted({*oldest[:half], *_ids(mine.order_by(Case.id.desc()).limit(half))})
    ways = (Case.status, Case.decision, Case.channel_in, Case.channel_out, Case.supplements, Case.financial)
    closed = session().execute(select(Case.id, *ways).where(*ended).order_by(Case.id.desc()).limit(LOOKED_AT))
    return Sample(
        case_ids=(*oldest, *_spread(tuple(row) for row in closed)),
        open_taken=len(oldest),
        open_all=_count(running),
        closed_all=_count(ended),
    )


def _spread(rows: Iterable[Sequence[Any]]) -> list[int]:
    """The first of every way, then the second of every way, until there are enough."""
    ways: dict[tuple[Any, ...], list[int]] = {}
    for case_id, *way in rows:
        ways.setdefault(tuple(way), []).append(case_id)
    turns = max(map(len, ways.values()), default=0)
    found = [ids[turn] for turn in range(turns) for ids in ways.values() if turn < len(ids)]
    return found[:MOST_CLOSED]


def _ids(wanted: Select[int]) -> list[int]:
    return list(session().scalars(wanted))


def _count(conditions: Iterable[Any]) -> int:
    return session().scalar(select(func.count()).select_from(Case).where(*conditions)) or 0

"""Bringing going clocks in line with an edited calendar: each dossier in its own transaction.

What is left to do is the clocks of an older version, so that a worker that is killed leaves nothing half done and any
number of workers share the work. A dossier that somebody else has locked is met again in the next round.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from app.cases import clockwork
from app.cases.models import Case
from app.core.clock import now
from app.core.db import session, transaction
from app.deadlines import clocks
from app.deadlines.passing_over import pass_over
from app.engine import incidents
from app.identity import units

log = logging.getLogger(__name__)
NODE = "recount"


MAX_PAUSE = timedelta(hours=6)


@dataclass
class _Round:
    """What this process knows of earlier rounds: the last dossier looked at, so that one that fails does not stand
    before all others; and how often each failed, with its next try."""

    after: int = 0
    failed: dict[int, tuple[int, datetime]] = field(default_factory=dict)


_round = _Round()


def recount_stale(limit: int = 1000) -> int:
    """Recounts at most so many clocks that an older calendar counted; returns how many appointments changed.

    One that fails leaves an incident and an unchanged clock, to be tried again after 1, 2, 4 … minutes, six hours at
    most.
    """
    with transaction(writes=False):
        if not clocks.any_stale():
            return 0
    with transaction():
        pass_over(limit, units.with_those_below)
    waiting = _stale(limit)
    _round.after = waiting[-1] if len(waiting) == limit else 0
    return sum(_recounted(case_id) for case_id in waiting if _may_be_tried(case_id))


def _stale(limit: int) -> list[int]:
    with transaction(writes=False):
        return clocks.stale(limit, _round.after) or (clocks.stale(limit) if _round.after else [])


def _may_be_tried(case_id: int) -> bool:
    return case_id not in _round.failed or _round.failed[case_id][1] <= now()


def _recounted(case_id: int) -> bool:
    instance_id: int | None = None
    try:
        with transaction():
            one = select(Case).where(Case.id == case_id).with_for_update(skip_locked=True)
            case = session().scalar(one)
            if case is None:
                return False
            instance_id = case.instance_id
            changed = clockwork.recount(case)
            if instance_id is not None:
                incidents.settle(instance_id, NODE)
            _round.failed.pop(case_id, None)
            return changed
    except Exception as error:
        tries = _round.failed.get(case_id, (0, now()))[0]
        _round.failed[case_id] = (tries + 1, now() + min(timedelta(minutes=2 ** min(tries, 10)), MAX_PAUSE))
        log.error("recount failed: case %s %s", case_id, type(error).__name__)
        if instance_id is not None:
            incidents.record(instance_id, case_id, NODE, {"kind": NODE}, error)
        return False

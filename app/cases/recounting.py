"""Bringing going clocks in line with an edited calendar: each dossier in its own transaction.

What is left to do is the clocks of an older version, so that a worker that is killed leaves nothing half done and any
number of workers share the work. A dossier that somebody else has locked is met again in the next round.
"""

import logging
from dataclasses import dataclass

from sqlalchemy import select

from app.cases import clockwork
from app.cases.models import Case
from app.core.db import session, transaction
from app.deadlines import clocks
from app.deadlines.passing_over import pass_over
from app.engine import incidents
from app.identity import units

log = logging.getLogger(__name__)
NODE = "recount"


@dataclass
class _Round:
    """The last dossier looked at: one that fails again and again must not stand before all others."""

    after: int = 0


_round = _Round()


def recount_stale(limit: int = 1000) -> int:
    """Recounts at most so many clocks that an older calendar counted; returns how many appointments changed.

    One that fails leaves an incident and an unchanged clock, to be tried again when its turn comes round.
    """
    with transaction(writes=False):
        nothing = not clocks.stale(1)
    if nothing:
        return 0
    with transaction():
        pass_over(limit, units.with_those_below)
    waiting = _stale(limit)
    _round.after = waiting[-1] if len(waiting) == limit else 0
    return sum(_recounted(case_id) for case_id in waiting)


def _stale(limit: int) -> list[int]:
    with transaction(writes=False):
        return clocks.stale(limit, _round.after) or (clocks.stale(limit) if _round.after else [])


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
            return changed
    except Exception as error:
        log.error("recount failed: case %s %s", case_id, type(error).__name__)
        if instance_id is not None:
            incidents.record(instance_id, case_id, NODE, {"kind": NODE}, error)
        return False

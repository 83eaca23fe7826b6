"""The nightly look at all open processes: are their rows what their states say? Reports, repairs nothing."""

from collections.abc import Callable

import structlog

from app.cases.models import Case
from app.core.clock import local, wall
from app.core.db import session, transaction
from app.core.errors import TooMany
from app.engine import incidents, queries
from app.identity import limits

log = structlog.get_logger()

NIGHT = range(1, 5)  # hours of the Vietnamese clock
BATCH = 200
DRIFT = "drift"  # the node of the incidents
_KEY = "duty:look_for_drift"


def look_for_drift(going: Callable[[], bool]) -> int:
    """Once a night, by one process: an incident for each open process that drifted; returns how many did."""
    if local(wall()).hour not in NIGHT or not _mine():
        return 0
    found = look(going)
    log.info("looked for drift", found=found)
    return found


def look(going: Callable[[], bool] = lambda: True) -> int:
    """Looks now, in batches that lock nothing; what looks wrong is looked at again with its dossier locked."""
    after = found = 0
    while going():
        with transaction(writes=False):
            batch = queries.open_instances(after, BATCH)
            suspects = [one for one in batch if _wrong(one[0])]
        if not batch:
            break
        after = batch[-1][0]
        found += sum(_confirmed(*one) for one in suspects)
    return found


def _confirmed(instance_id: int, case_id: int) -> bool:
    with transaction():
        session().get(Case, case_id, with_for_update=True)
        wrong = _wrong(instance_id)
        if wrong:
            incidents.record(instance_id, case_id, DRIFT, {"kind": DRIFT}, wrong)
        return wrong is not None


def _wrong(instance_id: int) -> str | None:
    """What is wrong with an instance's rows. A state that cannot be read is wrong too, and stops no look at others."""
    try:
        drifted = queries.drift([instance_id])
    except Exception as error:
        return f"the state cannot be read: {type(error).__name__}: {error}"
    return "work items, timers or subscriptions are not what the state says" if drifted else None


def _mine() -> bool:
    """Whether this process is the first to ask in the present day; one that dies meanwhile leaves it to tomorrow."""
    try:
        with transaction():
            limits.hit(_KEY, 1, limits.DAY)
    except TooMany:
        return False
    return True

"""Watches of dossiers that are due: reminders, apologies, overdue marks, escalations. Shared as timers are.

A failure is rolled back and put off, and is an incident; the next time that goes through ends it.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import bindparam, select

from app.cases import escalation
from app.cases.due_work import pause
from app.cases.failing import StepFailed
from app.core.clock import now
from app.core.db import run, table_of, transaction
from app.core.sharing import Worked, work_off
from app.deadlines import rehearsal, watches
from app.deadlines.models import Watch
from app.engine import incidents, queries

log = structlog.get_logger()

_table = table_of(Watch)
_TRIES = select(_table.c.tries).where(_table.c.id == bindparam("watch"), _table.c.next_try_at <= bindparam("at"))

Due = tuple[int, int, str, datetime]  # watch, dossier, kind, moment


def fire_due_watches(going: Callable[[], bool] = lambda: True) -> Worked:
    """Does what is due about dossiers."""
    return work_off(_due, _act, _failed, going=going, pause=pause())


def node_of(kind: str) -> str:
    """The node that incidents of a kind of watch have."""
    return f"watch:{kind}"


def settle(case_id: int, kind: str) -> None:
    """Resolves what earlier tries of this kind left at the dossier."""
    instance_id = queries.instance_of(case_id)
    for node in (node_of(kind), escalation.TERM_ENDS):
        incidents.settle(instance_id, node)


def _due(limit: int) -> list[Due]:
    """The first one of each dossier: after a standstill it is reminded before it is found late, not after."""
    with transaction(writes=False):
        rehearsal.refresh()
        first: dict[int, Due] = {}
        for watch in watches.due(now(), limit):
            first.setdefault(watch[1], watch)
        return list(first.values())


def _act(watch: Due) -> bool:
    watch_id, case_id, kind, _ = watch
    with transaction():
        tries = run(_TRIES, {"watch": watch_id, "at": now()}).scalar()
        if tries is None or not escalation.act(case_id, kind):
            return False
        if tries:
            settle(case_id, kind)
        return True


def _failed(watch: Due, error: Exception) -> None:
    watch_id, case_id, kind, _ = watch
    log.error("watch failed", watch=watch_id, kind=type(error).__qualname__)
    with transaction():
        watches.failed(watch_id, f"{type(error).__name__}: {error}")
        if not isinstance(error, StepFailed):  # which has its incident already
            act = {"kind": "watch", "watch": kind}
            incidents.record(queries.instance_of(case_id), case_id, node_of(kind), act, error)

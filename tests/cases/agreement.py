"""What must hold of a dossier, its clock, its ledger, its tasks and its watches, whatever was done to it."""

from itertools import pairwise

from sqlalchemy import select

from app.cases import calendars
from app.cases.due_moments import RESULT_THERE, task_due
from app.cases.models import Case, JournalLine
from app.cases.status import Status
from app.catalogue import queries as catalogue
from app.core.clock import now
from app.core.db import session
from app.deadlines import clocks, ledger
from app.deadlines.calendars import version
from app.deadlines.models import LedgerLine, LegalClock, Watch
from app.deadlines.moments import ANSWER, ESCALATE, NEAR, OVERDUE, moments
from app.engine import work_items
from app.engine.definitions import definition

STATES = {
    Status.SUPPLEMENT_REQUESTED: "WAITING",
    Status.NOT_ACCEPTED: None,
    Status.STOPPED: "STOPPED",
    Status.RESOLVED: "STOPPED",
    Status.RETURNED: "STOPPED",
}
ONCE = {NEAR: "near", OVERDUE: "overdue", ESCALATE: "escalated"}


def must_agree(case_id: int) -> None:
    """Raises AssertionError, naming what disagrees."""
    case = session().get_one(Case, case_id, populate_existing=True)
    clock = session().get(LegalClock, case_id, populate_existing=True)
    watched = {row.kind: row for row in session().scalars(select(Watch).where(Watch.case_id == case_id))}
    lines = ledger.lines(case_id)
    assert (ANSWER in watched) <= (case.status == Status.SUBMITTED)
    assert case.supplements == sum(line.kind == "WAIT" for line in lines)
    if clock is None:
        assert case.due_at is case.due_original is None and not watched.keys() - {ANSWER}
        return
    _shown(case, clock)
    _written(clock, lines)
    _watched(case, clock, watched)
    if clock.calendar_version == version():
        _tasks(case)
    _once(case)


def _shown(case: Case, clock: LegalClock) -> None:
    for name in ("due_at", "near_at", "overdue_at", "due_original"):
        assert getattr(case, name) == getattr(clock, name), name
    expected = STATES.get(Status(case.status), "RUNNING")
    if case.status == Status.WITHDRAWAL_REQUESTED:
        expected = STATES.get(Status(case.status_before), "RUNNING")
    assert clock.state in (expected, "PAUSED") if expected == "RUNNING" else clock.state == expected
    if clock.state != "STOPPED":  # one that stopped while it stood still has no due moment any more
        assert (clock.due_at is None) == (clock.state in ("WAITING", "PAUSED"))
    assert (clock.near_at is None) == (clock.due_at is None)
    assert clock.near_at is None or clock.near_at <= clock.due_at
    if clock.overdue_at is not None and clock.due_at is not None:
        assert clock.overdue_at >= clock.due_at


def _written(clock: LegalClock, lines: list[LedgerLine]) -> None:
    first = next(place for place, line in enumerate(lines) if line.kind == "START")
    own = lines[first:]  # before it are supplements asked for before reception: no clock ran
    assert own[0].kind == "START" and own[0].due_after == clock.due_original
    for before, after in pairwise(own):
        assert after.due_before == before.due_after, (before.kind, after.kind)
    assert own[-1].due_after == clock.due_at
    calendar = calendars.of_unit(clock.unit_id)
    if clock.state != "STOPPED" and clock.calendar_version == version():
        made = clocks.reckoning(clock, calendar)
        assert (made.state, made.due_at, made.extensions) == (clock.state, clock.due_at, clock.extensions)
        assert made.requests == sum(line.kind == "WAIT" for line in lines)
        figure = clocks.index_now(clock, calendar)
        assert figure.late or figure.requests < 2
        assert figure.spent_minutes >= 0


def _watched(case: Case, clock: LegalClock, watched: dict[str, Watch]) -> None:
    legal = {kind: row for kind, row in watched.items() if kind != ANSWER}
    if clock.state != "RUNNING":
        assert not legal, (clock.state, legal.keys())
        return
    for kind, at in moments(clock, calendars.of_unit(clock.unit_id)).items():
        if kind in (OVERDUE, ESCALATE) and at > now() and clock.calendar_version == version():
            assert kind in legal and legal[kind].due_at == at, kind
    assert all(row.tries == 0 for row in watched.values())


def _tasks(case: Case) -> None:
    nodes = definition(catalogue.version(case.version_id).definition_id or 0).nodes
    for item in work_items.waiting(case.id):
        if case.status not in RESULT_THERE and item.node in nodes:
            assert case.due_at is None or (item.due_at is not None and item.due_at <= case.due_at), item.node
            assert item.due_at == task_due(case, nodes[item.node], item.unit_id, item.opened_at), item.node


def _once(case: Case) -> None:
    """Each thing at most once per due moment that was ever shown."""
    journal = session().scalars(select(JournalLine).where(JournalLine.case_id == case.id)).all()
    for kind in ("overdue", "escalated"):
        said = [line.detail["due"] for line in journal if line.kind == kind]
        assert len(said) == len(set(said)), (kind, said)
    stretches = sum(line.due_after is not None for line in ledger.lines(case.id))
    assert sum(line.kind == "near" for line in journal) <= stretches

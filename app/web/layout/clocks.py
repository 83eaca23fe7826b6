"""The clocks of dossiers and tasks as pages ask for them: with the calendar of the agency that decides, seen now."""

from datetime import datetime

from flask import g

from app.cases import calendars
from app.cases.models import Case
from app.core.clock import now
from app.deadlines import clocks, ledger
from app.deadlines.calendar import Calendar
from app.deadlines.counting import Kind, State
from app.web.layout import words
from app.web.layout.words import Clock


def clock_of(due_at: datetime, unit_id: int | None = None, near_at: datetime | None = None) -> Clock:
    """The working time left until `due_at` by the calendar of a unit (None: the national one)."""
    return words.clock_of(due_at, calendar_of(unit_id), now(), near_at)


def resting_of(case: Case) -> Clock | None:
    """What stands in place of the due moment of one dossier, with the policy and the legal basis as its clock has them;
    None while it runs. Up to two statements: for a page about a dossier, not for a list."""
    if case.due_at is not None:
        return None
    return words.resting(case.status, case.received_at is not None, *rest_terms(case))


def rest_terms(case: Case) -> tuple[str, str]:
    """The policy after a supplement, RESTART | CONTINUE, and the legal basis of the pause that lasts, or nothing."""
    clock = clocks.clock(case.id) if case.received_at is not None else None
    if clock is None:
        return "RESTART", ""
    return clock.policy, _basis(case.id) if clock.state == State.PAUSED else ""


def calendar_of(unit_id: int | None) -> Calendar:
    """The calendar of a unit, looked up once per request."""
    known: dict[int | None, Calendar] = g.setdefault("calendars", {})
    if unit_id not in known:
        known[unit_id] = calendars.of_unit(unit_id)
    return known[unit_id]


def _basis(case_id: int) -> str:
    return next((line.legal_basis for line in reversed(ledger.lines(case_id)) if line.kind == Kind.PAUSE), "")

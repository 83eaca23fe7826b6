"""Why one's dossier is due that day, in plain words; and the letter of apology, when there is one."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from app.cases import clockwork, letters
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.clock import now
from app.core.db import session as database
from app.core.errors import NotFound
from app.deadlines.counting import Kind
from app.deadlines.explaining import Reasons
from app.identity.models import Unit
from app.web import session
from app.web.citizen.own import own_case
from app.web.layout import term_story

SILENT = frozenset(("START", "STOP", "ANSWERED"))  # told elsewhere on the page, or nothing that changed a date


def show(case_id: int) -> ResponseReturnValue:
    """What the term is, from when it counts, what is skipped, what changed it, and what to do when it is late."""
    case = own_case(session.actor(), case_id)
    reasons = clockwork.reasons(case)
    restarted = _restarted(reasons) if reasons else False
    return render_template(
        "citizen/term.html",
        case=case,
        version=catalogue.version(case.version_id),
        reasons=reasons,
        story=term_story.told(reasons.term, restarted) if reasons else None,
        changes=[line for line in reasons.lines if line.kind not in SILENT] if reasons else [],
        restarted=restarted,
        late=is_late(case),
        office=office(case),
        letters=letters.letters(case),
    )


def letter(case_id: int) -> ResponseReturnValue:
    """The letters of apology, the latest first, to read and to print. Raises NotFound when there is none."""
    case = own_case(session.actor(), case_id)
    written = letters.letters(case)
    if not written:
        raise NotFound
    return render_template(
        "citizen/letter.html", case=case, version=catalogue.version(case.version_id), letters=written
    )


def is_late(case: Case, at: datetime | None = None) -> bool:
    """Whether the result should have been there by now."""
    return (
        case.due_at is not None and case.resolved_at is None and case.closed_at is None and (at or now()) > case.due_at
    )


def office(case: Case) -> Unit | None:
    """The agency that decides, to be asked."""
    return database().get(Unit, case.competent_unit_id or case.receiving_unit_id or 0)


def _restarted(reasons: Reasons) -> bool:
    """Whether the term counts from a supplement now."""
    return any(line.kind == Kind.RESTART for line in reasons.lines)

"""Why a dossier is due that day, line by line; and the letters that put the date off."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.cases import clockwork, letters, opening
from app.catalogue import queries as catalogue
from app.core.errors import NotFound
from app.deadlines.counting import Kind
from app.identity import units
from app.identity.accounts import names
from app.web.application import writes
from app.web.layout import term_story
from app.web.officer.guard import officer


@writes
def show(case_id: int) -> ResponseReturnValue:
    """The ledger, the term day by day, and both figures. Opening it leaves a line in the journal."""
    case = opening.dossier(officer(), str(case_id))
    reasons = clockwork.reasons(case)
    unit_id = reasons.clock.unit_id if reasons else case.competent_unit_id
    return render_template(
        "officer/term.html",
        case=case,
        version=catalogue.version(case.version_id),
        reasons=reasons,
        restarted=any(line.kind == Kind.RESTART for line in reasons.lines) if reasons else False,
        why=term_story.why,
        unit=units.names([unit_id]).get(unit_id or 0),
        people=names(line.actor_id for line in reasons.lines) if reasons else {},
        letters=letters.letters(case),
    )


@writes
def letter(case_id: int) -> ResponseReturnValue:
    """The letters of apology, the latest first, to read and to print. Raises NotFound when there is none."""
    case = opening.dossier(officer(), str(case_id))
    written = letters.letters(case)
    if not written:
        raise NotFound
    version = catalogue.version(case.version_id)
    return render_template("officer/letter.html", case=case, version=version, letters=written)

"""One's own dossiers: the list, one of them, its receipt, its files, and asking to withdraw."""

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import answers, dossiers, letters, progress
from app.cases.components import other_documents
from app.cases.components import papers as papers_of
from app.cases.models import Case
from app.cases.status import WITHDRAWABLE, Status
from app.catalogue import queries as catalogue
from app.core.errors import Invalid
from app.documents import queries as documents
from app.documents import storage
from app.identity import units
from app.notifications.queries import messages_of_case
from app.payments import receipts
from app.web import session
from app.web.citizen import story, term
from app.web.citizen.own import own_case
from app.web.citizen.standing import standing
from app.web.errors import problem_of
from app.web.file_names import disposition
from app.web.layout.clocks import rest_terms


def index() -> str:
    """One's dossiers, the newest first; drafts stand apart on the first page."""
    page = dossiers.mine(session.actor(), request.args.get("after"))
    steps = dossiers.steps_of([case for case, _version in page.rows])
    rows = [(case, version, standing(case, steps[case.id])) for case, version in page.rows]
    return render_template(
        "citizen/mine.html",
        drafts=[row for row in rows if row[0].status == Status.DRAFT],
        filed=[row for row in rows if row[0].status != Status.DRAFT],
        next_url=f"/ho-so?after={page.next_cursor}" if page.next_cursor else None,
        first_url="/ho-so" if request.args.get("after") else None,
    )


def show(case_id: int) -> ResponseReturnValue:
    """One dossier: where it stands, its story, papers, money, messages, and who opened it."""
    actor = session.actor()
    case = own_case(actor, case_id)
    if case.status == Status.DRAFT:
        return redirect(f"/ho-so/{case.id}/buoc", 303)
    version = catalogue.version(case.version_id)
    events = dossiers.timeline(case)
    given, steps = answers.latest(case.id), dossiers.steps(case)
    return render_template(
        "citizen/dossier.html",
        case=case,
        version=version,
        now=standing(case, steps, *rest_terms(case) if case.due_at is None else ()),
        late=term.is_late(case),
        office=term.office(case) if term.is_late(case) else None,
        letters=letters.letters(case) if case.due_at != case.due_original else [],
        held=story.held(events) if case.suspended_at else None,
        waited_for=any(step.item.role == "citizen" for step in steps),
        story=story.told(events, version.definition_id, actor.name),
        openings=story.openings(events),
        papers=papers_of(case),
        others=other_documents(case),
        payments=receipts.of_case(case.id),
        messages=messages_of_case(case.id, case.owner_id),
        unit=units.names([case.receiving_unit_id]).get(case.receiving_unit_id or 0),
        said=given,
        may_amend=case.status == Status.SUBMITTED,
        may_withdraw=case.status in WITHDRAWABLE,
    )


def receipt(case_id: int) -> ResponseReturnValue:
    """What arrived and what comes next; made for printing."""
    actor = session.actor()
    case = own_case(actor, case_id)
    if case.status == Status.DRAFT:
        return redirect(f"/ho-so/{case.id}/buoc", 303)
    return render_template(
        "citizen/receipt.html",
        case=case,
        version=catalogue.version(case.version_id),
        files=documents.of_case(case.id),
        names={paper.key: paper.component["name"] for paper in papers_of(case)},
        unit=units.names([case.receiving_unit_id]).get(case.receiving_unit_id or 0),
    )


def file(case_id: int, document_id: int) -> Response:
    """A file of one's own dossier, to be saved (never shown in the page's own origin as something that runs)."""
    case = own_case(session.actor(), case_id)
    document = documents.in_case(case.id, document_id)
    response = Response(storage.read(document), mimetype=document.media_type)
    response.headers["Content-Disposition"] = disposition("attachment", document.filename)
    return response


def ask_withdraw(case_id: int) -> str:
    """Asks for the reason, and says what follows."""
    return _withdraw_page(own_case(session.actor(), case_id), {})


def withdraw(case_id: int) -> ResponseReturnValue:
    """Asks the desk to stop the dossier."""
    actor = session.actor()
    try:
        progress.withdraw(actor, case_id, request.form.get("reason", ""))
    except Invalid as wrong:
        return _withdraw_page(own_case(actor, case_id), problem_of(wrong).fields), wrong.status
    flash(_("Đã gửi yêu cầu rút hồ sơ. Bộ phận Một cửa sẽ trả lời bạn."))
    return redirect(f"/ho-so/{case_id}", 303)


def _withdraw_page(case: Case, faults: dict[str, str]) -> str:
    version = catalogue.version(case.version_id)
    reason = request.form.get("reason", "")
    return render_template("citizen/withdraw.html", case=case, version=version, faults=faults, reason=reason)

"""From a procedure to a dossier: the press of "Nộp hồ sơ", and leaving a draft."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import dossiers, submission
from app.cases.models import Case
from app.cases.status import Status
from app.catalogue import queries as catalogue
from app.core.errors import N_, Conflict
from app.identity.actor import Actor
from app.web import session
from app.web.citizen.own import own_case


class AlreadySubmitted(Conflict):
    """Only a draft can be thrown away."""

    message = N_("Hồ sơ đã nộp nên không xóa được. Bạn có thể yêu cầu rút hồ sơ.")


def choose(code: str) -> ResponseReturnValue:
    """Start anew, or go on with a draft of the same procedure. Shown when the address is opened by itself, too."""
    actor = session.actor()
    version = catalogue.get(code)
    drafts = _drafts(actor, version.procedure_id)
    return render_template("citizen/begin.html", version=version, m=version.described, drafts=drafts)


def begin(code: str) -> ResponseReturnValue:
    """Starts the dossier. With a draft of the same procedure at hand it asks first (`new` says that it has asked)."""
    actor = session.actor()
    if "new" not in request.form and _drafts(actor, catalogue.get(code).procedure_id):
        return redirect(f"/thu-tuc/{code}/nop", 303)
    case = submission.start(actor, code)
    return redirect(f"/ho-so/{case.id}/buoc", 303)


def ask_discard(case_id: int) -> ResponseReturnValue:
    """Asks once, naming the draft."""
    case = own_case(session.actor(), case_id)
    if case.status != Status.DRAFT:
        raise AlreadySubmitted
    return render_template("citizen/discard.html", case=case, version=catalogue.version(case.version_id))


def discard(case_id: int) -> ResponseReturnValue:
    """Throws the draft away."""
    submission.discard(session.actor(), case_id)
    flash(_("Đã bỏ bản nháp."))
    return redirect("/ho-so", 303)


def _drafts(actor: Actor, procedure_id: int) -> list[Case]:
    rows = dossiers.mine(actor, limit=50).rows
    return [case for case, _version in rows if case.status == Status.DRAFT and case.procedure_id == procedure_id]

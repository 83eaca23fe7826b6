"""Changing a submitted dossier that nobody has taken in yet: its application and its papers. Never at another time."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import answers, papers, task_forms
from app.cases.components import other_documents
from app.cases.components import papers as papers_of
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.errors import Invalid
from app.core.ids import read_id
from app.documents.kinds import ACCEPT
from app.web import session
from app.web.citizen.own import own_case
from app.web.citizen.task import summary, take_files
from app.web.errors import problem_of
from app.web.forms.names import html_id
from app.web.forms.read import pressed_rows, read_form


def show_application(case_id: int) -> str:
    """The application as submitted, to correct."""
    case = _changeable(case_id)
    return _application(case, answers.latest(case.id).get(papers.APPLICATION, {}), {})


def amend(case_id: int) -> ResponseReturnValue:
    """Corrects the application."""
    case = _changeable(case_id)
    given = read_form(task_forms.node_form(case, papers.APPLICATION), request.form)
    if pressed_rows(request.form) is not None:
        return _application(case, given, {})
    try:
        papers.amend(session.actor(), case.id, given)
    except Invalid as wrong:
        return _application(case, given, problem_of(wrong).fields), wrong.status
    flash(_("Đã sửa tờ khai."))
    return redirect(f"/ho-so/{case.id}", 303)


def show_papers(case_id: int) -> str:
    """The papers as they are."""
    return _papers(_changeable(case_id), {})


def change_papers(case_id: int) -> ResponseReturnValue:
    """Adds the files sent along, or takes one away."""
    case = _changeable(case_id)
    faults = take_files(session.actor(), case)
    if "remove" in request.form:
        papers.remove(session.actor(), case.id, read_id(request.form["remove"]) or 0)
    if faults:
        return _papers(case, faults), Invalid.status
    return redirect(f"/ho-so/{case.id}/giay-to", 303)


def _changeable(case_id: int) -> Case:
    case = own_case(session.actor(), case_id)
    if not papers.may_change(case):
        raise papers.NoChangeNow
    return case


def _application(case: Case, values: dict[str, object], faults: dict[str, str]) -> str:
    form = task_forms.node_form(case, papers.APPLICATION)
    return render_template(
        "citizen/amend.html",
        case=case,
        version=catalogue.version(case.version_id),
        form=form,
        options=task_forms.options(form, case),
        values=values,
        faults=faults,
        summary=summary(form, faults),
    )


def _papers(case: Case, faults: dict[str, str]) -> str:
    return render_template(
        "citizen/attachments.html",
        case=case,
        version=catalogue.version(case.version_id),
        papers=papers_of(case),
        others=other_documents(case),
        accept=ACCEPT,
        faults=faults,
        summary=[(html_id(path), text) for path, text in faults.items()],
    )

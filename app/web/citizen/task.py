"""The citizen's present task: one page per step, saved at every press, complete without JavaScript."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import answers, papers, progress, submission, task_forms, tasks
from app.cases.models import Case
from app.cases.progress import AlreadyDone
from app.cases.status import Status
from app.cases.task_checks import CODE_FIELD
from app.catalogue import queries as catalogue
from app.core.clock import local, now
from app.core.db import after_rollback
from app.core.errors import Invalid, NotFound, Unavailable
from app.core.ids import read_id
from app.engine.models import WorkItem
from app.forms.definition import Form
from app.identity.actor import Actor
from app.payments import receipts
from app.web import session
from app.web.citizen import screens
from app.web.citizen.own import own_case, own_step
from app.web.citizen.steps import places
from app.web.errors import problem_of
from app.web.forms.boxes import error_links
from app.web.forms.names import html_id
from app.web.forms.read import pressed_rows, read_form

PRESSED_TWICE = timedelta(seconds=20)
PAGES = {"components": "papers", "payment": "payment", "pay": "pay", "check": "check", "supplement": "supplement"}
WITH_PAPERS = frozenset(("components", "supplement"))
LAST = "check_and_submit"
FILE_FIELD = "file-"


def show(case_id: int) -> ResponseReturnValue:
    """The task that is the owner's to do now; the dossier itself when it is not their turn."""
    actor = session.actor()
    case = own_case(actor, case_id)
    step = own_step(actor, case)
    if step is None and case.status == Status.DRAFT:
        raise Unavailable  # a draft between two steps: it cannot be shown as a dossier either
    if step is None:
        return redirect(f"/ho-so/{case.id}", 303)
    return _page(case, step.item, task_forms.initial(step.item, case))


def act(case_id: int) -> ResponseReturnValue:
    """A press on the page of a task: keeps what was typed, takes files, sends the code, pays, or completes the step."""
    actor = session.actor()
    own_case(actor, case_id)
    item_id = read_id(request.form.get("item")) or 0
    try:
        item, case = progress.locked_task(actor, item_id)
    except AlreadyDone as done:
        return _done_already(done, actor)
    if case.id != case_id or item.role != "citizen":
        raise NotFound
    form = task_forms.form_of(item, case)
    given = read_form(form, request.form) if form else {}
    try:
        return _pressed(actor, case, item, form, given)
    except Invalid as wrong:
        problem = problem_of(wrong)
        return _again(actor, case, item, given, problem.fields or {"": problem.text})


def keep(case_id: int) -> ResponseReturnValue:
    """What the page sends by itself while somebody types: kept, and the time told."""
    actor = session.actor()
    own_case(actor, case_id)
    item, case = progress.locked_task(actor, read_id(request.form.get("item")) or 0)
    form = task_forms.form_of(item, case)
    if case.id != case_id or form is None:
        raise NotFound
    tasks.save_draft(actor, item.id, read_form(form, request.form))
    return jsonify(saved=_("Đã lưu %(time)s", time=f"{local(now()):%H:%M}"))


def _pressed(actor: Actor, case: Case, item: WorkItem, form: Form | None, given: dict[str, Any]) -> ResponseReturnValue:
    pressed = request.form
    rows = pressed_rows(pressed)
    if rows is not None or "later" in pressed:
        tasks.save_draft(actor, item.id, given)
        return redirect("/ho-so" if rows is None else f"/ho-so/{case.id}/buoc#{rows}", 303)
    if "send_code" in pressed:
        tasks.save_draft(actor, item.id, given)
        submission.send_confirmation_code(actor, case.id)
        return redirect(f"/ho-so/{case.id}/buoc?sent=1#xac-nhan", 303)
    if "pay" in pressed:
        _payment, address = receipts.request(actor, case.id)
        return redirect(address, 303)
    if form is not None and form.screen in WITH_PAPERS:
        return _with_papers(actor, case, item, form, given)
    return _complete(actor, case, item, form, given)


def _with_papers(actor: Actor, case: Case, item: WorkItem, form: Form, given: dict[str, Any]) -> ResponseReturnValue:
    faults = take_files(actor, case)
    if "remove" in request.form:
        papers.remove(actor, case.id, read_id(request.form["remove"]) or 0)
    if faults:
        return _again(actor, case, item, given, faults)
    if "attach" in request.form or "remove" in request.form:
        tasks.save_draft(actor, item.id, given)
        return redirect(f"/ho-so/{case.id}/buoc#{_anchor()}", 303)
    return _complete(actor, case, item, form, given)


def take_files(actor: Actor, case: Case) -> dict[str, str]:
    """Takes in the files of this request and returns what was wrong, by path. Good files stay, whatever else is
    wrong with the press: nobody photographs a paper twice."""
    faults: dict[str, str] = {}
    settings = current_app.config["SETTINGS"]
    for field, files in request.files.lists():
        for sent in files if field.startswith(FILE_FIELD) else ():
            if not sent.filename:
                continue
            content = sent.stream.read(settings.max_upload + 1)
            add = partial(papers.add, actor, case.id, field.removeprefix(FILE_FIELD), sent.filename, content, settings)
            try:
                add()
                after_rollback(add)
            except Invalid as wrong:
                faults |= problem_of(wrong).fields
    return faults


def _complete(
    actor: Actor, case: Case, item: WorkItem, form: Form | None, given: dict[str, Any]
) -> ResponseReturnValue:
    outcome = request.form.get(form.outcomes.variable) if form and form.outcomes else None
    if item.node == LAST:
        given = {**given, CODE_FIELD: request.form.get(CODE_FIELD, "")[:40]}
    progress.complete_task(actor, item.id, given, outcome=outcome)
    if item.node == LAST and outcome == "submit":
        return redirect(f"/ho-so/{case.id}/bien-nhan", 303)
    return redirect(f"/ho-so/{case.id}/buoc", 303)


def _again(actor: Actor, case: Case, item: WorkItem, given: dict[str, Any], faults: dict[str, str]) -> Response:
    """The page with what is wrong. Its status undoes what was written; the draft of what was typed outlives that."""
    if len(str(given)) <= tasks.MAX_DRAFT:
        after_rollback(partial(tasks.save_draft, actor, item.id, given))
    return make_response(_page(case, item, given, faults), 422)


def _page(case: Case, item: WorkItem, values: dict[str, Any], faults: dict[str, str] | None = None) -> str:
    form = task_forms.form_of(item, case)
    screen = form.screen if form else None
    draft = answers.draft(case.id, item.node)
    return render_template(
        f"citizen/{PAGES.get(screen or '', 'task')}.html",
        case=case,
        item=item,
        form=form,
        options=task_forms.options(form, case) if form else {},
        values=values,
        faults=faults or {},
        summary=summary(form, faults or {}),
        version=catalogue.version(case.version_id),
        places=places(item.node),
        saved_at=draft.saved_at if draft else None,
        aside=draft.aside if draft else None,
        checked=answers.draft(case.id, LAST) is not None,
        **screens.shown(form, case),
    )


def summary(form: Form | None, faults: dict[str, str]) -> list[tuple[str | None, str]]:
    """What is wrong, each with the place on the page to mend it."""
    if form is None:
        return [(None, text) for text in faults.values()]
    code = faults.get(CODE_FIELD)
    found = error_links(form, {path: text for path, text in faults.items() if path != CODE_FIELD})
    return found + ([(html_id(CODE_FIELD), code)] if code else [])


def _done_already(done: AlreadyDone, actor: Actor) -> ResponseReturnValue:
    """The same press twice leads where the first one led; anything else is told, with what was typed."""
    mine = done.actor_id == actor.account_id
    if mine and done.outcome == "submit":
        return redirect(f"/ho-so/{done.case_id}/bien-nhan", 303)
    if mine and now() - done.done_at < PRESSED_TWICE:
        return redirect(f"/ho-so/{done.case_id}/buoc", 303)
    typed = [(name, value) for name, value in request.form.items(multi=True) if value and name not in _NOT_TYPED]
    page = render_template("citizen/stale.html", text=problem_of(done).text, case_id=done.case_id, typed=typed)
    return make_response(page, 409)


def _anchor() -> str:
    return html_id(f"papers.{request.form.get('attach', '')[:60]}")


_NOT_TYPED = frozenset(("csrf_token", "item", CODE_FIELD))

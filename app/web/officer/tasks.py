"""One task: the work on the left, the dossier on the right, the ways to end it as buttons."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import answers, opening, progress, task_forms, tasks
from app.cases.opening import OpenTask
from app.cases.progress import AlreadyDone, Moved
from app.catalogue import queries as catalogue
from app.core.clock import local, now
from app.core.db import savepoint
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from app.core.ids import read_id
from app.forms.definition import Form, Outcome
from app.identity.actor import Actor
from app.web.application import writes
from app.web.errors import problem_of
from app.web.forms.read import pressed_rows, read_form
from app.web.headers import POLICY
from app.web.layout.role_words import role_words
from app.web.layout.step_words import step_words, task_words
from app.web.officer import dossier_view, printing, ways
from app.web.officer.guard import officer


@writes
def show(item_id: int) -> ResponseReturnValue:
    """The task. Opening it leaves a line in the dossier's journal."""
    actor = officer()
    try:
        opened = opening.task(actor, item_id)
    except AlreadyDone as done:
        return _gone(done)
    # A draft is read by whoever may complete it: a ballot, for one, is nobody else's.
    return _page(opened, task_forms.initial(opened.item, opened.case) if opened.may_complete else {})


def complete(item_id: int) -> ResponseReturnValue:
    """A press on one of the task's buttons: another row of a list, keep for later, or an outcome."""
    actor = officer()
    try:
        return _pressed(actor, item_id)
    except AlreadyDone as done:
        if done.actor_id == actor.account_id and now() - done.done_at < PRESSED_TWICE:
            return redirect(ways.after_completing(actor), 303)
        return _gone(done)


def keep(item_id: int) -> ResponseReturnValue:
    """What the page sends by itself while somebody types."""
    actor = officer()
    form, _name = _form(actor, item_id)
    tasks.save_draft(actor, item_id, read_form(form, request.form) if form else {})
    return jsonify(saved=_("Đã lưu %(time)s", time=f"{local(now()):%H:%M}"))


def claim(item_id: int) -> ResponseReturnValue:
    """Takes the task and opens it."""
    tasks.claim(officer(), item_id)
    return redirect(url_for("officer.task", item_id=item_id), 303)


def release(item_id: int) -> ResponseReturnValue:
    """Puts the task back into the queue."""
    item = tasks.release(officer(), item_id)
    flash(_("Đã trả “%(name)s” về hàng đợi. Việc đang ở mục Chờ nhận.", name=task_words(item)))
    return redirect(ways.list_url(), 303)


def assign(item_id: int) -> ResponseReturnValue:
    """Hands the task to a colleague."""
    actor = officer()
    to = read_id(request.form.get("to"))
    if to is None:
        flash(_("Chọn người nhận việc."), "error")
        return redirect(url_for("officer.task", item_id=item_id), 303)
    item = tasks.assign(actor, item_id, to)
    names = dict(tasks.colleagues(item))
    flash(_("Đã giao “%(task)s” cho %(name)s.", task=task_words(item), name=names.get(to, "")))
    return redirect(ways.list_url(), 303)


def _pressed(actor: Actor, item_id: int) -> ResponseReturnValue:
    form, name = _form(actor, item_id)
    given = read_form(form, request.form) if form else {}
    ways.set_goes_on("_goes_on" in request.form)
    if {"_add", "_remove", "later", "_back"} & set(request.form):
        return _keep_and_return(actor, item_id, given)
    outcome = request.form.get(form.outcomes.variable) if form and form.outcomes else None
    asked = _question(form, outcome)
    if asked and request.form.get("_confirmed") != outcome:
        return _ask(item_id, asked)
    try:
        with savepoint():
            moved = progress.complete_task(actor, item_id, given, outcome=outcome)
    except AlreadyDone:
        raise
    except (Invalid, Conflict, Forbidden) as refused:
        return _again(actor, item_id, given, refused)
    flash(_told(name, moved))
    return redirect(ways.after_completing(actor), 303)


def _question(form: Form | None, outcome: str | None) -> Outcome | None:
    """The chosen outcome, when it is one that asks before it is done."""
    options = form.outcomes.options if form and form.outcomes else ()
    return next((one for one in options if one.value == outcome and one.confirm), None)


def _ask(item_id: int, asked: Outcome) -> str:
    """Asks once, with everything that was typed in the page."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return render_template("officer/confirm.html", item_id=item_id, asked=asked, fields=fields)


def _form(actor: Actor, item_id: int) -> tuple[Form | None, str]:
    """The task's form and name. Raises AlreadyDone, NotFound for a citizen's step."""
    item, case = progress.locked_task(actor, item_id)
    if item.role == "citizen":
        raise NotFound()
    return task_forms.form_of(item, case), task_words(item)


def _keep_and_return(actor: Actor, item_id: int, given: dict[str, Any]) -> ResponseReturnValue:
    tasks.save_draft(actor, item_id, given)
    if "later" in request.form:
        flash(_("Đã lưu nháp. Việc vẫn ở danh sách của bạn."))
        return redirect(ways.list_url(), 303)
    place = pressed_rows(request.form)
    return redirect(url_for("officer.task", item_id=item_id, _anchor=place), 303)


def _again(actor: Actor, item_id: int, given: dict[str, Any], refused: Refusal) -> ResponseReturnValue:
    """The page with what is wrong and everything that was typed."""
    problem = problem_of(refused)
    faults = problem.fields or {"": problem.text}
    opened = opening.task(actor, item_id)
    page = _page(opened, given, faults)
    page.status_code = problem.status
    return page


def _page(opened: OpenTask, values: dict[str, Any], faults: dict[str, str] | None = None) -> Response:
    item, case = opened.item, opened.case
    form = task_forms.form_of(item, case)
    draft = answers.draft(case.id, task_forms.draft_key(item, case)) if opened.may_complete else None
    dossier = dossier_view.read(case)
    node = dossier.nodes.get(item.node)
    page = render_template(
        "officer/task.html",
        opened=opened,
        item=item,
        case=case,
        form=form,
        options=task_forms.options(form, case) if form else {},
        values=values,
        faults=faults or {},
        instructions=_paragraphs(node.instructions if node else None),
        paper=printing.paper_of(node, case),
        saved_at=draft.saved_at if draft else None,
        aside=draft.aside if draft else None,
        colleagues=[one for one in tasks.colleagues(item) if one[0] != item.assignee_id],
        dossier=dossier,
        goes_on=ways.goes_on(),
        back=ways.list_url(),
    )
    answer = make_response(page)
    # The viewer of the browser shows a dossier's PDF as an object; where there is none, nothing is loaded.
    answer.headers["Content-Security-Policy"] = POLICY.replace("object-src 'none'", "object-src 'self'")
    return answer


def _gone(done: AlreadyDone) -> ResponseReturnValue:
    """Who did what, the way to the dossier, and whatever had been typed here, so that it can be copied."""
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if value and not name.startswith("_") and name not in _NOT_TYPED
    ]
    page = render_template(
        "officer/gone.html", text=problem_of(done).text, case_id=done.case_id, typed=typed, back=ways.list_url()
    )
    return make_response(page, 409)


def _told(name: str, moved: Moved) -> str:
    """What happened and what comes next."""
    code = moved.case.code or moved.case.number
    said: str = _("Đã xong “%(task)s”, hồ sơ %(code)s.", task=name, code=code)
    definition_id = catalogue.version(moved.case.version_id).definition_id
    following = [
        f"{step_words(definition_id, one.node, one.name)} ({role_words(one.role)})" for one in moved.progress.opened
    ]
    if following:
        return f"{said} {_('Bước tiếp theo: %(steps)s.', steps=', '.join(following))}"
    return said


def _paragraphs(text: str | None) -> list[str]:
    return [line.strip(" -•\t") for line in (text or "").splitlines() if line.strip(" -•\t")]


PRESSED_TWICE = timedelta(seconds=20)
_NOT_TYPED = frozenset(("csrf_token",))

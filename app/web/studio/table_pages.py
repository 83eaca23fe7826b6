"""A decision table of a draft as a plain table: columns, rows, cells, what is wrong at each; whole without scripts."""

from dataclasses import replace

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.known import KNOWN
from app.catalogue import apart, draft_checks, draft_files, drafts
from app.core.errors import Conflict, Invalid, Refusal
from app.core.ids import read_id
from app.engine.hostile_xml import HostileXml
from app.engine.tables import HIT_POLICIES, KINDS, Table, read
from app.web.errors import problem_of
from app.web.formats import t
from app.web.studio import desk, form_sources, table_acts, table_words, together
from app.web.studio.guard import designer, reader


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """The table's page. A file that is not one table is shown as text."""
    reader()
    _found, content = draft_files.read(draft_id, path)
    if _read(content) is None:
        return redirect(url_for("studio.file", draft_id=draft_id, path=path))
    return make_response(_page(draft_id, path))


def edit(draft_id: int, path: str) -> ResponseReturnValue:
    """Saves what is in the boxes and does what the pressed button says."""
    actor = designer()
    found, content = draft_files.read(draft_id, path)
    table = _read(content)
    try:
        if table is None:
            raise Conflict()
        base = read_id(request.form.get("base"))
        together.refuse_changed(draft_id, found, content, base, lambda whole: whole)
        names = {one.name for one in table_words.variables(form_sources.steps(draft_id))}
        made = table_acts.done(content, table, request.form, names)
        draft_files.save(draft_id, path, made, found.revision, actor.account_id)
    except (Invalid, Conflict) as refused:
        return make_response(_page(draft_id, path, refused), refused.status)
    flash(_("Đã lưu.") if made != content else _("Không có gì thay đổi."))
    return redirect(url_for("studio.table", draft_id=draft_id, path=path, _anchor="bang"), 303)


def _read(content: bytes) -> Table | None:
    try:
        return read(content)
    except HostileXml:  # its page says why
        return None


def _page(draft_id: int, path: str, refused: Refusal | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    found, content = draft_files.read(draft_id, path)
    told = problem_of(refused) if refused else None
    at: dict[str, list[desk.Finding]] = {}
    problems = [one for one in desk.findings(draft) if one.file == path]
    if any(one.rule == draft_checks.UNREACHED.id for one in problems):
        problems += _alone(draft_id, path, content)
    table = _read(content)
    places = table_words.places(table) if table else {}
    problems = [replace(one, name=places.get(one.element, one.name)) for one in problems]
    for one in problems:
        at.setdefault(one.element, []).append(one)
    return render_template(
        "studio/table.html",
        draft=draft,
        found=found,
        table=table,
        findings=problems,
        at=at,
        policies=HIT_POLICIES,
        kinds=("", *KINDS),
        variables=table_words.variables(form_sources.steps(draft_id)),
        typed=request.form if refused else None,
        told=list((told.fields or {"": told.text}).items()) if told else [],
        others=desk.open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
    )


def _alone(draft_id: int, path: str, content: bytes) -> list[desk.Finding]:
    """What is wrong in a table that no diagram asks yet, looked at by itself."""
    href = url_for("studio.table", draft_id=draft_id, path=path)
    found = apart.check_apart({path: content}, known=KNOWN, alone=True)
    return [
        desk.Finding(path, one.element, one.name, t(one.message), t(one.mend), one.severity, True, href, one.rule)
        for one in found
    ]

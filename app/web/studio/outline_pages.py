"""A diagram as a list: its lanes, its steps in the order of the flow, what each says; and every edit without drawing.

An edit names a step and what of it is to change, so it is made on the file as it stands now: two people who work on
different steps do not disturb each other. Only who changes what another has just changed is refused.
"""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import draft_files, drafts
from app.core.errors import Conflict, Invalid, Refusal
from app.core.ids import read_id
from app.engine.actions import actions
from app.engine.hostile_xml import HostileXml
from app.engine.outline import reading, steps
from app.identity.permissions import LANES
from app.web.errors import problem_of
from app.web.studio import outline_edits
from app.web.studio.desk import Finding, findings, form_keys, open_by_others
from app.web.studio.guard import designer, reader


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """The list; `?mo=` opens one step to be edited."""
    reader()
    _found, content = draft_files.read(draft_id, path)
    try:
        reading.read(content)
    except HostileXml:  # the file's page says why, and has its text
        return redirect(url_for("studio.file", draft_id=draft_id, path=path))
    return _page(draft_id, path)


def edit(draft_id: int, path: str) -> ResponseReturnValue:
    """Makes one edit and shows the list again, at what was edited."""
    actor = designer()
    act = outline_edits.ACTS.get(request.form.get("act", ""))
    found, content = draft_files.read(draft_id, path)
    try:
        if act is None:
            raise Conflict()
        base = _base(draft_id, path, found.revision)
        made, focus, told = act(content, base if base is not None else content, request.form)
        draft_files.save(draft_id, path, made, found.revision, actor.account_id)
    except (Invalid, Conflict) as refused:
        return make_response(_page(draft_id, path, refused), refused.status)
    flash(_("Đã lưu.") if made != content else _("Không có gì thay đổi."))
    if told:
        flash(told)
    opened = focus if request.form.get("act") in outline_edits.OPENS else None
    return redirect(url_for("studio.outline", draft_id=draft_id, path=path, mo=opened, _anchor=focus or None), 303)


def _base(draft_id: int, path: str, now: int) -> bytes | None:
    """The text that the page was made of; None when it is no longer kept (then the present one stands for it)."""
    revision = read_id(request.form.get("base"))
    if revision is None or revision == now:
        return None
    kept = {one.revision for one in draft_files.revisions(draft_id, path)}
    return draft_files.read(draft_id, path, revision)[1] if revision in kept else None


def _page(draft_id: int, path: str, refused: Refusal | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    found, content = draft_files.read(draft_id, path)
    problem = problem_of(refused) if refused else None
    found_here: dict[str, list[Finding]] = {}
    for one in findings(draft):
        if one.file == path:
            found_here.setdefault(one.element, []).append(one)
    return render_template(
        "studio/outline.html",
        draft=draft,
        found=found,
        processes=reading.read(content),
        opened=request.form.get("id") if refused else request.args.get("mo"),
        findings=found_here,
        others=open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        roles=LANES,
        kinds=steps.KINDS,
        actions=sorted(actions),
        forms=form_keys(draft_id),
        refused=(list(problem.fields.values()) or [problem.text]) if problem else [],
        values_of=outline_edits.values_of,
        names_of=lambda lanes: {one.id: one.name for one in lanes},
    )

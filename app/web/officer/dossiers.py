"""Dossiers: searching them, and one dossier with everything officers may know of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import dossiers, opening, tasks
from app.core.errors import Invalid
from app.core.ids import read_id
from app.web.application import writes
from app.web.officer import dossier_view, places
from app.web.officer.guard import officer


def index() -> str:
    """The dossiers of the officer's units, newest first, narrowed by a search."""
    actor = officer()
    q = request.args.get("q", "")[:200]
    page = dossiers.visible(actor, q, request.args.get("cursor"))
    return render_template("officer/dossiers.html", q=q, page=page)


@writes
def show(key: str) -> ResponseReturnValue:
    """One dossier. Opening it leaves a line in its journal."""
    case = opening.dossier(officer(), key)
    if key != str(case.id):
        return redirect(url_for("officer.dossier", key=case.id))
    dossier = dossier_view.read(case)
    drawing = None
    if dossier.version.definition_id:
        wanted = request.args.get("so-do")
        drawing = places.drawing(case, dossier.version.definition_id, dossier.completed, wanted)
    return render_template("officer/dossier.html", dossier=dossier, case=case, drawing=drawing)


def comment(case_id: int) -> ResponseReturnValue:
    """Adds an officers' note."""
    actor = officer()
    try:
        tasks.comment(actor, case_id, request.form.get("body", ""))
        flash(_("Đã ghi chú. Chỉ cán bộ đọc được."))
    except Invalid as refused:
        flash(" ".join(_(text) for text, _params in refused.fields.values()), "error")
    item = read_id(request.form.get("item"))
    back = url_for("officer.task", item_id=item) if item is not None else url_for("officer.dossier", key=case_id)
    return redirect(f"{back}#ghi-chu", 303)

"""Procedures and their versions, with the figures that a person still has to confirm."""

from typing import Any

from flask import render_template, request

from app.catalogue import queries as catalogue
from app.core.ids import read_id
from app.web.admin.figures import figures
from app.web.admin.guard import reader


def index() -> str:
    """All procedures in force, searched like citizens search them, with how many figures are unverified."""
    reader()
    q = request.args.get("q", "")[:200]
    found = catalogue.search(q, after=request.args.get("cursor"), limit=50)
    versions = [(one, catalogue.version(one.version_id)) for one in found.items]
    return render_template("admin/procedures.html", q=q, versions=versions, next_cursor=found.next_cursor)


def show(code: str) -> str:
    """One procedure: the version in force (or the one asked for), its figures, its history, where it is offered."""
    reader()
    current = catalogue.get(code)
    history = catalogue.history(current.procedure_id)
    shown: Any = current
    wanted = read_id(request.args.get("version"))
    if wanted in {line.id for line in history}:
        shown = catalogue.version(wanted)
    return render_template(
        "admin/procedure.html",
        version=shown,
        figures=figures(shown.manifest),
        history=history,
        offers=catalogue.offers(current.procedure_id),
    )

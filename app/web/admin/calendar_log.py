"""The log of the calendars: who changed what, when and why."""

from flask import render_template, request, url_for

from app.core.ids import read_id
from app.deadlines import entered
from app.identity import accounts, units
from app.web.admin.calendar_place import place
from app.web.admin.guard import admin

PAGE = 50


def show() -> str:
    """The changes of all calendars, newest first."""
    admin()
    before = read_id(request.args.get("truoc"))
    edits = entered.edits(everybody=True, before=before, limit=PAGE)
    after = url_for("admin.calendar_log", truoc=edits[-1].version) if len(edits) == PAGE else None
    return render_template(
        "admin/calendar_log.html",
        where=place(),
        edits=edits,
        people=accounts.names(edit.actor_id for edit in edits),
        names=units.names(edit.unit_id for edit in edits),
        after=after,
        first=url_for("admin.calendar_log") if before else None,
    )

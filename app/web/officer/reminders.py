"""The reminders and digests that the officer has received; what is shown counts as read."""

from flask import render_template, request, url_for

from app.core.ids import read_id
from app.notifications import reminders
from app.web.application import writes
from app.web.officer.guard import officer

LIMIT = 50


@writes
def show() -> str:
    """A page of them, newest first."""
    found = reminders.received(officer().account_id, read_id(request.args.get("cursor")), LIMIT + 1)
    shown = found[:LIMIT]
    if new := [one.id for one in shown if one.new]:
        reminders.mark_read(new)
    more = len(found) > LIMIT
    return render_template(
        "officer/reminders.html",
        reminders=shown,
        next_url=url_for("officer.reminders", cursor=shown[-1].id) if more else None,
        first_url=url_for("officer.reminders") if "cursor" in request.args else None,
    )

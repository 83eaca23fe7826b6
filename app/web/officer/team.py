"""The team: who has what and how late, and moving work from one to another."""

from flask import render_template, request

from app.cases import filters, inbox
from app.core.errors import Forbidden
from app.web.officer import ways
from app.web.officer.guard import officer
from app.web.officer.inbox import colleagues, step_of


def show() -> str:
    """The team's load on top, its tasks below, narrowed to one person (`assignee`) when asked."""
    actor = officer()
    if not actor.has("lead"):
        raise Forbidden()
    asked = filters.read(request.args).but(state="team")
    page = inbox.tasks(actor, asked, request.args.get("cursor"))
    load = inbox.load(actor)
    return render_template(
        "officer/team.html",
        asked=asked,
        rows=page.rows,
        load=load,
        idle=[(i, name) for i, name in colleagues(actor) if i not in {one.account_id for one in load}],
        colleagues=colleagues(actor),
        step_of=step_of,
        url=ways.team_url,
        next_url=ways.team_url(asked, page.next_cursor) if page.next_cursor else None,
        first_url=ways.team_url(asked) if "cursor" in request.args else None,
    )

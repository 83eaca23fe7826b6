"""Where an officer goes next: the list as it was left, or the next task. Kept in the page cookie, per browser."""

from flask import session, url_for

from app.cases import inbox
from app.cases.filters import Filters, parse
from app.identity.actor import Actor

_LIST, _AFTER = "inbox", "after"


def remember_list(filters: Filters) -> None:
    """Notes how the inbox looks now, so that ways back lead there."""
    query = filters.query()
    if session.get(_LIST) != query and len(query) <= 500:
        session[_LIST] = query


def list_url() -> str:
    """The inbox as it was left."""
    kept = session.get(_LIST)
    return inbox_url(parse(kept) if isinstance(kept, str) else Filters())


def inbox_url(filters: Filters, cursor: str | None = None) -> str:
    """The inbox with these filters."""
    query = filters.query() + (f"&cursor={cursor}" if cursor else "")
    return url_for("officer.inbox") + (f"?{query}" if query else "")


def team_url(filters: Filters, cursor: str | None = None) -> str:
    """The team's page with these filters."""
    query = filters.but(state="team").query() + (f"&cursor={cursor}" if cursor else "")
    return f"{url_for('officer.team')}?{query}"


def goes_on() -> bool:
    """Whether the officer wants the next of their tasks after completing one."""
    return session.get(_AFTER) == "next"


def set_goes_on(wanted: bool) -> None:
    """Notes what is to follow a completed task."""
    if wanted != goes_on():
        session[_AFTER] = "next" if wanted else "list"


def after_completing(actor: Actor) -> str:
    """The address that follows a completed task."""
    if goes_on():
        waiting = inbox.tasks(actor, Filters("mine"), limit=1).rows
        if waiting:
            return url_for("officer.task", item_id=waiting[0].item_id)
    return list_url()

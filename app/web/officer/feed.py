"""The officer's calendar feed: a secret address for calendar programs, and the page that makes and revokes it."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from icalendar import Calendar, Event

from app.cases import agenda
from app.core.clock import wall
from app.core.errors import NotFound
from app.identity import feeds, limits
from app.web import session
from app.web.application import writes
from app.web.layout.step_words import step_words
from app.web.officer.guard import officer

PER_HOUR = 60  # of one officer: programs ask every hour or so
UNKNOWN_PER_HOUR = 100  # from one place, with secrets that are none: strangers fill no table with them
HOUR = 3600


def page() -> Response:
    """Whether there is an address, since when, and the buttons to make or revoke it."""
    actor = officer()
    return _page(None, feeds.made_at(actor.account_id) is not None)


def make() -> Response:
    """A new address, shown this once: only its hash is kept. The one before it is dead."""
    return _page(feeds.make(officer().account_id), True)


def revoke() -> ResponseReturnValue:
    """Ends the feed."""
    feeds.revoke(officer().account_id)
    flash(_("Đã thu hồi địa chỉ lịch. Chương trình lịch không còn đọc được."))
    return redirect(url_for("officer.feed_page"), 303)


@writes
def read() -> Response:
    """The feed itself, known by its secret only. Raises NotFound, TooMany."""
    actor = session.admitted(feeds.actor_of(request.args.get("k", "")))
    if actor is None or not actor.is_officer:
        limits.hit(f"feed-from:{request.remote_addr}", UNKNOWN_PER_HOUR, HOUR)
        raise NotFound
    limits.hit(f"feed:{actor.account_id}", PER_HOUR, HOUR)
    answer = Response(_written(agenda.events(actor)), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


def _page(secret: str | None, exists: bool) -> Response:
    base: str = current_app.config["SETTINGS"].public_url
    address = f"{base}{url_for('officer.feed')}?k={secret}" if secret else None
    made_at = feeds.made_at(officer().account_id)
    answer = make_response(render_template("officer/feed.html", address=address, made_at=made_at, exists=exists))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _written(events: list[agenda.Event]) -> bytes:
    base: str = current_app.config["SETTINGS"].public_url
    calendar = Calendar()
    calendar.add("prodid", "-//Mot Cua//officer tasks//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Một Cửa: việc đến hạn"))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event, base))
    written: bytes = calendar.to_ical()
    return written


def _entry(one: agenda.Event, base: str) -> Event:
    """Only what the dossier's code and the step tell: whoever sees the calendar learns of no person."""
    entry = Event()
    entry.add("uid", f"task-{one.item_id}@{urlsplit(base).hostname}")
    entry.add("dtstamp", wall())
    entry.add("dtstart", one.due_at)
    entry.add("summary", f"{one.code} · {step_words(one.definition_id, one.node, one.step)}")
    entry.add("url", f"{base}{url_for('officer.task', item_id=one.item_id)}")
    entry.add("transp", "TRANSPARENT")
    return entry

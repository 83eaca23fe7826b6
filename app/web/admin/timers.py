"""What the timetable has before it: what failed, with its error and next try, and what falls due next."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import timetable
from app.core.errors import NotFound
from app.identity import operations
from app.identity.operations import About
from app.web.admin import timer_words
from app.web.admin.guard import operator, watcher


def show() -> str:
    """Failing ones first, then the next due."""
    watcher()
    return render_template(
        "admin/timers.html",
        failing=timetable.failing(),
        upcoming=timetable.next_due(),
        recounting=timetable.recounting(),
        kind_words=timer_words.kind_words,
    )


def retry(source: str, row_id: int) -> ResponseReturnValue:
    """Lets one be tried at the next round."""
    actor = operator()
    if source not in timetable.SOURCES:
        raise NotFound
    timetable.hurry(source, row_id)
    operations.write("timer", actor.account_id, About(subject=f"{source} #{row_id}"))
    flash(_("Sẽ thử lại trong vài giây."))
    return redirect(url_for("admin.timers"), 303)

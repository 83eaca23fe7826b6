"""Steps that failed: what, since when, and trying them again."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import retrying, troubles
from app.core.errors import Refusal
from app.engine import incidents
from app.identity import operations
from app.identity.operations import About
from app.web.admin import asking
from app.web.admin.guard import operator, watcher
from app.web.errors import problem_of


def show() -> str:
    """The open incidents."""
    watcher()
    return _page()


def retry(incident_id: int) -> ResponseReturnValue:
    """Tries once more. What fails again stays open, with the try counted."""
    actor = operator()
    try:
        tried = incidents.incident(incident_id)
        retrying.retry(incident_id, actor)
        operations.write("retry", actor.account_id, About(tried.subject_id), "", {"node": tried.node})
    except Refusal as refused:
        problem = problem_of(refused)
        return make_response(_page(problem.text), problem.status)
    flash(_("Đã chạy lại. Hồ sơ đi tiếp bình thường."))
    return redirect(url_for("admin.incidents"), 303)


def dismiss(incident_id: int) -> ResponseReturnValue:
    """Closes an incident that needs no retry any more."""
    actor = operator()
    incident = incidents.incident(incident_id)
    back = url_for("admin.incidents")
    if not asking.confirmed():
        effects = [
            _("Bước lỗi (%(node)s) sẽ không chạy lại nữa.", node=incident.node),
            _("Chỉ đóng khi hồ sơ đã đi tiếp bằng cách khác, hoặc bước đó không còn cần."),
        ]
        return asking.ask(_("Đóng sự cố số %(id)s?", id=incident_id), effects, _("Đóng sự cố"), back)
    incidents.resolve(incident_id)
    operations.write("dismiss", actor.account_id, About(incident.subject_id), "", {"node": incident.node})
    flash(_("Đã đóng sự cố."))
    return redirect(back, 303)


def _page(refused: str | None = None) -> str:
    return render_template(
        "admin/incidents.html",
        troubles=troubles.open_troubles(),
        waiting=troubles.dossiers_waiting(),
        refused=refused,
    )

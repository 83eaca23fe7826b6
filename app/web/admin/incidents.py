"""Steps that failed, by place and cause: what, since when, how many wait; and trying them again, one or all of a
cause.
"""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import retrying, trouble_groups, troubles, whereabouts
from app.cases.trouble_groups import Group
from app.catalogue import queries as catalogue
from app.core.errors import Refusal
from app.engine import incidents
from app.engine.definitions import definition
from app.identity import operations
from app.identity.operations import About
from app.web.admin import asking, trouble_words
from app.web.admin.drawings import Drawn, drawn
from app.web.admin.guard import operator, watcher
from app.web.diagram.svg import Mark
from app.web.errors import problem_of


def show() -> str:
    """The open incidents, by place and cause."""
    watcher()
    return _page()


def group(key: str) -> str:
    """One cause at one place: each dossier, and the place on the diagram. Raises NotFound when nothing is left."""
    watcher()
    found = trouble_groups.group(key)
    return render_template(
        "admin/incident_group.html",
        group=found,
        version=catalogue.version(found.version_id),
        drawing=_drawing(found),
        words=trouble_words,
    )


def retry(incident_id: int) -> ResponseReturnValue:
    """Tries once more. What fails again stays open, with the try counted."""
    actor = operator()
    try:
        tried = incidents.incident(incident_id)
        done = retrying.retry(incident_id, actor)
        operations.write("retry", actor.account_id, About(tried.subject_id), "", {"node": tried.node})
    except Refusal as refused:
        problem = problem_of(refused)
        return make_response(_page(problem.text), problem.status)
    if done:
        flash(_("Đã chạy lại. Hồ sơ đi tiếp bình thường."))
    else:
        flash(_("Bước đó đã có người hoàn thành từ trước. Sự cố được đóng."))
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
    found = trouble_groups.groups()
    places = trouble_groups.by_place(found)
    return render_template(
        "admin/incidents.html",
        places=[(catalogue.version(version_id), node, those) for version_id, node, those in places],
        count=sum(len(one.held) for one in found),
        waiting=troubles.dossiers_waiting(),
        cut=sum(len(one.held) for one in found) >= trouble_groups.MOST_READ,
        words=trouble_words,
        refused=refused,
    )


def _drawing(found: Group) -> Drawn | None:
    """The diagram with the place marked; where the fault is at no step, the steps where its dossiers wait."""
    definition_id = catalogue.version(found.version_id).definition_id
    if definition_id is None:
        return None
    if found.node in definition(definition_id).nodes:
        counts = {found.node: found.cases}
    else:
        counts = whereabouts.at_steps({one.case_id for one in found.held})
    marks = {node: Mark(_("sự cố · %(count)s", count=count), 0) for node, count in counts.items()}
    return drawn(definition_id, request.args.get("quy-trinh"), marks)

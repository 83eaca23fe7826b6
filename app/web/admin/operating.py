"""One running dossier as its operator sees it: where it stands, since when, what may be done. Nothing in it."""

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import forwarding, moving, operating, sending_back, troubles, whereabouts
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.db import savepoint
from app.core.errors import NotFound, Refusal
from app.core.ids import read_id
from app.engine import queries
from app.engine.definitions import definition
from app.identity import accounts, operations
from app.web.admin import act_words
from app.web.admin.drawings import drawn
from app.web.admin.guard import operator, watcher
from app.web.admin.heat import age
from app.web.diagram.svg import Mark
from app.web.errors import problem_of
from app.web.layout.step_words import step_words


def index() -> str:
    """Running dossiers, to be chosen from: of a version, at a step, by code, those that are held."""
    watcher()
    version_id, before = read_id(request.args.get("version")), read_id(request.args.get("truoc"))
    asked: dict[str, Any] = {
        "version": version_id,
        "buoc": request.args.get("buoc") or None,
        "ma": request.args.get("ma", "").strip()[:60] or None,
        "ngung": request.args.get("ngung") or None,
    }
    found = whereabouts.running(version_id, asked["buoc"], asked["ma"] or "", bool(asked["ngung"]), before)
    more = url_for("admin.running", **asked, truoc=found[-1].case_id) if len(found) == whereabouts.PAGE else None
    return render_template(
        "admin/running.html",
        found=found,
        asked=asked,
        version=catalogue.version(version_id) if version_id else None,
        targets=moving.targets(version_id) if version_id else [],
        steps=_steps(_definition_of(version_id)) if version_id else [],
        acts=act_words.BUTTONS,
        age=age,
        definition_of=_definition_of,
        after=more,
        first=url_for("admin.running", **asked) if before else None,
    )


def show(case_id: int) -> str:
    """One dossier."""
    watcher()
    return _page(whereabouts.find(case_id))


def act(case_id: int, name: str) -> ResponseReturnValue:
    """Holds, lets go or stops: asks for the reason first, saying what it does."""
    if name not in operating.ACTS:
        raise NotFound()
    function = operating.ACTS[name]
    return _through(case_id, name, lambda reason: function(case_id, reason, operator()), act_words.effects(name))


def send_back(case_id: int, version: int) -> ResponseReturnValue:
    """Puts it back to a step that is kept."""
    operator()
    chosen = sending_back.way(whereabouts.find(case_id), version)
    return _through(
        case_id,
        "send_back",
        lambda reason: sending_back.send_back(case_id, version, reason, operator()),
        act_words.effects_of_way(whereabouts.find(case_id), chosen),
    )


def forward(case_id: int, item_id: int) -> ResponseReturnValue:
    """Completes a step in somebody's place, where its diagram allows it."""
    effects = act_words.effects("forward")
    return _through(
        case_id, "forward", lambda reason: forwarding.forward(case_id, item_id, reason, operator()), effects
    )


def unmove(case_id: int) -> ResponseReturnValue:
    """Takes the last move to another version back."""
    kind = "unmove_version"
    return _through(
        case_id, kind, lambda reason: moving.revert(case_id, reason, operator()), act_words.effects("unmove")
    )


class _Enough(Exception):
    """It would work: it is taken back until it is confirmed."""


def _through(case_id: int, kind: str, do: Callable[[str], Any], effects: list[str]) -> ResponseReturnValue:
    """The question, or the act. What would be refused is refused before it is asked."""
    operator()
    case = whereabouts.find(case_id)
    asked, reason, fault = request.form.get("confirmed") == "1", request.form.get("reason", ""), None
    try:
        with savepoint():
            do(reason if asked else operating.TRIED)
            if not asked:
                raise _Enough
    except _Enough:
        pass
    except Refusal as refused:
        problem = problem_of(refused)
        if "reason" not in problem.fields:
            return make_response(_page(case, problem.text), problem.status)
        fault = problem.fields["reason"]
    if asked and fault is None:
        flash(_("Đã làm: %(act)s.", act=_(operations.KINDS[kind])))
        return redirect(url_for("admin.running_case", case_id=case_id), 303)
    page = render_template(
        "admin/act.html",
        title=_("%(act)s %(number)s?", act=_(operations.KINDS[kind]), number=case.code or case.number),
        effects=effects,
        button=_(operations.KINDS[kind]),
        reason=reason,
        fault=fault,
        danger=kind == "stop",
        carried=[],
        back=url_for("admin.running_case", case_id=case_id),
    )
    return make_response(page, 422 if fault else 200)


def _page(case: Case, refused: str | None = None) -> str:
    version = catalogue.version(case.version_id)
    open_ones = troubles.of_case(case.id)
    here = queries.positions(case.instance_id) if case.instance_id and case.closed_at is None else set()
    marks = {trouble.node: Mark(str(_("sự cố")), 0) for trouble in open_ones}
    lines = operations.lines(case_id=case.id, limit=20)
    return render_template(
        "admin/running_case.html",
        case=case,
        version=version,
        standing=whereabouts.standing(case),
        ways=sending_back.ways(case) if case.closed_at is None else [],
        step_names=act_words.step_names,
        refused=refused,
        targets=moving.targets(case.version_id) if case.closed_at is None else [],
        forwardable=forwarding.forwardable(case),
        may_revert=moving.may_revert(case),
        refusal_words=lambda way: problem_of(way.refusal).text,
        troubles=open_ones,
        drawing=drawn(version.definition_id, request.args.get("quy-trinh"), marks, here)
        if version.definition_id
        else None,
        acts=[
            (key, said)
            for key, said in act_words.BUTTONS
            if (key == "resume") == (case.suspended_at is not None) or key == "stop"
        ],
        lines=lines,
        names=accounts.names(line.actor_id for line in lines),
        words=operations.KINDS,
        outcomes=operations.OUTCOMES,
        age=age,
    )


def _definition_of(version_id: int) -> int | None:
    return catalogue.version(version_id).definition_id


def _steps(definition_id: int | None) -> list[tuple[str, str]]:
    """The user tasks of a definition, by name."""
    nodes = definition(definition_id).nodes.values() if definition_id else ()
    found = [(node.id, step_words(definition_id, node.id, node.name)) for node in nodes if node.kind == "userTask"]
    return sorted(found, key=lambda one: one[1])

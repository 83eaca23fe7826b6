"""One act on a selection of running dossiers, or on all of a version: what would happen to each, then what did."""

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import moving, operating_many
from app.cases.moving import Taken
from app.cases.operating_many import Outcome
from app.catalogue import queries as catalogue
from app.catalogue.queries import Version
from app.core.db import transaction
from app.core.errors import Invalid, NotFound, Refusal
from app.core.ids import read_id
from app.identity import operations
from app.web.admin import act_words
from app.web.admin.guard import operator
from app.web.application import own_transactions
from app.web.errors import problem_of

MOVE = "move_version"


@own_transactions
def bulk() -> ResponseReturnValue:
    """The preview with the question for the reason, or the act with each dossier's outcome."""
    with transaction(writes=False):
        actor = operator()
        kind = request.form.get("act", "")
        target = _target() if kind == MOVE else None
        ids = _chosen()
    function = moving.act_to(target.id) if target else operating_many.ACTS.get(kind)
    if function is None:
        raise NotFound()
    fault, done = None, False
    reason = request.form.get("reason", "")
    if request.form.get("confirmed") == "1":
        try:
            outcomes = operating_many.each(kind, function, ids, reason, actor)
            done = True
        except Invalid as wrong:
            fault = problem_of(wrong).fields.get("reason")
            if fault is None:
                raise
    if not done:
        outcomes = operating_many.preview(function, ids, actor)
    return make_response(_page(kind, target, outcomes, done, reason, fault), 422 if fault else 200)


def _target() -> Version:
    """The version to move to. Raises NotFound."""
    wanted = read_id(request.form.get("target"))
    if wanted is None:
        raise NotFound()
    return catalogue.version(wanted)


def _chosen() -> list[int]:
    """The dossiers chosen one by one, or the first of a version where all are meant."""
    if (version_id := read_id(request.form.get("all_of"))) is not None:
        return moving.of_version(version_id, operating_many.MOST)
    return [one for one in map(read_id, request.form.getlist("case")) if one is not None]


def _page(
    kind: str, target: Version | None, outcomes: list[Outcome], done: bool, reason: str, fault: str | None
) -> str:
    with transaction(writes=False):
        return render_template(
            "admin/bulk.html",
            kind=kind,
            title=_(operations.KINDS[kind]),
            effects=act_words.effects_of_move(target) if target else act_words.effects(kind),
            carried=[("target", target.id)] if target else [],
            notes={one.case_id: _noted(one) for one in outcomes},
            full=len(outcomes) == operating_many.MOST,
            good=[one for one in outcomes if one.refusal is None],
            refused=[(one, _said(one.refusal)) for one in outcomes if one.refusal is not None],
            done=done,
            reason=reason,
            fault=fault,
            back=url_for("admin.running"),
        )


def _noted(one: Outcome) -> str:
    """What else is to be known of a dossier that moves: what somebody had begun to type."""
    if not isinstance(one.gave, Taken):
        return ""
    return " ".join(act_words.draft_words(name, lost) for name, lost in one.gave.drafts)


def _said(refusal: Refusal) -> str:
    problem = problem_of(refusal)
    return " ".join(problem.fields.values()) or problem.text

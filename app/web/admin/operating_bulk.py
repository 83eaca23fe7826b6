"""One act on a selection of running dossiers: what would happen to each, then what did."""

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import operating_many
from app.cases.operating_many import Outcome
from app.core.db import transaction
from app.core.errors import Invalid, NotFound, Refusal
from app.core.ids import read_id
from app.identity import operations
from app.web.admin import act_words
from app.web.admin.guard import admin
from app.web.application import own_transactions
from app.web.errors import problem_of


@own_transactions
def bulk() -> ResponseReturnValue:
    """The preview with the question for the reason, or the act with each dossier's outcome."""
    with transaction(writes=False):
        actor = admin()
    kind = request.form.get("act", "")
    if kind not in operating_many.ACTS:
        raise NotFound()
    ids = [one for one in map(read_id, request.form.getlist("case")) if one is not None]
    function, fault, done = operating_many.ACTS[kind], None, False
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
    return make_response(_page(kind, outcomes, done, reason, fault), 422 if fault else 200)


def _page(kind: str, outcomes: list[Outcome], done: bool, reason: str, fault: str | None) -> str:
    with transaction(writes=False):
        return render_template(
            "admin/bulk.html",
            kind=kind,
            title=_(operations.KINDS[kind]),
            effects=act_words.effects(kind),
            good=[one for one in outcomes if one.refusal is None],
            refused=[(one, _said(one.refusal)) for one in outcomes if one.refusal is not None],
            done=done,
            reason=reason,
            fault=fault,
            back=url_for("admin.running"),
        )


def _said(refusal: Refusal) -> str:
    problem = problem_of(refusal)
    return " ".join(problem.fields.values()) or problem.text

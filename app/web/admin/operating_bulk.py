"""Acts on many running dossiers: a selection or all of a version is tried first, then done; both outlive the request.

The request that begins one carries it on for a moment itself, as one more worker: a few dossiers are done when the page
is shown.
"""

from collections.abc import Callable
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import bulk_acts, bulk_reading, bulk_working
from app.cases.bulk_acts import Chosen
from app.cases.bulk_kinds import MOVE, SEND_BACK
from app.cases.models import BulkAct
from app.catalogue import queries as catalogue
from app.core.db import transaction
from app.core.errors import Invalid, NotFound
from app.core.ids import read_id
from app.identity import accounts, operations
from app.integrations import heartbeats
from app.web.admin import act_words
from app.web.admin.guard import operator, watcher
from app.web.application import own_transactions
from app.web.errors import problem_of

AT_ONCE_SECONDS = 1.5
OUTCOMES = (operations.DONE, operations.REFUSED, operations.FAILED, bulk_reading.LEFT)


def index() -> str:
    """The acts, the newest first."""
    watcher()
    found = bulk_reading.newest(read_id(request.args.get("truoc")))
    full = len(found) == bulk_reading.PAGE
    return render_template(
        "admin/bulk_acts.html",
        found=found,
        names=accounts.names(act.actor_id for act, _counts in found),
        kinds=operations.KINDS,
        after=url_for("admin.bulk_acts", truoc=found[-1][0].id) if full else None,
        first=url_for("admin.bulk_acts") if "truoc" in request.args else None,
    )


@own_transactions
def begin() -> ResponseReturnValue:
    """Tries a chosen act on each of the dossiers chosen, and shows how that goes."""
    return _begun(_try_out)


def show(act_id: int) -> str:
    """How a trial or an act stands, and what may follow."""
    watcher()
    return _page(bulk_reading.find(act_id))


@own_transactions
def carry_out(act_id: int) -> ResponseReturnValue:
    """Does what was tried, for a reason."""
    try:
        return _begun(lambda: bulk_acts.carry_out(act_id, request.form.get("reason", ""), operator()))
    except Invalid as wrong:
        fault = problem_of(wrong).fields.get("reason")
        if fault is None:
            raise
    with transaction(writes=False):
        return make_response(_page(bulk_reading.find(act_id), fault), 422)


@own_transactions
def again(act_id: int) -> ResponseReturnValue:
    """Tries those once more that were not done."""
    return _begun(lambda: bulk_acts.again(act_id, operator()))


@own_transactions
def take_back(act_id: int) -> ResponseReturnValue:
    """Tries to take back what was moved to another version."""
    return _begun(lambda: bulk_acts.take_back(act_id, operator()))


def halt(act_id: int) -> ResponseReturnValue:
    """Calls off what has not been done."""
    bulk_acts.halt(act_id, operator())
    return redirect(url_for("admin.bulk_act", act_id=act_id), 303)


def _begun(make: Callable[[], BulkAct]) -> ResponseReturnValue:
    with transaction():
        act_id = make().id
    bulk_working.work(act_id=act_id, seconds=AT_ONCE_SECONDS)
    return redirect(url_for("admin.bulk_act", act_id=act_id), 303)


def _try_out() -> BulkAct:
    actor, kind = operator(), request.form.get("act", "")
    detail: dict[str, Any] = {}
    if kind == MOVE:
        detail = {"version": catalogue.version(_id_of("target")).id}
    if kind == SEND_BACK:
        detail = {"node": request.form.get("node", "")[:80]}
    chosen = tuple(one for one in map(read_id, request.form.getlist("case")) if one is not None)
    if (version_id := read_id(request.form.get("all_of"))) is not None:
        return bulk_acts.try_out(kind, detail, Chosen((), version_id, request.form.get("buoc") or None), actor)
    return bulk_acts.try_out(kind, detail, Chosen(chosen), actor)


def _id_of(field: str) -> int:
    wanted = read_id(request.form.get(field))
    if wanted is None:
        raise NotFound()
    return wanted


def _page(act: BulkAct, fault: str | None = None) -> str:
    outcome = request.args.get("kq")
    outcome = outcome if outcome in OUTCOMES else None
    lines = bulk_reading.page(act.id, outcome, read_id(request.args.get("sau")) or 0)
    here: dict[str, Any] = {"act_id": act.id, "kq": outcome}
    full = len(lines) == bulk_reading.PAGE
    following = bulk_reading.following(act)
    return render_template(
        "admin/bulk.html",
        act=act,
        title=_(operations.KINDS[act.kind]),
        effects=act_words.effects_of_act(act.kind, act.detail),
        target=catalogue.version(act.detail["version"]) if act.kind == MOVE else None,
        counts=bulk_reading.counts(act.id),
        reasons=bulk_reading.reasons(act.id),
        following=following,
        carried=any(not one.trial for one in following),
        lines=lines,
        outcome=outcome,
        alone=act.ended_at is None and not heartbeats.living(),
        who=accounts.names([act.actor_id])[act.actor_id],
        kinds=operations.KINDS,
        outcomes=OUTCOMES,
        words=act_words.outcome_words,
        why=act_words.why_words,
        fault=fault,
        reason=request.form.get("reason", ""),
        after=url_for("admin.bulk_act", **here, sau=lines[-1].case_id, _anchor="ds") if full else None,
        first=url_for("admin.bulk_act", **here, _anchor="ds") if "sau" in request.args else None,
    )

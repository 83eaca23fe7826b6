"""Dossiers of the version in force played again on a draft: what it would do otherwise, before anybody releases it."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import draft_replays, replay_words
from app.catalogue import drafts
from app.core.db import transaction
from app.core.errors import Invalid
from app.identity import accounts
from app.identity.actor import Actor
from app.web.application import own_transactions
from app.web.errors import problem_of
from app.web.studio.desk import folders
from app.web.studio.guard import reader

WORDS = {  # for the templates that tell what was found
    "difference_words": replay_words.difference,
    "untold_words": replay_words.untold,
    "blocked_words": replay_words.blocked,
}


def show(draft_id: int) -> str:
    """What the last replay found, and the button for another."""
    reader()
    return _page(draft_id)


@own_transactions
def run(draft_id: int) -> ResponseReturnValue:
    """Plays the dossiers again; that changes nothing but what this page shows."""
    with transaction(writes=False):
        actor = reader()
        drafts.draft(draft_id)
    try:
        result = draft_replays.replay(draft_id, actor.account_id, *folders())
    except Invalid as refused:
        with transaction(writes=False):
            return make_response(_page(draft_id, dict(problem_of(refused).fields)), 422)
    if result is None:
        flash(_("Chưa có hồ sơ nào để chạy thử lại."))
    return redirect(url_for("studio.replay", draft_id=draft_id), 303)


def before_proposing(draft_id: int, actor: Actor) -> None:
    """Plays the dossiers where that has not been done for the draft as it stands. What is wrong with the draft, or with
    the proposal itself, is said by proposing."""
    if not all(request.form.get(name, "").strip() for name in ("effective_from", "legal_basis")):
        return
    with transaction(writes=False):
        draft = drafts.draft(draft_id)
        wanting = draft.state == drafts.DRAFT and draft_replays.standing(draft).wanting
    if wanting:
        try:
            draft_replays.replay(draft_id, actor.account_id, *folders())
        except Invalid:
            return


def _page(draft_id: int, faults: dict[str, str] | None = None) -> str:
    draft = drafts.draft(draft_id)
    standing = draft_replays.standing(draft)
    return render_template(
        "studio/replay.html",
        draft=draft,
        standing=standing,
        names=accounts.names([standing.kept.account_id] if standing.kept else []),
        faults=faults or {},
        **WORDS,
    )

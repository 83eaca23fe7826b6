"""Deciding about a proposed draft: what it would change, who proposed it, release or send back with a reason."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import draft_replays
from app.cases.known import KNOWN
from app.catalogue import draft_files, drafts, releases, releasing, whole
from app.catalogue.models import ProcedureDraft
from app.catalogue.publishing import Released
from app.catalogue.releasing import House
from app.core import clock
from app.core.db import transaction
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from app.identity import accounts
from app.web.application import own_transactions
from app.web.errors import problem_of
from app.web.formats import d
from app.web.studio.desk import findings, folders
from app.web.studio.differences import by_file, only_shared, sources
from app.web.studio.guard import reader, releaser
from app.web.studio.replay_pages import WORDS


def house() -> House:
    """What this house checks bundles against."""
    return House(*folders(), KNOWN)


def show(draft_id: int) -> str:
    """The proposal with everything that it changes."""
    reader()
    return _page(draft_id)


def source(draft_id: int) -> ResponseReturnValue:
    """Both texts of one diagram: as it is in force, and as the draft has it."""
    reader()
    draft = drafts.draft(draft_id)
    return sources(*_both(draft))


@own_transactions
def release(draft_id: int) -> ResponseReturnValue:
    """Asks once, then releases. The files are judged before the transaction that releases: nobody waits for that."""
    seen = request.form.get("seen", "")
    with transaction(writes=False):
        actor = releaser()
        draft = drafts.draft(draft_id)
        if "confirmed" not in request.form:
            back = url_for("studio.release", draft_id=draft_id)
            return ask(
                _("Ban hành %(title)s?", title=draft.title), _effects(draft), _("Ban hành"), back, {"seen": seen}
            )
        findings(draft)
    try:
        with transaction():
            made = releasing.release(draft_id, seen, actor.account_id, house())
    except (Invalid, Conflict, Forbidden) as refused:
        with transaction(writes=False):
            return _refused(draft_id, refused)
    return _released(draft.slug, made)


def _released(slug: str, made: Released) -> ResponseReturnValue:
    if made.entered:
        day = d(made.effective_from)
        flash(_("Đã ban hành phiên bản %(number)s, hiệu lực từ %(day)s.", number=made.number, day=day))
    if not made.new:
        flash(
            _("Nội dung giống hệt phiên bản %(number)s đã ban hành, nên không tạo phiên bản mới.", number=made.number)
        )
    return redirect(url_for("studio.history", slug=slug), 303)


def reject(draft_id: int) -> ResponseReturnValue:
    """Sends the draft back to its designer."""
    actor = releaser()
    try:
        releasing.reject(draft_id, request.form.get("seen", ""), request.form.get("reason", ""), actor.account_id)
    except (Invalid, Conflict, Forbidden) as refused:
        return _refused(draft_id, refused)
    flash(_("Đã trả lại để soạn tiếp, kèm lý do."))
    return redirect(url_for("studio.draft", draft_id=draft_id), 303)


def ask(title: str, effects: list[str], button: str, back: str, carried: dict[str, str]) -> str:
    """The question before what cannot be undone; its button presses the same address again."""
    return render_template(
        "studio/confirm.html", title=title, effects=effects, button=button, back=back, carried=carried
    )


def said(refused: Refusal) -> dict[str, str]:
    """Why something was refused, by its places, in the reader's language."""
    problem = problem_of(refused)
    return dict(problem.fields) or {"problems": problem.text}


def _effects(draft: ProcedureDraft) -> list[str]:
    day = max(draft.effective_from or clock.today(), clock.today())
    return [
        _("Hồ sơ nộp từ %(day)s chạy theo bản này.", day=d(day)),
        _("Hồ sơ đang giải quyết vẫn theo phiên bản của mình."),
        _("Phiên bản đã ban hành không sửa được; muốn đổi thì ban hành bản khác."),
    ]


def _refused(draft_id: int, refused: Refusal) -> ResponseReturnValue:
    return make_response(_page(draft_id, said(refused)), refused.status)


def _page(draft_id: int, faults: dict[str, str] | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    before, standing = in_force(draft.slug), draft_replays.standing(draft)
    tried_by = standing.kept.account_id if standing.kept else None
    old, new = _both(draft)
    who = draft.proposed_by, draft.changed_by
    shared = only_shared(old, new, draft_files.contents(draft.id))
    return render_template(
        "studio/release.html",
        draft=draft,
        seen=releasing.stamp(draft),
        before=before,
        compared=by_file(old, {name: content for name, content in new.items() if name not in shared}),
        shared=shared,
        findings=findings(draft),
        standing=standing,
        **WORDS,
        names=accounts.names(filter(None, (draft.proposed_by, draft.changed_by, draft.decided_by, tried_by))),
        may_decide=actor.has("releaser") and actor.account_id not in {*who, *draft_files.writers(draft_id)},
        faults=faults or {},
    )


def _both(draft: ProcedureDraft) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """All files as they are in force, and as the draft has them."""
    before = in_force(draft.slug)
    return whole.of_version(before[0] if before else None), whole.of_draft(draft, *folders())


def in_force(slug: str) -> tuple[int, int] | None:
    """The version released last of a procedure as `(id, number)`; None: it is a new one."""
    try:
        procedure = releases.procedure_of(slug)
    except NotFound:
        return None
    version_id = releases.latest_version(procedure.id)
    return (version_id, releases.numbers([version_id])[version_id]) if version_id else None

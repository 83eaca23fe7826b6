"""One draft: its files and problems, who has it open; importing, exporting, proposing."""

from datetime import date

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalogue import assembling, draft_archive, draft_files, draft_paths, drafts
from app.catalogue.draft_archive import MAX_FILE, MAX_UNPACKED
from app.core.db import transaction
from app.core.errors import N_, Invalid
from app.identity import accounts
from app.identity.actor import Actor
from app.web.application import own_transactions
from app.web.errors import problem_of
from app.web.studio import file_titles, replay_pages
from app.web.studio.desk import findings, folders, open_by_others
from app.web.studio.guard import designer, proposer, reader


def show(draft_id: int) -> str:
    """The draft's page."""
    reader()
    return _page(draft_id)


def export(draft_id: int) -> Response:
    """The draft as a zip in the layout of the house."""
    reader()
    draft = drafts.draft(draft_id)
    answer = make_response(draft_archive.pack(draft.slug, draft_files.contents(draft_id)))
    answer.mimetype = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{draft.slug}-{draft.id}.{draft.revision}.zip"'
    return answer


def take_in(draft_id: int) -> ResponseReturnValue:
    """Files or an archive over what stands in the draft; what they replace is kept in the history."""
    actor = designer()
    try:
        changed = drafts.bring_in(draft_id, _sent_files(), actor.account_id)
    except Invalid as refused:
        return make_response(_page(draft_id, problem_of(refused).fields), 422)
    flash(ngettext("%(num)d tệp đã thay đổi.", "%(num)d tệp đã thay đổi.", len(changed)) + " " + ", ".join(changed))
    return redirect(url_for("studio.draft", draft_id=draft_id), 303)


@own_transactions
def propose(draft_id: int) -> ResponseReturnValue:
    """Hands the draft over for release by another person, after old dossiers were played on it; nothing with an error
    is handed over."""
    with transaction(writes=False):
        actor = proposer()
    replay_pages.before_proposing(draft_id, actor)
    with transaction():
        return _propose(draft_id, actor)


def _propose(draft_id: int, actor: Actor) -> ResponseReturnValue:
    try:
        if any(one.severity == "error" for one in findings(drafts.draft(draft_id))):
            raise Invalid({"problems": N_("Còn lỗi phải sửa trước khi trình.")})
        drafts.propose(draft_id, _day(), request.form.get("legal_basis", "")[:500], actor.account_id)
    except Invalid as refused:
        return make_response(_page(draft_id, problem_of(refused).fields), 422)
    flash(_("Đã trình bản thảo. Người khác sẽ duyệt và ban hành."))
    return redirect(url_for("studio.draft", draft_id=draft_id), 303)


def take_back(draft_id: int) -> ResponseReturnValue:
    """Makes a proposed draft editable again."""
    drafts.take_back(draft_id, proposer().account_id)
    flash(_("Đã rút lại để sửa tiếp."))
    return redirect(url_for("studio.draft", draft_id=draft_id), 303)


def discard(draft_id: int) -> ResponseReturnValue:
    """Asks once, then ends the draft."""
    actor = designer()
    draft = drafts.draft(draft_id)
    if "confirmed" not in request.form:
        effects = [
            _("Bản thảo không còn trong danh sách và không sửa được nữa; không bản nào đã ban hành thay đổi."),
            _("Muốn giữ các tệp để dùng sau thì xuất tệp zip trước."),
        ]
        back = url_for("studio.draft", draft_id=draft_id)
        title = _("Bỏ bản thảo %(id)s, %(title)s?", id=draft_id, title=draft.title)
        return render_template(
            "studio/confirm.html", title=title, effects=effects, button=_("Bỏ bản thảo"), back=back, carried={}
        )
    drafts.discard(draft_id, actor.account_id)
    flash(_("Đã bỏ bản thảo %(title)s.", title=draft.title))
    return redirect(url_for("studio.procedures"), 303)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("effective_from", ""))
    except ValueError:
        raise Invalid({"effective_from": N_("Không phải một ngày có thật.")}) from None


def _sent_files() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for one in request.files.getlist("files")[: draft_archive.MAX_FILES]:
        name = (one.filename or "").rsplit("/", 1)[-1]
        if name.lower().endswith(".zip"):
            files |= draft_archive.unpack(one.stream.read(draft_archive.MAX_ARCHIVE + 1)).files
        elif name:
            files[draft_paths.place_of(name).path] = one.stream.read(MAX_FILE + 1)
        if sum(map(len, files.values())) > MAX_UNPACKED:
            raise Invalid({"files": N_("Bản thảo có quá nhiều tệp hoặc lớn hơn 8 MB.")})
    if not files:
        raise Invalid({"files": N_("Chọn một tệp.")})
    return files


def _page(draft_id: int, faults: dict[str, str] | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    files = sorted(draft_files.listed(draft_id), key=lambda one: (file_titles.place(one.path), one.path))
    contents = draft_files.contents(draft_id)
    who = {draft.created_by, draft.changed_by, draft.proposed_by}
    return render_template(
        "studio/draft.html",
        draft=draft,
        files=files,
        titles=file_titles.titles(contents),
        gone=draft_files.gone(draft_id),
        shared=_shared(draft.slug, contents),
        findings=findings(draft),
        others=open_by_others(draft_id, actor.account_id),
        names=accounts.names({*who, *(one.account_id for one in files)}),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        may_propose=draft.state == drafts.DRAFT and actor.has("proposer"),
        faults=faults or {},
    )


def _shared(slug: str, files: dict[str, bytes]) -> list[str]:
    """The shared files that the draft uses as they are; none can be told while a diagram is broken."""
    try:
        bundle = assembling.assemble_files(slug, files, *folders())
    except Invalid:
        return []
    return [name for name in bundle.files if name not in files]

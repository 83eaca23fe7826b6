"""The list of procedures with their drafts, and the ways to begin one: from what is in force, from an archive, anew."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import draft_archive, drafts, own_files, queries, releases
from app.catalogue.draft_paths import check_slug
from app.catalogue.models import ProcedureDraft
from app.core import clock
from app.core.errors import N_, Invalid
from app.identity import accounts
from app.web.errors import problem_of
from app.web.studio.desk import folders, sent
from app.web.studio.guard import designer, reader


def index() -> str:
    """All procedures with their versions in force and open drafts."""
    reader()
    return _page()


def begin_blank() -> ResponseReturnValue:
    """A draft of a new procedure: the least that runs."""
    actor = designer()
    slug, name = request.form.get("slug", "").strip(), " ".join(request.form.get("name", "").split())
    sector = request.form.get("sector", "")
    try:
        check_slug(slug)
        if not name or len(name) > 300:
            raise Invalid({"name": N_("Nhập tên thủ tục, tối đa 300 ký tự.")})
        files = own_files.blank(slug, name, sector, clock.today())
        made = drafts.begin(slug, name, files, actor.account_id)
    except Invalid as refused:
        return _refused(refused)
    return _to(made)


def begin_from() -> ResponseReturnValue:
    """A draft of the version in force of a procedure."""
    actor = designer()
    current = queries.get(request.form.get("code", ""))
    files = own_files.of_version(current.id, *folders())
    return _to(drafts.begin(current.slug, current.name, files, actor.account_id, based_on_id=current.id))


def bring_in() -> ResponseReturnValue:
    """A draft from an archive that somebody drew elsewhere."""
    actor = designer()
    try:
        got = draft_archive.unpack(sent("archive"))
        slug = request.form.get("slug", "").strip() or got.slug or ""
        made = drafts.begin(slug, slug, got.files, actor.account_id, how="zip")
    except Invalid as refused:
        return _refused(refused)
    return _to(made)


def _to(made: ProcedureDraft) -> ResponseReturnValue:
    flash(_("Đã tạo bản thảo %(title)s.", title=made.title))
    return redirect(url_for("studio.draft", draft_id=made.id), 303)


def _refused(refused: Invalid) -> ResponseReturnValue:
    return make_response(_page(problem_of(refused).fields), 422)


def _page(faults: dict[str, str] | None = None) -> str:
    lines = drafts.lines()
    return render_template(
        "studio/procedures.html",
        lines=lines,
        names=accounts.names(one.changed_by for line in lines for one in line.drafts),
        sectors=queries.all_sectors(),
        repealed=releases.repealed_slugs(),
        faults=faults or {},
    )

"""The list of procedures with their drafts, and the ways to begin one: from what is in force, from an archive, anew."""

import re

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
from app.web.formats import t
from app.web.studio.desk import folders, sent
from app.web.studio.guard import designer, reader

NO_CODE = "0.000000"
_CODE = re.compile(r"[0-9]\.[0-9]{6}")


def index() -> str:
    """All procedures with their versions in force and open drafts."""
    reader()
    return _page()


def begin_blank() -> ResponseReturnValue:
    """A draft of a new procedure: the least that runs."""
    actor = designer()
    slug, code = request.form.get("slug", "").strip(), request.form.get("code", "").strip()
    name, english = (" ".join(request.form.get(box, "").split()) for box in ("name", "name_en"))
    sector = request.form.get("sector", "")
    try:
        _refuse(slug, code, name, english)
        files = own_files.blank(slug, name, sector, clock.today(), code=code or NO_CODE, name_en=english)
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


def _refuse(slug: str, code: str, name: str, english: str) -> None:
    """Raises Invalid with all that is wrong with what a new procedure is called."""
    faults: dict[str, str] = {}
    if not name or max(len(name), len(english)) > 300:
        faults["name"] = N_("Nhập tên thủ tục, tối đa 300 ký tự.")
    if code and not _CODE.fullmatch(code):
        faults["code"] = N_("Mã gồm một chữ số, dấu chấm và sáu chữ số, ví dụ 1.001193.")
    elif code and any(line.code == code for line in drafts.lines()):
        faults["code"] = N_("Đã có thủ tục với mã này.")
    if any(line.slug == slug and line.version for line in drafts.lines()):
        faults["slug"] = N_("Đã có thủ tục với tên thư mục này: bấm “Soạn bản mới” ở dòng của nó.")
    try:
        check_slug(slug)
    except Invalid as refused:
        faults |= {path: text for path, (text, _params) in refused.fields.items()}
    if faults:
        raise Invalid(faults)


def _to(made: ProcedureDraft) -> ResponseReturnValue:
    flash(_("Đã tạo bản thảo %(title)s.", title=made.title))
    return redirect(url_for("studio.draft", draft_id=made.id), 303)


def _refused(refused: Invalid) -> ResponseReturnValue:
    return make_response(_page(problem_of(refused).fields), 422)


def _waiting(begun: tuple[drafts.Line, ProcedureDraft]) -> tuple[bool, float]:
    """What waits for a decision first, then what was edited last."""
    _line, one = begun
    return one.state != drafts.PROPOSED, -one.changed_at.timestamp()


def _page(faults: dict[str, str] | None = None) -> str:
    lines = drafts.lines()
    names = {line.slug: t({"vi": line.name, "en": line.name_en or line.name}) for line in lines}
    return render_template(
        "studio/procedures.html",
        lines=lines,
        begun=sorted(((line, one) for line in lines for one in line.drafts), key=_waiting),
        names=accounts.names(one.changed_by for line in lines for one in line.drafts),
        sectors=queries.all_sectors(),
        repealed=releases.repealed_slugs(),
        waiting=[(slug, names.get(slug, slug), one) for slug, one in releases.waiting()],
        faults=faults or {},
    )

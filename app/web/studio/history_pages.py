"""A procedure's history: its versions, who released what on which basis; releasing an older one again, repealing."""

import re
from datetime import date

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.opened import open_codes
from app.catalogue import queries, releases, releasing, version_checks, whole
from app.catalogue.models import ProcedureRelease
from app.core.db import transaction
from app.core.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from app.core.ids import read_id
from app.identity import accounts
from app.web.application import own_transactions
from app.web.formats import d, t
from app.web.studio.differences import by_file, sources
from app.web.studio.guard import proposer, proposer_or_releaser, reader, releaser
from app.web.studio.release_pages import ask, house, said


def show(slug: str) -> str:
    """All versions and all releases."""
    reader()
    return _page(slug)


def difference(slug: str) -> str:
    """Two versions side by side: `?tu=` and `?den=` are version ids."""
    reader()
    (first, second), numbers = _two(slug)
    return render_template(
        "studio/difference.html",
        slug=slug,
        numbers=numbers,
        compared=by_file(whole.of_version(first), whole.of_version(second)),
        source=url_for("studio.difference_source", slug=slug, tu=first, den=second),
    )


def difference_source(slug: str) -> ResponseReturnValue:
    """Both texts of one diagram of the two versions."""
    reader()
    (first, second), _numbers = _two(slug)
    return sources(whole.of_version(first), whole.of_version(second))


def propose_again(slug: str) -> ResponseReturnValue:
    """Proposes that an older version be released again."""
    actor = proposer()
    procedure = releases.procedure_of(slug)
    version_id = read_id(request.form.get("version"))
    try:
        if version_id not in {one.id for one in queries.history(procedure.id)}:
            raise Invalid({"version": N_("Chọn một phiên bản.")})
        releasing.propose_again(version_id, _day(), request.form.get("legal_basis", ""), actor.account_id)
    except (Invalid, Conflict) as refused:
        return _refused(slug, refused)
    return _done(slug, _("Đã trình. Người khác sẽ duyệt."))


def propose_repeal(slug: str) -> ResponseReturnValue:
    """Proposes that the procedure take no dossier any more."""
    actor = proposer()
    procedure = releases.procedure_of(slug)
    codes = [one for one in re.split(r"[\s,;]+", request.form.get("successors", "")[:500]) if one]
    basis = request.form.get("legal_basis", "")
    try:
        releasing.propose_repeal(procedure.id, _day(), basis, list(dict.fromkeys(codes)), actor.account_id)
    except (Invalid, Conflict) as refused:
        return _refused(slug, refused)
    return _done(slug, _("Đã trình. Người khác sẽ duyệt."))


@own_transactions
def decide(release_id: int) -> ResponseReturnValue:
    """Asks once, then releases what was proposed; judged beforehand, as in `release_pages.release`."""
    with transaction(writes=False):
        actor = releaser()
        proposal, slug = releases.proposal(release_id)
        if "confirmed" not in request.form:
            return _question(proposal, slug)
        version_checks.problems(proposal.version_id, house().known)
    try:
        with transaction():
            releasing.decide(release_id, actor.account_id, house())
    except (Invalid, Conflict, Forbidden) as refused:
        with transaction(writes=False):
            return _refused(slug, refused)
    return _done(slug, _("Đã ban hành."))


def turn_down(release_id: int) -> ResponseReturnValue:
    """Refuses a proposal, or takes one's own back."""
    actor = proposer_or_releaser()
    proposal, slug = releases.proposal(release_id)
    if proposal.proposed_by != actor.account_id:
        actor = releaser()
    try:
        releasing.turn_down(release_id, request.form.get("reason", ""), actor.account_id)
    except (Invalid, Conflict) as refused:
        return _refused(slug, refused)
    return _done(slug, _("Đề nghị không còn chờ duyệt."))


def call_off(release_id: int) -> ResponseReturnValue:
    """Stops a release before its day."""
    actor = releaser()
    _release, slug = releases.proposal(release_id)
    try:
        releasing.call_off(release_id, request.form.get("reason", ""), actor.account_id)
    except (Invalid, Conflict) as refused:
        return _refused(slug, refused)
    return _done(slug, _("Đã dừng; bản đang dùng không đổi."))


def _two(slug: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Ids and numbers of the two versions that the address names. Raises NotFound."""
    mine = {one.id: one.number for one in queries.history(releases.procedure_of(slug).id)}
    first, second = read_id(request.args.get("tu")), read_id(request.args.get("den"))
    if first not in mine or second not in mine:
        raise NotFound
    return (first, second), (mine[first], mine[second])


def _question(proposal: ProcedureRelease, slug: str) -> str:
    """Says which procedure, who asks for it on which basis, and what it does."""
    versions = queries.history(proposal.procedure_id)
    name, number = _title(versions[0].id), releases.numbers([proposal.version_id]).get(proposal.version_id or 0)
    if proposal.kind == releases.REPEAL:
        title, button = _("Bãi bỏ thủ tục %(name)s?", name=name), _("Bãi bỏ thủ tục")
    else:
        title = _("Ban hành lại phiên bản %(number)s của %(name)s?", number=number, name=name)
        button = _("Ban hành")
    who = accounts.names([proposal.proposed_by]).get(proposal.proposed_by or 0, "?")
    said = _("%(name)s đã trình; căn cứ: %(basis)s.", name=who, basis=proposal.legal_basis)
    return ask(title, [said, *_effects(proposal)], button, url_for("studio.history", slug=slug), {})


def _effects(proposal: ProcedureRelease) -> list[str]:
    day = d(proposal.effective_from)
    if proposal.kind == releases.REPEAL:
        return [
            _("Từ %(day)s thủ tục không nhận hồ sơ mới; trang của thủ tục nói rõ điều đó.", day=day),
            _("Hồ sơ đang giải quyết vẫn được làm tiếp đến khi xong."),
        ]
    return [
        _("Hồ sơ nộp từ %(day)s chạy theo phiên bản này.", day=day),
        _("Hồ sơ đang giải quyết vẫn theo phiên bản của mình."),
    ]


def _done(slug: str, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for("studio.history", slug=slug), 303)


def _refused(slug: str, refused: Refusal) -> ResponseReturnValue:
    return make_response(_page(slug, said(refused)), refused.status)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("effective_from", ""))
    except ValueError:
        raise Invalid({"effective_from": N_("Không phải một ngày có thật.")}) from None


def _page(slug: str, faults: dict[str, str] | None = None) -> str:
    actor = reader()
    procedure = releases.procedure_of(slug)
    acts = releases.history(procedure.id)
    versions = queries.history(procedure.id)
    repealed = procedure.repealed_on is not None
    return render_template(
        "studio/history.html",
        procedure=procedure,
        title=_title(versions[0].id) if versions else slug,
        acts=acts,
        versions=versions,
        numbers=releases.numbers(one.version_id for one in acts),
        names=accounts.names(who for one in acts for who in (one.proposed_by, one.decided_by) if who),
        open_codes=open_codes(procedure.id) if repealed and actor.has_any("admin", "operator") else None,
        faults=faults or {},
    )


def _title(version_id: int) -> str:
    version = queries.version(version_id)
    return t({"vi": version.name, "en": version.name_en})

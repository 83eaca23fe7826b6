"""One file of a draft as text: editing, history, another name, deleting and bringing back."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import assembling, draft_files, draft_paths, drafts, own_files
from app.core.errors import N_, Invalid
from app.core.ids import read_id
from app.identity import accounts
from app.web.errors import problem_of
from app.web.studio import file_undo
from app.web.studio.desk import findings, folders, open_by_others
from app.web.studio.guard import designer, reader


def show(draft_id: int, path: str) -> str:
    """The file's text with its problems and history; `?revision=` shows an older one."""
    reader()
    return _page(draft_id, path, read_id(request.args.get("revision")))


def save(draft_id: int, path: str) -> ResponseReturnValue:
    """Saves the text over the revision it began from. Browsers send lines ended by CR LF: the file keeps its own."""
    actor = designer()
    typed = request.form.get("text", "")
    _found, before = draft_files.read(draft_id, path)
    content = with_line_ends_of(before, typed)
    try:
        draft_files.save(draft_id, path, content, read_id(request.form.get("base")), actor.account_id)
    except Invalid as refused:
        return make_response(_page(draft_id, path, faults=problem_of(refused).fields), 422)
    flash(_("Đã lưu %(path)s.", path=path))
    return redirect(url_for("studio.file", draft_id=draft_id, path=path), 303)


def add(draft_id: int) -> ResponseReturnValue:
    """A new file: an own copy of a shared one, or an empty form or diagram to begin with."""
    actor = designer()
    draft = drafts.draft(draft_id)
    path = draft_paths.check(request.form.get("path", "").strip())
    if any(one.path == path for one in draft_files.listed(draft_id)):
        raise Invalid({path: N_("Đã có tệp với tên này.")})
    shared = assembling.shared_files(*folders())(path)
    content = shared if shared is not None else own_files.beginning(path, draft.slug)
    draft_files.put_all(draft_id, {path: content}, actor.account_id)
    flash(_("Đã thêm %(path)s.", path=path))
    return redirect(url_for("studio.file", draft_id=draft_id, path=path), 303)


def download(draft_id: int, path: str) -> Response:
    """The bytes of a file, or of an older revision."""
    reader()
    _found, content = draft_files.read(draft_id, path, read_id(request.args.get("revision")))
    answer = make_response(content)
    answer.mimetype = "application/octet-stream"
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.rsplit("/", 1)[-1]}"'
    return answer


def rename(draft_id: int, path: str) -> ResponseReturnValue:
    """Gives the file another name; with `follow`, the tasks that use the form by its name follow."""
    actor = designer()
    new_path = request.form.get("new_path", "").strip()
    draft_files.rename(draft_id, path, new_path, actor.account_id)
    if request.form.get("follow"):
        file_undo.follow(draft_id, path, new_path, actor.account_id)
    return redirect(url_for("studio.draft", draft_id=draft_id, da_doi=path, thanh=new_path), 303)


def remove(draft_id: int, path: str) -> ResponseReturnValue:
    """Deletes the file; the draft's page brings it back."""
    actor = designer()
    draft_files.remove(draft_id, path, actor.account_id)
    return redirect(url_for("studio.draft", draft_id=draft_id, da_xoa=path), 303)


def restore(draft_id: int, path: str) -> ResponseReturnValue:
    """Makes an older revision the current one."""
    actor = designer()
    draft_files.restore(draft_id, path, read_id(request.form.get("revision")) or 0, actor.account_id)
    flash(_("Đã khôi phục %(path)s.", path=path))
    return redirect(url_for("studio.file", draft_id=draft_id, path=path), 303)


def with_line_ends_of(before: bytes, typed: str) -> bytes:
    """The typed text with the line ends that the file had; unchanged text gives the file's very bytes."""
    plain = typed.replace("\r\n", "\n").replace("\r", "\n")
    was = before.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if plain == was:
        return before
    return (plain.replace("\n", "\r\n") if b"\r\n" in before else plain).encode()


def _page(draft_id: int, path: str, revision: int | None = None, faults: dict[str, str] | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    found, content = draft_files.read(draft_id, path, revision)
    history = draft_files.revisions(draft_id, path)
    current = found.kind == draft_files.CURRENT
    return render_template(
        "studio/file.html",
        draft=draft,
        found=found,
        text=_text(content),
        history=history,
        others=open_by_others(draft_id, actor.account_id),
        names=accounts.names(one.account_id for one in history),
        findings=[one for one in findings(draft) if one.file == path] if current else [],
        editable=current and draft.state == drafts.DRAFT and actor.has("designer"),
        faults=faults or {},
    )


def _text(content: bytes) -> str | None:
    """None: it is no text to be edited here."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None

"""Recording a scenario by playing the process: every press is a step of the file, which each page plays again."""

import re
from hashlib import sha256

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import draft_files, draft_paths, drafts, scenario_text
from app.catalogue.scenario_files import FOLDER, BadScenario
from app.core.db import transaction
from app.core.errors import N_, Conflict, Invalid, NotFound, Refusal
from app.core.folding import fold
from app.core.ids import read_id
from app.web.application import own_transactions
from app.web.errors import problem_of
from app.web.forms.read import read_form
from app.web.studio import playing_acts, playing_start, playing_view
from app.web.studio.desk import open_by_others
from app.web.studio.guard import designer, reader
from app.web.studio.playing_scene import Scene, scene


def begin(draft_id: int) -> ResponseReturnValue:
    """A new scenario that has no step yet. Raises Invalid."""
    actor = designer()
    title, draft = playing_acts.title(), drafts.draft(draft_id)
    content = scenario_text.new(title, playing_start.moment(), playing_start.variables(draft), playing_start.answers())
    path = _free(draft_id, title["vi"], content)
    draft_files.save(draft_id, path, content, None, actor.account_id)
    return redirect(_here(draft_id, path), 303)


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """Where the scenario stands; `?viec=` opens one of the open tasks."""
    reader()
    found = _scenario(draft_id, path)
    if isinstance(found.read, BadScenario):
        return redirect(url_for("studio.file", draft_id=draft_id, path=path))
    return make_response(_page(found))


@own_transactions
def press(draft_id: int, path: str) -> ResponseReturnValue:
    """Adds a step, takes some off, or notes the end; the same press again does nothing more. Nothing is locked while it
    is played."""
    try:
        with transaction(writes=False):
            actor = designer()
            found = _scenario(draft_id, path)
            made = _made(found)
        with transaction():
            draft_files.save(draft_id, path, made, found.revision, actor.account_id)
    except (Invalid, Conflict) as refused:
        with transaction(writes=False):
            return make_response(_page(scene(draft_id, path), refused), refused.status)
    return redirect(_here(draft_id, path), 303)


def _made(found: Scene) -> bytes:
    """What the press makes of the file; the file as it is when it came twice. Raises Invalid, Conflict, NotFound."""
    act = playing_acts.ACTS.get(request.form.get("_act", ""))
    if isinstance(found.read, BadScenario):
        raise NotFound
    if act is None:
        raise Conflict()
    if read_id(request.form.get("_base")) == found.revision:
        return act(found)
    if playing_acts.was_done(found):
        return found.content
    raise Conflict(N_("Kịch bản đã thay đổi từ lúc bạn mở trang. Trang này cho thấy kịch bản hiện tại."))


def copy(draft_id: int, path: str) -> ResponseReturnValue:
    """The same scenario once more, under another title, to go another way from some step on."""
    actor = designer()
    found = _scenario(draft_id, path)
    title, content = playing_acts.title(), found.content
    if not isinstance(found.read, BadScenario):
        content = scenario_text.titled(content, title)
    new_path = _free(draft_id, title["vi"], content)
    draft_files.save(draft_id, new_path, content, None, actor.account_id)
    flash(_("Đã sao chép thành %(path)s.", path=new_path))
    return redirect(_here(draft_id, new_path), 303)


def rename(draft_id: int, path: str) -> ResponseReturnValue:
    """Gives the file another name. Raises Invalid."""
    actor = designer()
    name = request.form.get("name", "").strip().removesuffix(".json")
    new_path = draft_paths.check(f"{FOLDER}{name}.json")
    there = {one.path for one in draft_files.listed(draft_id)}
    if new_path != path and (path in there or new_path not in there):  # else it was done already
        draft_files.rename(draft_id, path, new_path, actor.account_id)
        flash(_("Đã đổi tên %(path)s thành %(new)s.", path=path, new=new_path))
    return redirect(_here(draft_id, new_path), 303)


def remove(draft_id: int, path: str) -> ResponseReturnValue:
    """Deletes the scenario; the draft's page brings it back."""
    actor = designer()
    if not path.startswith(FOLDER):
        raise NotFound
    if any(one.path == path for one in draft_files.listed(draft_id)):
        draft_files.remove(draft_id, path, actor.account_id)
    flash(_("Đã xóa %(path)s. Khôi phục được ở cuối trang của bản thảo.", path=path))
    return redirect(url_for("studio.rehearsal", draft_id=draft_id), 303)


def _here(draft_id: int, path: str) -> str:
    return url_for("studio.playing", draft_id=draft_id, path=path, _anchor="bay-gio")


def _scenario(draft_id: int, path: str) -> Scene:
    if not path.startswith(FOLDER):
        raise NotFound
    return scene(draft_id, path)


def _free(draft_id: int, title: str, content: bytes) -> str:
    """A path for a new scenario, from its title; where the very same was made before, that one."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title).lower()).strip("-")[:60] or "kich-ban"
    taken = {one.path: one.sha256 for one in draft_files.listed(draft_id)}
    same = sha256(content).hexdigest()
    names = (f"{FOLDER}{plain}{'' if number == 1 else f'-{number}'}.json" for number in range(1, len(taken) + 2))
    return draft_paths.check(next(name for name in names if taken.get(name, same) == same))


def _page(found: Scene, refused: Refusal | None = None) -> str:
    actor = reader()
    if isinstance(found.read, BadScenario):
        raise NotFound
    problem = problem_of(refused) if refused else None
    view = playing_view.View(found, request.values.get("_node") or request.args.get("viec"))
    return render_template(
        "studio/playing.html",
        draft=found.draft,
        found=found,
        scenario=found.read,
        view=view,
        given=read_form(view.form, request.form) if problem and view.here and view.form else {},
        others=open_by_others(found.draft.id, actor.account_id),
        editable=found.draft.state == drafts.DRAFT and actor.has("designer"),
        problem=problem,
        both=playing_acts.both,
    )

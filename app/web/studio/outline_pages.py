"""A diagram as a list: its lanes, its steps in the order of the flow, what each says; and every edit without drawing.

An edit names a step and what of it is to change, so it is made on the file as it stands now: two people who work on
different steps do not disturb each other. Only who changes what another has just changed is refused. The canvas posts
the mends that are offered for problems here too, as JSON.
"""

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.printing import LETTERS
from app.catalogue import beginnings, draft_files, drafts
from app.core.errors import Conflict, Invalid, Refusal
from app.core.ids import read_id
from app.engine.actions import actions
from app.engine.hostile_xml import HostileXml
from app.engine.outline import events, laying, reading, repeats, steps
from app.engine.outline.edits import NotThere
from app.identity.permissions import LANES
from app.web.errors import problem_of
from app.web.studio import form_sources, outline_words, table_words
from app.web.studio.desk import Finding, decisions, findings, form_keys, open_by_others, shared_processes
from app.web.studio.guard import designer, reader
from app.web.studio.outline_edits import ACTS, OPENS, Edited
from app.web.studio.outline_values import step_of, values_of
from app.web.studio.sent_json import sent_json


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """The list; `?mo=` opens one step to be edited."""
    reader()
    _found, content = draft_files.read(draft_id, path)
    try:
        reading.read(content)
    except HostileXml:  # the file's page says why, and has its text
        return redirect(url_for("studio.file", draft_id=draft_id, path=path))
    return _page(draft_id, path)


def edit(draft_id: int, path: str) -> ResponseReturnValue:
    """Makes one edit and shows the list again, at what was edited; or says in JSON what came of it."""
    _refuse_broken(draft_id, path)
    if request.is_json:
        form = _plain(sent_json())
        revision, _before, focus, told = _made(draft_id, path, form)
        return jsonify(revision=revision, focus=focus, told=told)
    form = request.form
    try:
        revision, before, focus, told = _made(draft_id, path, form)
    except (Invalid, Conflict) as refused:
        return make_response(_page(draft_id, path, refused), refused.status)
    flash(told)
    opened = focus if form.get("act") in OPENS else None
    truoc, da = (before, revision) if before != revision else (None, None)
    said: dict[str, Any] = {"mo": opened, "o": focus or None, "truoc": truoc, "da": da}
    here = url_for("studio.outline", draft_id=draft_id, path=path, _anchor=focus or None, **said)
    return redirect(here, 303)


def _refuse_broken(draft_id: int, path: str) -> None:
    """Of what was broken since the page was opened there is no list to show again. Raises Conflict."""
    designer()
    _found, content = draft_files.read(draft_id, path)
    try:
        reading.read(content)
    except HostileXml:
        raise Conflict() from None


def _made(draft_id: int, path: str, form: Mapping[str, str]) -> tuple[int, int, str, str]:
    """Makes the edit: the revision it made, the one before, what was edited, what to tell."""
    actor = designer()
    found, content = draft_files.read(draft_id, path)
    try:
        made, focus, told = _edited(draft_id, path, content, form, found.revision)
    except KeyError as lacking:  # a file that writes BPMN in a way that nothing can be added to
        raise Conflict() from lacking
    if form.get("act") == "make_form":
        return found.revision, found.revision, focus, told
    revision = draft_files.save(draft_id, path, made, found.revision, actor.account_id, keep=True)
    said = _("Đã lưu.") if made != content else _("Không có gì thay đổi.")
    return revision, found.revision, focus, f"{said} {told}".strip()


def _edited(draft_id: int, path: str, content: bytes, form: Mapping[str, str], now: int) -> Edited:
    name = form.get("act", "")
    if name == "undo":
        return _undone(draft_id, path, form, now)
    if name == "make_form":
        return _with_form(draft_id, content, form)
    act = ACTS.get(name)
    if act is None:
        raise Conflict()
    base = _base(draft_id, path, read_id(form.get("base")), now)
    return act(content, base if base is not None else content, form)


def _undone(draft_id: int, path: str, form: Mapping[str, str], now: int) -> Edited:
    """The file as it was before the edit, if nobody has edited it since."""
    if read_id(form.get("base")) != now:
        raise Conflict()
    _kept, before = draft_files.read(draft_id, path, read_id(form.get("to")) or 0)
    return before, form.get("id", ""), _("Đã hoàn tác.")


def _with_form(draft_id: int, content: bytes, form: Mapping[str, str]) -> Edited:
    """A form to begin with for a task that names one that is not there."""
    place = f"forms/{form.get('form', '')}.json"
    if any(one.path == place for one in draft_files.listed(draft_id)):
        raise Conflict()
    step_id = form.get("id", "")
    name = step_of(content, step_id).name or step_id
    made = beginnings.form(form.get("form", ""), {"vi": name, "en": name}, beginnings.DECIDE)
    draft_files.save(draft_id, place, made, None, designer().account_id)
    return content, step_id, _("Đã tạo biểu mẫu %(path)s: mở nó để sửa các ô và nút.", path=place)


def _base(draft_id: int, path: str, revision: int | None, now: int) -> bytes | None:
    """The text that the page was made of; None when it is no longer kept (then the present one stands for it)."""
    if revision is None or revision == now:
        return None
    kept = {one.revision for one in draft_files.revisions(draft_id, path)}
    return draft_files.read(draft_id, path, revision)[1] if revision in kept else None


def _plain(sent: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str | int) for value in sent.values()):
        raise Invalid()
    return {str(name): str(value) for name, value in sent.items()}


def _page(draft_id: int, path: str, refused: Refusal | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    found, content = draft_files.read(draft_id, path)
    problem = problem_of(refused) if refused else None
    processes = reading.read(content)
    here = [one for one in findings(draft) if one.file == path]
    return render_template(
        "studio/outline.html",
        draft=draft,
        found=found,
        processes=processes,
        shared=reading.shared(content),
        pools=reading.others(content),
        opened=request.form.get("id") if refused else request.args.get("mo"),
        at=None if refused else request.args.get("o"),
        drawn=laying.is_drawn(content),
        undo=_undo(found.revision) if not refused else None,
        problems_here=here,
        findings=_by_element(here),
        others=open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        choices=_choices(draft_id),
        conditions=_conditions(draft_id) if request.args.get("mo") or refused else [],
        refused=(list(problem.fields.values()) or [problem.text]) if problem else [],
        stale=isinstance(refused, NotThere),
        values_of=values_of,
        lane_names=lambda process: {one.id: one.name for one in process.lanes},
        ids_shown=_shown(processes),
        ids_told=_told_at(processes),
        own={one.path for one in draft_files.listed(draft_id)},
        form_of=lambda step: f"forms/{step.given.get('form') or step.id}.json",
        words=outline_words,
        spoken=_spoken(processes),
    )


def _shown(processes: list[reading.Process]) -> set[str]:
    """The ids that have a place in the list."""
    steps_shown = [step for process in processes for step in process.steps]
    found = {process.id for process in processes} | {step.id for step in steps_shown}
    found |= {lane.id for process in processes for lane in process.lanes}
    return (found | {flow.id for step in steps_shown for flow in step.flows}) - {""}


def _told_at(processes: list[reading.Process]) -> set[str]:
    """The ids beside which an edit is told; any other is told on top of the page."""
    lanes = {lane.id for process in processes for lane in process.lanes}
    return (lanes | {step.id for process in processes for step in process.steps}) - {""}


def _spoken(processes: list[reading.Process]) -> dict[str, str]:
    """What steps and flows are called, by id."""
    said: dict[str, str] = {}
    for process in processes:
        names = outline_words.names_of(process)
        said |= {**outline_words.flow_names(process, names), **names}
    return said


def _choices(draft_id: int) -> dict[str, Any]:
    """What may be chosen in the boxes of the list."""
    files = draft_files.contents(draft_id)
    own = {name.removesuffix(".bpmn") for name in files if name.endswith(".bpmn")}
    return {
        "roles": LANES,
        "kinds": steps.KINDS,
        "kinds_like": steps.kinds_like,
        "activities": steps.ACTIVITIES,
        "boundaries": events.BOUNDARIES,
        "kinds_of_event": events.kinds_of,
        "repeats": repeats.KINDS,
        "actions": sorted(actions),
        "forms": form_keys(draft_id),
        "called": sorted(own | shared_processes()),
        "decisions": decisions(files),
        "letters": [(one, _(title)) for one, title in LETTERS.items()],
    }


def _conditions(draft_id: int) -> list[tuple[str, str]]:
    """Conditions to choose from, with what they ask: each answer or button that the forms let somebody choose."""
    known = table_words.variables(form_sources.steps(draft_id))
    return [(f"{one.name} == {cell}", one.label) for one in known for cell in one.cells]


def _undo(now: int) -> int | None:
    """The revision before the edit that made this page, while that edit is the last one."""
    return read_id(request.args.get("truoc")) if read_id(request.args.get("da")) == now else None


def _by_element(found: list[Finding]) -> dict[str, list[Finding]]:
    by_element: dict[str, list[Finding]] = {}
    for one in found:
        by_element.setdefault(one.element, []).append(one)
    return by_element

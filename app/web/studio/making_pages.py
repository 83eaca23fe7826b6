"""New files of a draft, made for what they are to do: the form of a task, a decision table with its columns."""

import re

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import assembling, beginnings, draft_files, draft_paths, drafts
from app.core.errors import N_, Invalid
from app.engine import table_edits
from app.engine.table_edits import ANYTHING, NewColumn
from app.engine.tables import HIT_POLICIES, KINDS
from app.web.errors import problem_of
from app.web.studio import desk, form_sources, table_acts, table_words
from app.web.studio.form_sources import Asked
from app.web.studio.guard import designer, reader

INPUTS, OUTPUTS = 3, 2  # columns offered for a new table
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")


def missing_forms(draft_id: int) -> list[Asked]:
    """The people's steps in the draft's own diagrams whose form is not there; `node` is the form's key."""
    known = set(desk.form_keys(draft_id))
    found: dict[str, Asked] = {}
    own = {path: content for path, content in draft_files.contents(draft_id).items() if path.endswith(desk.BPMN)}
    for step in form_sources.user_tasks(own):
        key = step.given.get("form") or step.id
        if key not in known:
            found.setdefault(key, Asked(key, step.name or step.id, None))
    return list(found.values())


def make_form(draft_id: int) -> ResponseReturnValue:
    """A form for a task: its key, its title, and what it begins with. One that is there already is opened."""
    actor = designer()
    drafts.draft(draft_id)
    key, sent = request.form.get("key", "").strip(), request.form
    path = draft_paths.check(f"forms/{key}.json")
    if not any(one.path == path for one in draft_files.listed(draft_id)):
        shared = assembling.shared_files(*desk.folders())(path)
        title = {"vi": " ".join(sent.get("title_vi", "").split()), "en": " ".join(sent.get("title_en", "").split())}
        title = {lang: words or title["vi"] for lang, words in title.items()}
        content = shared if shared is not None else beginnings.form(key, title, sent.get("start", ""))
        draft_files.put_all(draft_id, {path: content}, actor.account_id)
        flash(_("Đã thêm %(path)s.", path=path))
    return redirect(url_for("studio.form", draft_id=draft_id, path=path), 303)


def new_table(draft_id: int) -> str:
    """The page on which a new decision table is put together."""
    reader()
    return _page(draft_id)


def make_table(draft_id: int) -> ResponseReturnValue:
    """A new decision table with the columns chosen, and a row for each value of the first where they are known."""
    actor = designer()
    try:
        path, content = _table(draft_id)
        draft_files.save(draft_id, path, content, None, actor.account_id)
    except Invalid as refused:
        return make_response(_page(draft_id, problem_of(refused).fields), 422)
    flash(_("Đã thêm %(path)s.", path=path))
    return redirect(url_for("studio.table", draft_id=draft_id, path=path), 303)


def _table(draft_id: int) -> tuple[str, bytes]:
    key, name = request.form.get("key", "").strip(), " ".join(request.form.get("name", "").split())
    known = {one.name: one for one in table_words.variables(form_sources.steps(draft_id))}
    faults: dict[str, str] = {}
    if not _KEY.fullmatch(key):
        faults["key"] = N_("Chữ không dấu, chữ số và gạch dưới, bắt đầu bằng chữ; ví dụ phi_cap_ban_sao.")
    elif any(one.path == f"{key}.dmn" for one in draft_files.listed(draft_id)):
        faults["key"] = N_("Đã có tệp với tên này.")
    if not name or len(name) > 300:
        faults["name"] = N_("Nhập tên bảng, tối đa 300 ký tự.")
    inputs = [_typed(one, known) for one in _columns("input", INPUTS, faults)]
    outputs = _columns("output", OUTPUTS, faults)
    if not inputs:
        faults.setdefault("input.0.said", N_("Bảng cần ít nhất một cột vào."))
    if not outputs:
        faults.setdefault("output.0.said", N_("Bảng cần ít nhất một cột ra."))
    if faults:
        raise Invalid(faults)
    cells = known[inputs[0].said].cells if inputs[0].said in known else ()
    policy = request.form.get("hit_policy", "")
    content = table_edits.made(
        key, name, policy if policy in HIT_POLICIES else HIT_POLICIES[0], (inputs, outputs), [*cells, ANYTHING]
    )
    return draft_paths.check(f"{key}.dmn"), content


def _columns(side: str, count: int, faults: dict[str, str]) -> list[NewColumn]:
    """The columns of which something is said."""
    found = []
    for number in range(count):
        before = f"{side}.{number}"
        if not any(request.form.get(f"{before}.{box}", "").strip() for box in ("known", "said", "label")):
            continue
        try:
            found.append(table_acts.new_column(request.form, before, written=side == "output"))
        except Invalid as refused:
            faults |= {box: text for box, (text, _params) in refused.fields.items()}
    return found


def _typed(column: NewColumn, known: dict[str, table_words.Variable]) -> NewColumn:
    """A column without a type or a heading has those of its variable."""
    variable = known.get(column.said)
    if variable is None:
        return column
    return NewColumn(column.said, column.label or variable.label, column.kind or variable.kind)


def _page(draft_id: int, faults: dict[str, str] | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    return render_template(
        "studio/table_new.html",
        draft=draft,
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        said=request.form,
        faults=faults or {},
        variables=[
            (one.name, f"{one.name}: {one.label}") for one in table_words.variables(form_sources.steps(draft_id))
        ],
        policies=[(one, table_words.policy_words(one)) for one in HIT_POLICIES],
        kinds=[(one, table_words.kind_words(one)) for one in KINDS],
        columns=(("input", INPUTS), ("output", OUTPUTS)),
    )

"""A form of a draft: title, sections, fields and buttons to be edited, and beside them the form as people see it."""

import json
from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.catalogue import draft_files, drafts
from app.core.errors import Conflict, Invalid, Refusal
from app.core.ids import read_id
from app.forms.definition import CHANNELS, KINDS, SCREENS, SOURCES, Form
from app.forms.patterns import PATTERNS
from app.web.errors import problem_of
from app.web.studio import form_edits, form_parts, form_rows, form_sources, form_values, together
from app.web.studio.desk import findings, open_by_others
from app.web.studio.form_acts import ACTS
from app.web.studio.form_places import Path, field_at, outcome_at, part_of, section_at
from app.web.studio.form_words import button_words, list_words, pattern_words, screen_words
from app.web.studio.guard import designer, reader
from app.web.studio.words import field_kind

_SAVES = ("save", "head", "section", "button", "variable")  # acts whose boxes show what is there


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """The form's page; `?mo=` opens one of its places. A form that cannot be read is edited as text."""
    reader()
    _found, content = draft_files.read(draft_id, path)
    if form_sources.read(content) is None:
        return redirect(url_for("studio.file", draft_id=draft_id, path=path))
    return make_response(_page(draft_id, path))


def edit(draft_id: int, path: str) -> ResponseReturnValue:
    """Makes one edit; a form that would not be one any more is refused with what is wrong."""
    actor = designer()
    act = ACTS.get(request.form.get("act", ""))
    found, content = draft_files.read(draft_id, path)
    if form_sources.read(content) is None:  # broken since the page was opened: there is no page to show again
        raise Conflict()
    try:
        if act is None:
            raise Conflict()
        at, base = request.form.get("at", ""), read_id(request.form.get("base"))
        together.refuse_changed(draft_id, found, content, base, lambda source: part_of(source, at))
        made = act(content.decode("utf-8"), request.form).encode()
        Form.read(json.loads(made))
        draft_files.save(draft_id, path, made, found.revision, actor.account_id)
    except LookupError:
        return _refused(draft_id, path, Conflict())
    except (Invalid, Conflict) as refused:
        return _refused(draft_id, path, refused)
    flash(_("Đã lưu.") if made != content else _("Không có gì thay đổi."))
    return redirect(url_for("studio.form", draft_id=draft_id, path=path), 303)


def _refused(draft_id: int, path: str, refused: Refusal) -> ResponseReturnValue:
    return make_response(_page(draft_id, path, refused), refused.status)


def _page(draft_id: int, path: str, refused: Refusal | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    found, content = draft_files.read(draft_id, path)
    text = content.decode("utf-8")
    source = json.loads(text)
    opened = (request.form.get("at") if refused else request.args.get("mo")) or ""
    place, said = _opened(text, opened)
    act = request.form.get("act", "") if refused else ""
    problem = problem_of(refused) if refused else None
    told = (problem.fields or {"": problem.text}) if problem else {}
    asked = form_sources.steps(draft_id)
    return render_template(
        "studio/form.html",
        draft=draft,
        found=found,
        form=form_sources.read(content),
        source=source,
        parts=form_rows.parts(source),
        buttons=form_rows.buttons(source),
        opened=opened,
        act=act,
        said=request.form if act in _SAVES else said,
        typed=request.form if act else {},
        candidates=form_edits.candidates_of(text, place) if place and len(place) > 3 and place[0] == "sections" else [],
        findings=[one for one in findings(draft) if one.file == path],
        others=open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        steps=asked,
        prefills=form_sources.groups(asked),
        told=told,
        faults={_box(one, place): words for one, words in told.items()},
        known=_known(),
    )


def _opened(text: str, at: str) -> tuple[Path | None, Mapping[str, Any]]:
    """What the address names, and what stands in its boxes; nothing for a name that is none."""
    try:
        if at.startswith("o") and at != "o":
            button = outcome_at(text, at)
            return button.path, form_parts.button_values(button.found)
        if at.startswith("s"):
            section = section_at(text, at)
            return section.path, dict(form_values.text_pairs("title", section.found.get("title")))
        if at[:1].isdecimal():
            field = field_at(text, at)
            return field.path, form_values.values_of(field.found, form_edits.candidates_of(text, field.path))
    except Conflict:
        return None, {}
    source = json.loads(text)
    pairs = [pair for key in ("title", "intro") for pair in form_values.text_pairs(key, source.get(key))]
    pairs += [("screen", source.get("screen", "")), ("variable", source.get("outcomes", {}).get("variable", ""))]
    return None, MultiDict([*pairs, *(("shows", one) for one in source.get("shows", ()))])


def _box(path: str, place: Path | None) -> str:
    """The box that a fault belongs to: its path without that of what is opened."""
    before = ".".join(map(str, place or ())) + "."
    return path.removeprefix(before).split(".")[0] if path.startswith(before) or "." not in path else path


def _known() -> Mapping[str, Any]:
    """What can be chosen, with its words."""
    return {
        "kind_pairs": [(one, field_kind(one)) for one in sorted(KINDS)],
        "pattern_pairs": [(one, pattern_words(one)) for one in sorted(PATTERNS)],
        "list_pairs": [(one, list_words(one)) for one in sorted(SOURCES)],
        "screen_pairs": [(one, screen_words(one)) for one in sorted(SCREENS)],
        "button_pairs": [(one, button_words(one)) for one in ("primary", "normal", "danger")],
        "channels": sorted(CHANNELS),
        "spare": form_values.SPARE,
    }

"""A form of a draft: its fields to be edited, and beside them the form as people will see it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import draft_files, drafts
from app.core.errors import Conflict, Invalid, Refusal
from app.core.ids import read_id
from app.forms.definition import KINDS, SOURCES, Form
from app.forms.patterns import PATTERNS
from app.web.errors import problem_of
from app.web.studio import form_edits
from app.web.studio.desk import findings, open_by_others
from app.web.studio.guard import designer, reader


@dataclass(frozen=True, slots=True)
class Row:
    """A field in the list: `at` names its place (`0.2`), `depth` counts the groups around it."""

    at: str
    depth: int
    first: bool
    last: bool
    source: Mapping[str, Any]


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """The form's page; `?mo=` opens one field. A form that cannot be read is edited as text."""
    reader()
    _found, content = draft_files.read(draft_id, path)
    if _read(content) is None:
        return redirect(url_for("studio.file", draft_id=draft_id, path=path))
    return make_response(_page(draft_id, path))


def edit(draft_id: int, path: str) -> ResponseReturnValue:
    """Makes one edit; a form that would not be one any more is refused with what is wrong."""
    actor = designer()
    act = form_edits.ACTS.get(request.form.get("act", ""))
    found, content = draft_files.read(draft_id, path)
    try:
        if act is None or _read(content) is None or read_id(request.form.get("base")) != found.revision:
            raise Conflict()
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
    source = json.loads(content)
    problem = problem_of(refused) if refused else None
    return render_template(
        "studio/form.html",
        draft=draft,
        found=found,
        form=_read(content),
        sections=[(one.get("title"), list(_rows(one["fields"], str(place)))) for place, one in _sections(source)],
        opened=request.form.get("at") if refused else request.args.get("mo"),
        findings=[one for one in findings(draft) if one.file == path],
        others=open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        kinds=sorted(KINDS),
        patterns=sorted(PATTERNS),
        sources=sorted(SOURCES),
        lists={name: [("", f"({name})")] for name in SOURCES},
        refused=(list(problem.fields.items()) or [("", problem.text)]) if problem else [],
        values_of=form_edits.values_of,
    )


def _read(content: bytes) -> Form | None:
    try:
        return Form.read(json.loads(content.decode("utf-8")))
    except (ValueError, RecursionError, Invalid):
        return None


def _sections(source: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from enumerate(source["sections"])


def _rows(fields: list[Mapping[str, Any]], around: str, depth: int = 0) -> Iterator[Row]:
    for place, one in enumerate(fields):
        yield Row(f"{around}.{place}", depth, place == 0, place == len(fields) - 1, one)
        yield from _rows(one.get("fields", []), f"{around}.{place}", depth + 1)

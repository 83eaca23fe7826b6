"""The manifest of a draft: what is published about the procedure, its cases, papers and fees, as boxes."""

import json
from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue import draft_files, drafts, manifest, queries
from app.catalogue.draft_paths import MANIFEST
from app.core.errors import Conflict, Invalid, Refusal
from app.core.ids import read_id
from app.forms import json_text
from app.web.errors import problem_of
from app.web.studio import schema_boxes
from app.web.studio.desk import findings, open_by_others
from app.web.studio.guard import designer, reader

LISTS: Mapping[str, Mapping[str, Any]] = {  # the lists of objects, with what a new item has
    "flows": {},
    "components": {"kinds": ["ORIGINAL"], "copies": 1, "required": True, "how": "FILE"},
    "fees": {"amount_vnd": None, "per": "case", "channel": "ANY"},
}
_TOP = {**manifest.SCHEMA, "properties": {k: v for k, v in manifest.SCHEMA["properties"].items() if k != "slug"}}


def show(draft_id: int) -> ResponseReturnValue:
    """The manifest's page; `?mo=fees.0` opens an item, `?mo=all` the procedure itself. One that is broken is text."""
    reader()
    _found, content = draft_files.read(draft_id, MANIFEST)
    if _read(content) is None:
        return redirect(url_for("studio.file", draft_id=draft_id, path=MANIFEST))
    return make_response(_page(draft_id))


def edit(draft_id: int) -> ResponseReturnValue:
    """Makes one edit; what would be no manifest any more is refused with what is wrong."""
    actor = designer()
    found, content = draft_files.read(draft_id, MANIFEST)
    source = _read(content)
    try:
        if source is None or read_id(request.form.get("base")) != found.revision:
            raise Conflict()
        made = _edited(content.decode("utf-8"), source).encode()
        manifest.parse(json.loads(made))
        draft_files.save(draft_id, MANIFEST, made, found.revision, actor.account_id)
    except LookupError:
        return _refused(draft_id, Conflict())
    except (Invalid, Conflict) as refused:
        return _refused(draft_id, refused)
    flash(_("Đã lưu.") if made != content else _("Không có gì thay đổi."))
    return redirect(url_for("studio.manifest", draft_id=draft_id), 303)


def _edited(text: str, source: Mapping[str, Any]) -> str:
    form, act = request.form, request.form.get("act", "")
    name, _dot, place = form.get("at", "").partition(".")
    if act == "save" and name == "all":
        return schema_boxes.changed(text, [], _TOP, form, source)
    if name not in LISTS:
        raise Conflict()
    if act == "add":
        named = {one: form.get(f"name_{one}", "").strip() for one in ("vi", "en")}
        made = {"key": form.get("key", "").strip(), "name": named, **LISTS[name]}
        return json_text.insert(text, [name], len(source[name]), made)
    index = read_id(place)
    if index is None or index >= len(source[name]):
        raise Conflict()
    if act == "remove":
        return json_text.put(text, [name, index], None)
    if act == "up" and index:
        return json_text.swap(text, [name], index - 1)
    if act == "save":
        return schema_boxes.changed(text, [name, index], item_schema(name), form, source[name][index])
    raise Conflict()


def item_schema(name: str) -> Mapping[str, Any]:
    """The schema of the items of a list."""
    found: Mapping[str, Any] = manifest.SCHEMA["properties"][name]["items"]
    return found


def _refused(draft_id: int, refused: Refusal) -> ResponseReturnValue:
    return make_response(_page(draft_id, refused), refused.status)


def _read(content: bytes) -> Mapping[str, Any] | None:
    try:
        source: Mapping[str, Any] = json.loads(content.decode("utf-8"))
        manifest.parse(source)
    except (ValueError, RecursionError, Invalid):
        return None
    return source


def _page(draft_id: int, refused: Refusal | None = None) -> str:
    actor = reader()
    draft = drafts.draft(draft_id)
    found, content = draft_files.read(draft_id, MANIFEST)
    source = json.loads(content)
    opened = request.form.get("at", "") if refused else request.args.get("mo", "")
    name, _dot, place = opened.partition(".")
    index, shown = read_id(place), []
    if opened == "all":
        shown = list(schema_boxes.boxes(_TOP, source))
    elif name in LISTS and index is not None and index < len(source[name]):
        shown = list(schema_boxes.boxes(item_schema(name), source[name][index]))
    problem = problem_of(refused) if refused else None
    return render_template(
        "studio/manifest.html",
        draft=draft,
        found=found,
        source=source,
        lists=list(LISTS),
        opened=opened,
        boxes=shown,
        typed=request.form if refused else None,
        sectors=queries.all_sectors(),
        findings=[one for one in findings(draft) if one.file == MANIFEST],
        others=open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        refused=(list(problem.fields.items()) or [("", problem.text)]) if problem else [],
    )

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
from app.web.studio import form_sources, manifest_edits, manifest_marks, schema_boxes, together
from app.web.studio.desk import findings, open_by_others
from app.web.studio.guard import designer, reader
from app.web.studio.manifest_faults import faults
from app.web.studio.manifest_words import path_name, value_words
from app.web.studio.schema_boxes import Box, Known

APPLICATION = "fill_application"  # the step whose answers decide which papers and fees apply


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
    if source is None:  # broken since the page was opened: there is no page to show again
        raise Conflict()
    try:
        at, base = request.form.get("at", ""), read_id(request.form.get("base"))
        together.refuse_changed(draft_id, found, content, base, lambda one: manifest_edits.part_of(one, at))
        made = manifest_edits.edited(content.decode("utf-8"), source, request.form).encode()
        manifest.parse(json.loads(made))
        draft_files.save(draft_id, MANIFEST, made, found.revision, actor.account_id)
    except LookupError:
        return _refused(draft_id, Conflict())
    except (Invalid, Conflict) as refused:
        return _refused(draft_id, refused)
    flash(_("Đã lưu.") if made != content else _("Không có gì thay đổi."))
    return redirect(url_for("studio.manifest", draft_id=draft_id), 303)


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
    act = request.form.get("act", "") if refused else ""
    around = opened if "." in opened and act == "save" else ""
    told = faults(refused, around) if refused else []
    return render_template(
        "studio/manifest.html",
        draft=draft,
        found=found,
        source=source,
        lists=list(manifest_edits.LISTS),
        opened=opened,
        act=act,
        boxes=_boxes(source, opened, draft_id),
        typed=request.form if act == "save" else None,
        said=request.form if refused else {},
        pause=manifest_edits.pause_of(source),
        sectors=queries.all_sectors(),
        described=manifest.parse(source),
        marks=[
            (path, path_name(path, source), value_words(path, _value(source, path))) for path in source["unverified"]
        ],
        sources=manifest_marks.sources(source),
        flow_names={one["key"]: one["name"] for one in source["flows"]},
        units=schema_boxes.TERM_UNITS,
        findings=[one for one in findings(draft) if one.file == MANIFEST],
        others=open_by_others(draft_id, actor.account_id),
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
        told=told,
        wrong={one.box: one.text for one in told},
    )


def _value(source: Mapping[str, Any], path: str) -> Any:
    """The value that a mark is about; of a whole item nothing but its name is told."""
    value = manifest_marks.value_at(source, path)
    return None if isinstance(value, Mapping) and "key" in value else value


def _boxes(source: Mapping[str, Any], opened: str, draft_id: int) -> list[Box]:
    """The boxes of what is opened."""
    name, _dot, place = opened.partition(".")
    index = read_id(place)
    if opened == "all":
        return list(schema_boxes.boxes(manifest_edits.TOP, source))
    if name in manifest_edits.LISTS and index is not None and index < len(source[name]):
        schema = manifest_edits.item_schema(name)
        return list(schema_boxes.boxes(schema, source[name][index], _known(source, draft_id)))
    return []


def _known(source: Mapping[str, Any], draft_id: int) -> Known:
    """The questions of the application form, and which flows there are."""
    forms = [one.form for one in form_sources.steps(draft_id) if one.node == APPLICATION and one.form]
    flows = tuple(one["key"] for one in source["flows"])
    return Known(forms[0].fields if forms else (), flows)

"""Which versions are in use, and where their dossiers wait and how long: the diagram with numbers and colours."""

from datetime import datetime, timedelta

from flask import render_template, request
from flask_babel import gettext as _

from app.cases import moving, whereabouts
from app.cases.whereabouts import Waiting
from app.catalogue import queries as catalogue
from app.core.clock import now
from app.core.errors import NotFound
from app.engine.definitions import Definition, definition
from app.web.admin.drawings import drawn
from app.web.admin.guard import watcher
from app.web.diagram import picture
from app.web.diagram.svg import Mark
from app.web.layout.moments import span_words

LEVELS = (timedelta(days=1), timedelta(days=3), timedelta(days=10))  # of the median age: below it 1, 2, 3, else 4


def versions() -> str:
    """The versions with running dossiers."""
    watcher()
    return render_template("admin/versions.html", versions=whereabouts.versions_in_use(), age=age)


def show(version_id: int) -> str:
    """One version's heat map, as a picture and as a table. Raises NotFound."""
    watcher()
    version = catalogue.version(version_id)
    if version.definition_id is None:
        raise NotFound()
    found = whereabouts.heat(version_id)
    bundle = definition(version.definition_id)
    marks = {one.node: mark(one) for one in found} | _of_calls(bundle, found)
    return render_template(
        "admin/heat.html",
        version=version,
        found=found,
        targets=moving.targets(version_id),
        nodes=bundle.nodes,
        drawing=drawn(version.definition_id, request.args.get("quy-trinh"), marks),
        age=age,
        level=level,
    )


def mark(one: Waiting) -> Mark:
    """The badge of a step: how many wait, the middle age."""
    return Mark(f"{one.count} · {age(one.median_at)}", level(one.median_at))


def level(since: datetime) -> int:
    """How hot: 1 to 4."""
    return 1 + sum(now() - since >= limit for limit in LEVELS)


def age(since: datetime) -> str:
    """How long ago, in the largest unit alone: `3 ngày`."""
    past = now() - since
    if past.days:
        return span_words(timedelta(days=past.days))
    return span_words(timedelta(hours=past.seconds // 3600)) if past.seconds >= 3600 else span_words(past)


def _of_calls(bundle: Definition, found: list[Waiting]) -> dict[str, Mark]:
    """Call activities show what waits in the process they call."""
    inside: dict[str, list[Waiting]] = {}
    for one in found:
        if one.node in bundle.nodes:
            inside.setdefault(bundle.nodes[one.node].process_id, []).append(one)
    marks = {}
    for process_id in {node.process_id for node in bundle.nodes.values()}:
        try:
            shapes = picture.read(bundle.diagram(process_id)).shapes
        except NotFound:
            continue
        for shape in shapes:
            if shape.calls in inside:
                waiting = inside[shape.calls]
                count = sum(one.count for one in waiting)
                marks[shape.id] = Mark(
                    str(_("%(count)s ở trong", count=count)), max(level(w.median_at) for w in waiting)
                )
    return marks

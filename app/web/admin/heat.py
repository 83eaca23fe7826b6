"""Which versions are in use, and where their dossiers wait and how long: the diagram with numbers and colours."""

from datetime import datetime, timedelta

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.cases import moving, whereabouts
from app.cases.whereabouts import Waiting
from app.catalogue import queries as catalogue
from app.core.clock import now
from app.core.errors import NotFound
from app.core.ids import read_id
from app.engine.definitions import Definition, definition
from app.identity import units
from app.web.admin.drawings import drawn
from app.web.admin.guard import watcher
from app.web.diagram import picture
from app.web.diagram.svg import Mark
from app.web.layout.clocks import calendar_of
from app.web.layout.moments import span_words
from app.web.layout.words import day_length

LEVELS = (1, 3, 10)  # working days of the median wait: below it 1, 2, 3, else 4


def versions() -> str:
    """The versions with running dossiers."""
    watcher()
    return render_template("admin/versions.html", versions=whereabouts.versions_in_use(), age=age)


def show(version_id: int) -> str:
    """One version's heat map, as a picture and as a table, of one unit where asked. Raises NotFound."""
    watcher()
    version = catalogue.version(version_id)
    if version.definition_id is None:
        raise NotFound()
    unit_id = read_id(request.args.get("don-vi"))
    choices = units.names(whereabouts.units_waiting(version_id))
    if unit_id is not None:
        choices |= units.names([unit_id])
        if unit_id not in choices:
            raise NotFound()
    found = whereabouts.heat(version_id, unit_id)
    bundle = definition(version.definition_id)
    marks = {one.node: mark(one) for one in found} | _of_calls(bundle, found)
    return render_template(
        "admin/heat.html",
        version=version,
        found=found,
        targets=moving.targets(version_id),
        nodes=bundle.nodes,
        drawing=drawn(version.definition_id, request.args.get("quy-trinh"), marks),
        units=sorted(choices.items(), key=lambda one: one[1]["vi"]),
        unit_id=unit_id,
        median=median,
        longest=longest,
        level=level,
    )


def mark(one: Waiting) -> Mark:
    """The badge of a step: how many wait, the middle wait."""
    minutes, day = _worked(one.median_at, one.median_unit_id)
    if minutes < 60:
        said = _("dưới 1 giờ")
    elif minutes < day:
        said = ngettext("%(num)d giờ", "%(num)d giờ", minutes // 60)
    else:
        said = ngettext("%(num)d ngày", "%(num)d ngày", minutes // day)
    return Mark(f"{one.count} · {said}", level(one))


def level(one: Waiting) -> int:
    """How hot: 1 to 4."""
    minutes, day = _worked(one.median_at, one.median_unit_id)
    return 1 + sum(minutes >= days * day for days in LEVELS)


def median(one: Waiting) -> str:
    """The middle wait in working time, by the calendar of the unit where it is."""
    return worked_words(*_worked(one.median_at, one.median_unit_id))


def longest(one: Waiting) -> str:
    """The longest wait in working time."""
    return worked_words(*_worked(one.oldest_at, one.oldest_unit_id))


def worked_words(minutes: int, day: int) -> str:
    """Working time in its largest unit alone: `3 ngày làm việc`; `day` is a working day's minutes."""
    if minutes >= day:
        return str(ngettext("%(num)d ngày làm việc", "%(num)d ngày làm việc", minutes // day))
    if minutes >= 60:
        return str(ngettext("%(num)d giờ làm việc", "%(num)d giờ làm việc", minutes // 60))
    return str(_("chưa đến 1 giờ làm việc"))


def _worked(since: datetime, unit_id: int | None) -> tuple[int, int]:
    """Working minutes since then, and those of a working day."""
    calendar, here = calendar_of(unit_id), now()
    return calendar.minutes_between(since, here), day_length(here, calendar)


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
                marks[shape.id] = Mark(str(_("%(count)s ở trong", count=count)), max(level(w) for w in waiting))
    return marks

"""The inbox: queues, saved filters, the table, and acts on a selection."""

from datetime import UTC, datetime
from urllib.parse import quote

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.cases import bulk, filters, inbox
from app.cases.filters import Filters
from app.core.clock import now
from app.core.errors import N_, Invalid, Refusal
from app.core.ids import read_id
from app.identity import units
from app.identity.actor import Actor
from app.web.errors import problem_of
from app.web.formats import d
from app.web.layout.step_words import step_words
from app.web.officer import ways
from app.web.officer.guard import officer

QUEUES = {
    "mine": N_("Của tôi"),
    "available": N_("Chờ nhận"),
    "team": N_("Nhóm của tôi"),
    "done": N_("Đã xong"),
}
DUE = {
    "overdue": N_("Quá hạn"),
    "near": N_("Sắp đến hạn"),
    "today": N_("Đến hạn hôm nay"),
    "week": N_("Đến hạn trong 7 ngày"),
    "none": N_("Không có hạn"),
}
ACTS = {
    "claim": N_("Nhận việc"),
    "release": N_("Trả về hàng đợi"),
    "transfer": N_("Bàn giao và chuyển hồ sơ"),
    "assign": N_("Giao việc"),
}


def show() -> str:
    """The list that the address asks for."""
    actor = officer()
    asked = filters.read(request.args)
    page = inbox.tasks(actor, asked, request.args.get("cursor"))
    ways.remember_list(asked)
    kept = filters.saved(actor.account_id)
    counted = inbox.counts(actor, [filters.parse(one.query) for one in kept])
    return render_template(
        "officer/inbox.html",
        asked=asked,
        rows=page.rows,
        step_of=step_of,
        queues=_queues(actor, counted),
        pressing=_pressing(counted),
        saved=list(zip(kept, counted[5:], strict=True)),
        due_choices=_due_choices(asked),
        lanes=sorted({role for role, unit in actor.roles if unit is not None and role != "lead"}),
        units=_unit_choices(actor),
        procedures=inbox.procedures(actor, asked.state),
        next_url=ways.inbox_url(asked, page.next_cursor) if page.next_cursor else None,
        news_url=_news_url(asked),
        first_url=ways.inbox_url(asked) if "cursor" in request.args else None,
        url=ways.inbox_url,
        leads=actor.has("lead"),
        colleagues=colleagues(actor) if asked.state == "team" else [],
    )


def news() -> Response:
    """Whether tasks came into the list since a moment: told in a line, the list itself stays still."""
    actor = officer()
    asked = filters.read(request.args)
    try:
        since = datetime.fromisoformat(request.args.get("since", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid({"since": N_("Cần một thời điểm.")}) from None
    count = inbox.newer(actor, asked, since)
    said = ngettext("%(num)d việc mới. Tải lại để xem.", "%(num)d việc mới. Tải lại để xem.", count)
    return jsonify(said=said if count else "")


def act() -> ResponseReturnValue:
    """Does one act on the chosen tasks and tells what became of each."""
    actor = officer()
    name = request.form.get("act", "")
    try:
        done = _do(actor, name, [one for one in map(read_id, request.form.getlist("item")) if one is not None])
    except Invalid as nothing:
        flash(_(nothing.text), "error")
        return redirect(_back(), 303)
    refused = [one for one in done if one.refusal]
    if not refused:
        said = ngettext("%(act)s: %(num)d việc.", "%(act)s: %(num)d việc.", len(done), act=_(ACTS[name]))
        flash(said)
        return redirect(_back(), 303)
    page = render_template("officer/bulk.html", act=_(ACTS[name]), done=done, back=_back(), told=_told)
    return make_response(page, 200 if len(refused) < len(done) else 409)


def save_filter() -> Response:
    """Keeps the filters of the address under a name."""
    actor = officer()
    try:
        kept = filters.save(
            actor.account_id, request.form.get("name", ""), filters.parse(request.form.get("query", ""))
        )
        flash(_("Đã lưu bộ lọc “%(name)s”.", name=kept.name))
    except Invalid as refused:
        flash(" ".join(_(text) for text, _params in refused.fields.values()), "error")
    return redirect(_back(), 303)  # type: ignore[return-value]


def forget_filter(filter_id: int) -> Response:
    """Deletes one of the officer's filters."""
    filters.forget(officer().account_id, filter_id)
    flash(_("Đã xóa bộ lọc."))
    return redirect(_back(), 303)  # type: ignore[return-value]


def colleagues(actor: Actor) -> list[tuple[int, str]]:
    """Everybody who works in the units that the actor leads."""
    found = {person for unit in actor.units("lead") for person in units.officers(unit)}
    return sorted(found, key=lambda person: person[1])


def step_of(row: inbox.Row) -> str:
    """The name of a row's step; that of a done one is in its diagram, which is at hand."""
    return step_words(row.definition_id, row.node, row.step)


def _do(actor: Actor, name: str, items: list[int]) -> list[bulk.Done]:
    if name == "assign":
        to = read_id(request.form.get("to"))
        if to is None:
            raise Invalid({}, N_("Chọn người nhận việc."))
        return bulk.assign(actor, items, to)
    acts = {"claim": bulk.claim, "release": bulk.release, "transfer": bulk.transfer}
    if name not in acts:
        raise Invalid({}, N_("Chọn một thao tác trong danh sách."))
    return acts[name](actor, items)


def _back() -> str:
    """The list that the form came from; only ever an inbox of ours."""
    if request.form.get("from") == "team":
        return ways.team_url(filters.parse(request.form.get("query", "")))
    return ways.inbox_url(filters.parse(request.form["query"])) if request.form.get("query") else ways.list_url()


def _told(refusal: Refusal) -> str:
    """Why one task was refused: the faults themselves where there are some."""
    problem = problem_of(refusal)
    return " ".join(dict.fromkeys(problem.fields.values())) or problem.text


def _news_url(asked: Filters) -> str:
    return url_for("officer.news") + f"?{asked.query()}&since={quote(now().isoformat())}"


def _queues(actor: Actor, counted: list[int]) -> list[tuple[Filters, str, int | None]]:
    number = {"available": counted[0], "mine": counted[1], "team": counted[2], "done": None}
    shown = [state for state in QUEUES if state != "team" or actor.has("lead")]
    return [(Filters(state), _(QUEUES[state]), number[state]) for state in shown]


def _pressing(counted: list[int]) -> list[tuple[Filters, str, int, str]]:
    """What of the actor's own cannot wait: the list, its name, how many, the kind of clock."""
    return [
        (Filters("mine", due="overdue"), _("Của tôi, quá hạn"), counted[3], "late"),
        (Filters("mine", due="near"), _("Của tôi, sắp đến hạn"), counted[4], "near"),
    ]


def _due_choices(asked: Filters) -> list[tuple[str, str]]:
    """The ways to narrow by due moment; a single day only where the address asks for it."""
    day = [(asked.due, _("Ngày %(day)s", day=d(asked.due)))] if asked.due and asked.due not in DUE else []
    return [(key, str(_(said))) for key, said in DUE.items()] + day


def _unit_choices(actor: Actor) -> list[tuple[int, dict[str, str]]]:
    if len(actor.all_units) < 2:
        return []
    return sorted(units.names(actor.all_units).items(), key=lambda pair: pair[1]["vi"])

"""Calendars in and out as CSV and iCal. What is read shows first what it would add, change and remove.

The text that was read travels in the question, so that nothing is kept on the server meanwhile.
"""

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.cases import calendars
from app.core.errors import N_, Invalid, NotFound
from app.deadlines import editing, exchange, ical
from app.deadlines.collecting import text_of
from app.deadlines.editing import Preview
from app.deadlines.entered import Row
from app.deadlines.layers import Kind
from app.identity import units
from app.web.admin import changing
from app.web.admin.calendar_place import FIRST_YEAR, LAST_YEAR, Place, place
from app.web.admin.calendar_words import kind_words
from app.web.admin.guard import admin
from app.web.formats import d, t

FILES = {"csv": "text/csv; charset=utf-8", "ics": "text/calendar; charset=utf-8"}
LINE = "line "
_NO_FILE = N_("Chọn tệp CSV hoặc iCal, hoặc dán nội dung vào ô dưới.")
_NO_CHANGE = N_("Nội dung này giống hệt lịch đang có: không có gì để đổi.")


def show() -> str:
    """The links to take a calendar away, and the form to bring one."""
    admin()
    return _page(place(), "", {})


def download(ending: str) -> Response:
    """The days of a year as a file."""
    admin()
    where = place()
    if ending not in FILES or where.fault:
        raise NotFound
    written = ical.to_ical(where.unit_id, where.year) if ending == "ics" else exchange.to_csv(where.unit_id, where.year)
    if isinstance(written, str):
        written = written.encode("utf-8-sig")  # by its mark Excel knows the letters
    name = f"lich-{where.unit_id or 'ca-nuoc'}-{where.year}.{ending}"
    headers = {"Content-Type": FILES[ending], "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, headers=headers)


def bring() -> ResponseReturnValue:
    """Reads a calendar, shows what it would change, and changes it once that is confirmed with a reason."""
    actor, where = admin(), place()
    content = ""
    try:
        content = _content()
        if request.form.get("again"):
            return _page(where, content, {})
        rows = _rows(where, content)
        preview = editing.import_preview(where.unit_id, rows)
        if not preview.days:
            raise Invalid({"content": _NO_CHANGE})
    except Invalid as wrong:
        return make_response(_page(where, content, changing.faults_of(wrong)), 422)

    def act(reason: str) -> object:
        return editing.import_apply(where.unit_id, rows, reason=reason, actor_id=actor.account_id)

    first, last = preview.days[0], preview.days[-1]
    change = changing.Change(
        title=_("Nhập lịch này (%(unit)s)?", unit=where.name),
        effects=[],
        button=_("Nhập lịch"),
        act=act,
        touched=calendars.open_cases_touched(where.unit_id, first, last),
        back=url_for("admin.calendar", **where.args(nam=first.year)),
        groups=_groups(preview),
        carried=[("content", content)],
    )
    return changing.go_through(change, lambda faults: _page(where, content, faults))


def _content() -> str:
    file = request.files.get("file")
    data = file.read() if file else b""
    text = text_of(data or request.form.get("content", ""))
    if not text.strip():
        raise Invalid({"file": _NO_FILE})
    return text


def _rows(where: Place, content: str) -> list[Row]:
    if not content.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return exchange.read_csv(content)
    return ical.read_ical(content, Kind.AGENCY_OFF if where.unit_id else Kind.HOLIDAY)


def _groups(preview: Preview) -> list[tuple[str, list[str]]]:
    changed: list[str] = [Markup("{} → {}").format(_row(before), _what(after)) for before, after in preview.changed]
    groups = [
        (_("Thêm %(count)s ngày", count=len(preview.added)), [_row(row) for row in preview.added]),
        (_("Đổi %(count)s ngày", count=len(changed)), changed),
        (_("Bỏ %(count)s ngày không có trong tệp", count=len(preview.removed)), [_row(row) for row in preview.removed]),
    ]
    return [(title, lines) for title, lines in groups if lines]


def _row(row: Row) -> str:
    return Markup("{}: {}").format(d(row.day), _what(row))


def _what(row: Row) -> str:
    entry = row.entry
    basis = Markup('<span lang="vi">{}</span>').format(entry.legal_basis) if entry.legal_basis else ""
    said = [kind_words(entry.kind), t({"vi": entry.name, "en": entry.name_en}), basis]
    return Markup(", ").join(part for part in dict.fromkeys(said) if part)


def _page(where: Place, content: str, faults: dict[str, str]) -> str:
    """The form. Faults of lines stand at the text that was read, which can be mended there."""
    lines = [
        _("Dòng %(line)s: %(fault)s", line=name.removeprefix(LINE), fault=said)
        for name, said in faults.items()
        if name.startswith(LINE)
    ]
    return render_template(
        "admin/calendar_exchange.html",
        where=where,
        content=content,
        lines=lines,
        faults={name: said for name, said in faults.items() if not name.startswith(LINE)},
        units=units.units_of(),
        limits=(FIRST_YEAR, LAST_YEAR),
    )

"""The log of operations: what administrators and operators did, when and why."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.cases import whereabouts
from app.catalogue import queries as catalogue
from app.core.errors import N_
from app.core.ids import read_id
from app.identity import accounts, operations
from app.identity.models import Operation
from app.web.admin.csv_cells import inert
from app.web.admin.guard import watcher
from app.web.formats import d, dt
from app.web.layout.step_words import step_words

PAGE = 50
STRIDE, MOST = 1000, 20_000  # lines read at once, and in a table to keep
_NAMED = {
    "role": "%s", "to": "→ %s", "from": "%s", "why": "%s", "node": "%s", "username": "%s",
    "draft": N_("bản thảo %s"), "number": N_("phiên bản %s"), "day": N_("hiệu lực từ %s"), "files": "%s",
    "how": "%s", "same": N_("giống hệt phiên bản %s, không có gì mới"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is wanted, as the address says it. `day` and `number` as typed, `case_id` None for no such
    dossier; what cannot be read asks for nothing."""

    kind: str
    person: int | None
    number: str
    case_id: int | None
    day: str

    def lines(self, before: int | None, limit: int) -> Sequence[Operation]:
        """The lines, newest first; none of a dossier that is not there."""
        if self.number and self.case_id is None:
            return []
        return operations.lines(
            kind=self.kind or None,
            actor_id=self.person,
            case_id=self.case_id,
            day=_day(self.day),
            before=before,
            limit=limit,
        )

    def address(self) -> dict[str, Any]:
        """The same, for a link."""
        return {"kind": self.kind or None, "nguoi": self.person, "ma": self.number or None, "ngay": self.day or None}


def show() -> str:
    """The newest first; of one kind, person, dossier or day where asked."""
    watcher()
    asked, before = _asked(), read_id(request.args.get("truoc"))
    lines = asked.lines(before, PAGE)
    names = accounts.names([*operations.people(), *(line.actor_id for line in lines)])
    more = url_for("admin.operation_log", **asked.address(), truoc=lines[-1].id) if len(lines) == PAGE else None
    return render_template(
        "admin/operation_log.html",
        lines=lines,
        names=names,
        numbers=whereabouts.numbers(line.case_id for line in lines),
        kinds=[(key, _(said)) for key, said in operations.KINDS.items()],
        asked=asked,
        words=operations.KINDS,
        outcomes=operations.OUTCOMES,
        said_of=said_of,
        table=url_for("admin.operation_table", **asked.address()),
        after=more,
        first=url_for("admin.operation_log", **asked.address()) if before else None,
    )


def download() -> Response:
    """What was asked for as CSV, at most MOST lines, newest first."""
    watcher()
    asked, text, before, left = _asked(), io.StringIO(), None, MOST
    table = csv.writer(text)
    table.writerow([_("Lúc"), _("Ai"), _("Việc"), _("Hồ sơ"), _("Với"), _("Lý do"), _("Kết quả")])
    while left and (lines := asked.lines(before, min(STRIDE, left))):
        names = accounts.names(line.actor_id for line in lines)
        numbers = whereabouts.numbers(line.case_id for line in lines)
        for line in lines:
            who = names.get(line.actor_id or 0) or _("hệ thống")
            about = [_(operations.KINDS[line.kind]), numbers.get(line.case_id or 0, ""), said_of(line), line.reason]
            table.writerow(map(inert, [dt(line.at), who, *about, _(operations.OUTCOMES[line.outcome])]))
        before, left = lines[-1].id, left - len(lines)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="nhat-ky-van-hanh.csv"',
    }
    return Response(text.getvalue().encode("utf-8-sig"), headers=headers)  # by its mark Excel knows the letters


def _asked() -> Asked:
    kind, number = request.args.get("kind", ""), request.args.get("ma", "").strip()[:60]
    day = request.args.get("ngay", "")
    return Asked(
        kind=kind if kind in operations.KINDS else "",
        person=read_id(request.args.get("nguoi")),
        number=number,
        case_id=whereabouts.by_number(number) if number else None,
        day=day if _day(day) else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def said_of(line: Operation) -> str:
    """What else a line says, in a few words."""
    detail = line.detail or {}
    parts = [
        line.subject,
        *(_(pattern) % _shown(line, name, detail[name]) for name, pattern in _NAMED.items() if detail.get(name)),
    ]
    return " · ".join(part for part in parts if part)


def _shown(line: Operation, name: str, value: Any) -> Any:
    if name == "node" and line.version_id is not None:
        return step_words(catalogue.version(line.version_id).definition_id, str(value))
    return d(date.fromisoformat(value)) if name == "day" else value

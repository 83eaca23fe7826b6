"""The log of operations: what administrators and operators did, when and why."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.cases import whereabouts
from app.core.errors import N_
from app.core.ids import read_id
from app.identity import accounts, operations
from app.identity.models import Operation
from app.web.admin.guard import watcher
from app.web.formats import d

PAGE = 50
_NAMED = {
    "role": "%s", "to": "→ %s", "from": "%s", "why": "%s", "node": "%s", "username": "%s",
    "draft": N_("bản thảo %s"), "number": N_("phiên bản %s"), "day": N_("hiệu lực từ %s"), "files": "%s",
    "how": "%s", "same": N_("giống hệt phiên bản %s, không có gì mới"),
}  # fmt: skip


def show() -> str:
    """The newest first; of one kind or person where asked."""
    watcher()
    kind = request.args.get("kind", "")
    kind = kind if kind in operations.KINDS else ""
    person, before = read_id(request.args.get("nguoi")), read_id(request.args.get("truoc"))
    lines = operations.lines(kind=kind or None, actor_id=person, before=before, limit=PAGE)
    names = accounts.names([*operations.people(), *(line.actor_id for line in lines)])
    asked: dict[str, Any] = {"kind": kind or None, "nguoi": person}
    more = url_for("admin.operation_log", **asked, truoc=lines[-1].id) if len(lines) == PAGE else None
    return render_template(
        "admin/operation_log.html",
        lines=lines,
        names=names,
        numbers=whereabouts.numbers(line.case_id for line in lines),
        kinds=[(key, _(said)) for key, said in operations.KINDS.items()],
        kind=kind,
        person=person,
        words=operations.KINDS,
        outcomes=operations.OUTCOMES,
        said_of=said_of,
        after=more,
        first=url_for("admin.operation_log", **asked) if before else None,
    )


def said_of(line: Operation) -> str:
    """What else a line says, in a few words."""
    detail = line.detail or {}
    parts = [
        line.subject,
        *(_(pattern) % _shown(name, detail[name]) for name, pattern in _NAMED.items() if detail.get(name)),
    ]
    return " · ".join(part for part in parts if part)


def _shown(name: str, value: Any) -> Any:
    return d(date.fromisoformat(value)) if name == "day" else value

"""Where a dossier stands beside its process: what the steps of a process may change of it, so that it can be put back.

Each move of a process notes in its journal line what it changed, as it was before: `undo`, and the instance's version
after it: `move`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.cases.models import Case

FIELDS = (
    "status", "status_before", "receiving_unit_id", "competent_unit_id", "handler_id", "financial", "delivery",
    "decision", "fee_vnd", "term", "submitted_at", "received_at", "resolved_at", "closed_at", "due_at", "supplements",
)  # fmt: skip
CLOCKS = frozenset({"due_at"})  # the legal clock's own: it is put back there
MOVE, UNDO = "move", "undo"


def of(case: Case) -> dict[str, Any]:
    """The dossier's footing now."""
    return {name: getattr(case, name) for name in FIELDS}


def noted(case: Case, was: Mapping[str, Any], version: int) -> dict[str, Any]:
    """What a move's journal line says of it, for `sending_back`."""
    changed = {name: _plain(was[name]) for name in FIELDS if was[name] != getattr(case, name)}
    return {MOVE: version, UNDO: changed} if changed else {MOVE: version}


def put_back(case: Case, undo: Mapping[str, Any]) -> None:
    """Gives the dossier the values noted, those of its clock excepted."""
    for name, value in undo.items():
        if name in FIELDS and name not in CLOCKS:
            setattr(case, name, _moment(value) if name.endswith("_at") else value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None

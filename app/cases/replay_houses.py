"""What the house answered to service tasks while a dossier went its way, read backwards from what its journal notes."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.cases import footing
from app.cases.models import Case, JournalLine

_SETTLED = frozenset({"PAID", "EXEMPT"})
_PAID_BEFORE = frozenset({"PAID", "REFUND"})  # after money came, it was owed before


def answers(case: Case, lines: Sequence[JournalLine]) -> dict[int, dict[str, Any]]:
    """By the id of each line: what the fee was and whether it was settled once that had happened."""
    now = {"fee_vnd": case.fee_vnd, "financial": case.financial}
    found: dict[int, dict[str, Any]] = {}
    for line in reversed(lines):
        found[line.id] = {
            "cases.calculate_fee": {"fee_vnd": now["fee_vnd"]},
            "payments.status": {"paid": now["financial"] in _SETTLED},
        }
        if line.kind == "payment" and now["financial"] in _PAID_BEFORE:
            now["financial"] = "DUE"
        undo: Mapping[str, Any] = (line.detail or {}).get(footing.UNDO, {})
        now |= {name: undo[name] for name in now if name in undo}
    return found

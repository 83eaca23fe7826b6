"""The ledger of a clock: every start, wait, restart, pause, extension, recount and stop. Lines are only ever added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.core.clock import now
from app.core.db import run, session, table_of
from app.deadlines.counting import Fact, Kind
from app.deadlines.models import LedgerLine

PROMISED = "promised"  # what `detail` says of an EXTEND: the moment of the letter
UNDONE = "undone"  # what `detail` says of an UNDONE: the ids of the lines that count no more
_WRITE = insert(table_of(LedgerLine)).inline()
_REASON, _BASIS = 1000, 300  # columns' sizes


@dataclass(frozen=True, slots=True)
class Said:
    """What people said with a change of a clock: why, on what legal basis, who (None: the system), and what else."""

    reason: str = ""
    legal_basis: str = ""
    actor_id: int | None = None
    detail: dict[str, Any] | None = None


def write(case_id: int, kind: Kind, at: datetime, before: datetime | None, after: datetime | None, said: Said) -> None:
    """Adds one line: what happened `at` a moment, and the due moment before and after it."""
    line = {
        "case_id": case_id,
        "kind": kind.value,
        "at": at,
        "written_at": now(),
        "actor_id": said.actor_id,
        "due_before": before,
        "due_after": after,
        "reason": said.reason[:_REASON],
        "legal_basis": said.legal_basis[:_BASIS],
        "detail": said.detail,
    }
    run(_WRITE, line)


def lines(case_id: int) -> list[LedgerLine]:
    """All lines of a dossier's clock, in the order in which they were written."""
    return list(session().scalars(select(LedgerLine).where(LedgerLine.case_id == case_id).order_by(LedgerLine.id)))


def facts(written: Iterable[LedgerLine], term: str) -> list[Fact]:
    """The facts that the lines of a clock of this term tell, to be folded. A recount is none: it only reads the others
    by another calendar; nor is what was undone."""
    return [_fact(line, term) for line in standing(written) if line.kind != Kind.RECOUNT]


def standing(written: Iterable[LedgerLine]) -> list[LedgerLine]:
    """The lines that count: neither undone nor saying that others are."""
    known = list(written)
    undone = {line_id for line in known for line_id in (line.detail or {}).get(UNDONE, ())}
    return [line for line in known if line.id not in undone and line.kind != Kind.UNDONE]


def _fact(line: LedgerLine, term: str) -> Fact:
    detail = line.detail or {}
    promised = datetime.fromisoformat(detail[PROMISED]) if PROMISED in detail else None
    return Fact(line.kind, line.at, term, promised, line.legal_basis)

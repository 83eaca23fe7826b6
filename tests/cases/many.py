"""Many running dossiers at the same place: one is walked there, the others are copies of its rows."""

from typing import Any

from sqlalchemy import func, insert, select

from app.cases.models import Case
from app.core.db import run, session, table_of, transaction
from app.deadlines.models import LedgerLine, LegalClock, Watch
from app.engine.models import Instance, Snapshot, Subscription, Timer, WorkItem

HANGING = (WorkItem, Timer, Subscription, Snapshot, LegalClock, LedgerLine, Watch)  # on the dossier or its process


def copies(case_id: int, count: int) -> list[int]:
    """The ids of so many more dossiers like it; each may be moved by itself."""
    with transaction():
        own = run(select(table_of(Case)).where(table_of(Case).c.id == case_id)).one()._asdict()
        first_case, first_instance = _next(Case), _next(Instance)
        pairs = [(first_case + n, first_instance + n) for n in range(count)]
        _copy(Instance, "id", own["instance_id"], [{"id": i, "subject_id": c} for c, i in pairs])
        code = own["code"] or ""
        named = [
            {"id": c, "instance_id": i, "number": f"X{c}", "code": f"{code}-{c}" if code else None} for c, i in pairs
        ]
        _copy(Case, "id", case_id, named)
        for model in HANGING:
            _copy_hanging(model, case_id, own["instance_id"], pairs)
        for numbered in (Case, Instance):
            _advance(numbered)
    return [c for c, _ in pairs]


def _copy_hanging(model: Any, case_id: int, instance_id: int, pairs: list[tuple[int, int]]) -> None:
    names = table_of(model).c.keys()
    of_case = next((name for name in ("subject_id", "case_id") if name in names), None)
    own = [
        ({of_case: case} if of_case else {}) | ({"instance_id": instance} if "instance_id" in names else {})
        for case, instance in pairs
    ]
    _copy(model, of_case or "instance_id", case_id if of_case else instance_id, own)


def _copy(model: Any, name: str, value: int, changes: list[dict[str, Any]]) -> None:
    table = table_of(model)
    for row in run(select(table).where(table.c[name] == value)).all():
        kept = {column: held for column, held in row._asdict().items() if column != "id"}
        run(insert(table), [kept | change for change in changes])


def _next(model: Any) -> int:
    return int(session().scalar(select(func.max(model.id))) or 0) + 1


def _advance(model: Any) -> None:
    if session().get_bind().dialect.name == "postgresql":
        sequence = f"{table_of(model).name}_id_seq"
        session().scalar(select(func.setval(sequence, select(func.max(model.id)).scalar_subquery())))

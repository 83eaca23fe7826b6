"""Real dossiers that wait for a timer or a watch: one is walked, the others are copies of its rows.

Those of `waiting` wait for the citizen to confirm the receipt of a result; after seven days the timer does it: one
journal line, one message, the process ends. Those of `handled` are being examined, with the watches of a legal clock.
"""

from sqlalchemy import func, insert, select, update

from app.cases.models import Case
from app.core.db import run, session, table_of, transaction
from app.deadlines.models import LedgerLine, LegalClock, Watch
from app.engine.models import Instance, Subscription, Timer, WorkItem
from tests.cases import walking as walk

HANGING = (WorkItem, Timer, Subscription, LegalClock, LedgerLine, Watch)  # on the dossier, beside its process
CONFIRM = "confirm_receipt"


def handled(settings) -> int:
    """A dossier that the specialist examines."""
    case_id = walk.submit("2.000635", settings, channel_out="ONLINE")
    walk.do(case_id, "check_dossier", "desk", "complete")
    walk.settle_fee(case_id)
    walk.do(case_id, "hand_over", "desk")
    walk.do(case_id, "take_over", "specialist")
    return case_id


def waiting(settings) -> int:
    """A dossier whose citizen is to confirm the receipt."""
    case_id = handled(settings)
    for node, who, *outcome in (
        ("examine", "specialist", "approve"),
        ("approve_result", "leader", "sign"),
        ("issue_result", "clerk"),
    ):
        walk.do(case_id, node, who, *outcome)
    walk.settle_fee(case_id)
    assert [item.node for item in walk.items(case_id)] == [CONFIRM]
    return case_id


def copies(case_id: int, count: int) -> list[int]:
    """The ids of `count` more dossiers like it; each may be moved by itself."""
    with transaction():
        first_case, first_instance = (session().scalar(select(func.max(of.id))) + 1 for of in (Case, Instance))
        pairs = [(first_case + n, first_instance + n) for n in range(count)]
        own = run(select(table_of(Case)).where(Case.id == case_id)).one()._asdict()
        _copy(Instance, Instance.subject_id == case_id, [{"id": i, "subject_id": c} for c, i in pairs])
        named = [{"id": c, "instance_id": i, "number": f"B{c}", "code": f"{own['code']}-{c}"} for c, i in pairs]
        _copy(Case, Case.id == case_id, named)
        for table in HANGING:
            names = table_of(table).c.keys()
            of_case = "subject_id" if "subject_id" in names else "case_id"
            changed = [{of_case: c} | ({"instance_id": i} if "instance_id" in names else {}) for c, i in pairs]
            _copy(table, getattr(table, of_case) == case_id, changed)
        _advance_sequences()
    return [c for c, _ in pairs]


def _copy(table, where, changes) -> None:
    for row in run(select(table_of(table)).where(where)).all():
        kept = {name: value for name, value in row._asdict().items() if name != "id"}
        run(insert(table_of(table)), [kept | change for change in changes])


def _advance_sequences() -> None:
    if session().get_bind().dialect.name == "postgresql":
        for table in (Case, Instance):
            name = table_of(table).name
            session().scalar(select(func.setval(f"{name}_id_seq", select(func.max(table.id)).scalar_subquery())))


def spoil(case_id: int) -> None:
    """Makes a dossier's process one that no step can load."""
    with transaction():
        session().execute(update(Instance).where(Instance.subject_id == case_id).values(state=b"spoilt"))


def counted(model, where) -> dict[int, int]:
    """How many rows per dossier."""
    of_case = model.case_id if hasattr(model, "case_id") else model.subject_id
    with transaction(writes=False):
        return dict(session().execute(select(of_case, func.count()).where(where).group_by(of_case)).all())

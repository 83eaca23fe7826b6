"""Walking a dossier through its tasks in tests: whose task is open, and completing it with good answers."""

from typing import Any

from sqlalchemy import select

from app.cases import progress, submission
from app.cases.models import Case
from app.core.db import session, transaction
from app.documents.intake import take_in
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.identity.actors import actor_of_username
from app.identity.units import by_code
from app.notifications.models import Message

PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\nxref\n0 1\ntrailer\n<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"


def who(username: str) -> Actor:
    with transaction():
        found = actor_of_username(username)
    assert found is not None
    return found


def unit_id(code: str) -> int:
    with transaction():
        found = by_code(code)
    assert found is not None
    return found.id


def items(case_id: int) -> list[WorkItem]:
    with transaction():
        return list(session().scalars(select(WorkItem).where(WorkItem.subject_id == case_id).order_by(WorkItem.id)))


def item(case_id: int, node: str) -> WorkItem:
    found = [one for one in items(case_id) if one.node == node]
    assert found, f"no open task {node}; open are {[one.node for one in items(case_id)]}"
    return found[0]


def case(case_id: int) -> Case:
    with transaction():
        return session().get_one(Case, case_id, populate_existing=True)


def begin(code: str, username: str = "citizen") -> int:
    with transaction():
        return submission.start(who(username), code).id


def do(case_id: int, node: str, username: str, outcome: str | None = None, **answers: Any) -> None:
    with transaction():
        progress.complete_task(who(username), item(case_id, node).id, answers, outcome=outcome)


def attach(case_id: int, component: str, settings: Any, username: str = "citizen") -> None:
    with transaction():
        take_in(case_id, component, "giay-to.pdf", PDF, who(username).account_id, settings)


def last_code() -> str:
    with transaction():
        found = session().scalars(select(Message).where(Message.secret).order_by(Message.id.desc())).first()
        assert found is not None
        return str(found.params["code"])


def confirmation(case_id: int, username: str = "citizen") -> str:
    with transaction():
        submission.send_confirmation_code(who(username), case_id)
    return last_code()

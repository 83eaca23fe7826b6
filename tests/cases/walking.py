"""Walking a dossier through its tasks in tests: whose task is open, and completing it with good answers."""

from typing import Any

from sqlalchemy import select

from app.cases import progress, submission, task_forms
from app.cases.components import papers
from app.cases.models import Case
from app.core.db import session, transaction
from app.documents.intake import take_in
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.identity.actors import actor_of_username
from app.identity.units import by_code
from app.notifications.models import Message
from tests.cases.filling import good_answers

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
    """Completes the open task `node` with good answers, those given in their places."""
    actor = who(username)
    waiting = item(case_id, node)
    with transaction():
        given = _good(waiting, outcome, answers)
        progress.complete_task(actor, waiting.id, given, outcome=outcome)


def do_exactly(case_id: int, node: str, username: str, outcome: str | None = None, **answers: Any) -> None:
    """Completes the open task `node` with just these answers."""
    with transaction():
        progress.complete_task(who(username), item(case_id, node).id, answers, outcome=outcome)


def _good(waiting: WorkItem, outcome: str | None, answers: dict[str, Any]) -> dict[str, Any]:
    of = session().get_one(Case, waiting.subject_id)
    form = task_forms.form_of(waiting, of)
    if form is None:
        return answers
    made = good_answers(form, task_forms.options(form, of), outcome, **answers)
    return {**made, **answers}


def attach(case_id: int, component: str, settings: Any, username: str = "citizen") -> None:
    with transaction():
        take_in(case_id, component, "giay-to.pdf", PDF, who(username).account_id, settings)


def attach_all(case_id: int, settings: Any, username: str = "citizen") -> None:
    """A file for each paper that must come as one."""
    with transaction():
        asked = [paper.key for paper in papers(session().get_one(Case, case_id)) if paper.missing]
    for component in asked:
        attach(case_id, component, settings, username)


def submit(code: str, settings: Any, unit: str = "xa-tan-phu", username: str = "citizen", **wanted: Any) -> int:
    """Files a dossier at a unit up to its submission; `wanted` are answers of the steps by field name."""
    case_id = begin(code, username)
    wanted = {"channel_out": "DESK", "unit": str(unit_id(unit)), **wanted}
    for _ in range(10):
        waiting = items(case_id)[0]
        if waiting.node == "check_dossier":
            return case_id
        _file_step(case_id, waiting, settings, username, wanted)
    raise AssertionError("the filing did not come to its end")


def _file_step(case_id: int, waiting: WorkItem, settings: Any, username: str, wanted: dict[str, Any]) -> None:
    if waiting.node == "attach_components":
        attach_all(case_id, settings, username)
    if waiting.node == "check_and_submit":
        do(case_id, waiting.node, username, "submit", confirmation_code=confirmation(case_id, username))
        return
    if waiting.node == "choose_payment":
        wanted = {"payment_method": "DESK", **wanted}
    with transaction():
        form = task_forms.form_of(waiting, session().get_one(Case, case_id))
    names = {field.name for field in form.fields} if form else set()
    do(case_id, waiting.node, username, "next", **{name: wanted[name] for name in names & wanted.keys()})


def settle_fee(case_id: int) -> None:
    """The desk takes the fee where a step waits for it."""
    for waiting in items(case_id):
        if waiting.node in ("collect_fee", "collect_fee_at_return"):
            do(case_id, waiting.node, "desk", amount=case(case_id).fee_vnd)


def last_code() -> str:
    with transaction():
        found = session().scalars(select(Message).where(Message.secret).order_by(Message.id.desc())).first()
        assert found is not None
        return str(found.params["code"])


def confirmation(case_id: int, username: str = "citizen") -> str:
    with transaction():
        submission.send_confirmation_code(who(username), case_id)
    return last_code()

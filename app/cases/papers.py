"""Changing a dossier's papers and answers from the citizen's side.

The citizen may supplement or change only while the dossier awaits reception or a supplement (and while it is a
draft); never at another time.
"""

from typing import Any

from sqlalchemy import select

from app.cases import access, answers, journal, task_forms
from app.cases.components import papers
from app.cases.models import Case
from app.cases.settling import settle_application
from app.cases.status import CITIZEN_MAY_CHANGE, Status
from app.core.config import Settings
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound
from app.documents import intake, removal
from app.documents import queries as documents
from app.documents.models import Document
from app.forms.answers import check
from app.identity.actor import Actor

MOST_FILES = 60
OTHER = "other"
APPLICATION = "fill_application"


class NoChangeNow(Conflict):
    """The dossier is with the officers; nothing may be changed."""

    message = N_("Hồ sơ chỉ được bổ sung, sửa đổi khi đang chờ tiếp nhận hoặc chờ bổ sung.")


def may_change(case: Case) -> bool:
    """Whether the citizen may add, remove or change anything now."""
    return case.status in CITIZEN_MAY_CHANGE


def add(actor: Actor, case_id: int, component: str, filename: str, data: bytes, settings: Settings) -> Document:
    """Adds a file to one's own dossier for a required paper (or `other`).

    Raises NotFound, NoChangeNow, Invalid at `papers.<component>` when the file cannot be taken.
    """
    case = _open(actor, case_id)
    if component != OTHER and component not in {paper.key for paper in papers(case)}:
        raise NotFound()
    if len(documents.of_case(case.id)) >= MOST_FILES:
        raise Invalid({f"papers.{component}": N_("Hồ sơ đã có quá nhiều tệp. Bỏ bớt tệp không cần rồi thử lại.")})
    document = intake.take_in(case.id, component, filename, data, actor.account_id, settings)
    journal.write(case.id, "document_added", actor.account_id, None, {"document": document.id, "component": component})
    return document


def remove(actor: Actor, case_id: int, document_id: int) -> Document:
    """Takes a file out of one's own dossier; its row stays. Raises NotFound, NoChangeNow."""
    case = _open(actor, case_id)
    document = removal.remove(case.id, document_id)
    journal.write(case.id, "document_removed", actor.account_id, None, {"document": document.id})
    return document


def amend(actor: Actor, case_id: int, given: dict[str, Any]) -> None:
    """Corrects the application of a dossier that awaits reception or a supplement. What decided its way so far stays.

    Raises NotFound, NoChangeNow, Invalid per field.
    """
    case = _open(actor, case_id)
    if case.status == Status.DRAFT:
        raise NoChangeNow()
    form = task_forms.node_form(case, APPLICATION)
    outcome = form.outcomes.options[0].value if form.outcomes else None
    before = answers.latest(case.id).get(APPLICATION, {})
    options = task_forms.options(form, case)
    checked = check(form, given, outcome=outcome, options=options)
    decided = check(form, before, outcome=outcome, options=options).variables
    fixed = N_("Mục này quyết định cách xử lý nên không sửa được nữa. Muốn đổi, hãy rút hồ sơ và nộp lại.")
    changed = [name for name, value in checked.variables.items() if decided.get(name) != value]
    if changed:
        raise Invalid({field.name: fixed for field in form.fields if field.variable in changed})
    answers.record(case.id, APPLICATION, APPLICATION, checked.data, actor.account_id)
    settle_application(case)
    journal.write(case.id, "amended", actor.account_id, APPLICATION)


def _open(actor: Actor, case_id: int) -> Case:
    case = access.must_own(actor, session().scalar(select(Case).where(Case.id == case_id).with_for_update()))
    if not may_change(case):
        raise NoChangeNow()
    return case

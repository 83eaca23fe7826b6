"""Completing a step in somebody's place, so that a dossier goes on: only where its diagram says so (`operator` =
`complete` on the user task), never a decision, a statement or a signature (`standing_in`).
"""

from typing import Any

from app.cases import answers, footing, operating, progress, standing_in, task_forms
from app.cases.host import CaseHost
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound
from app.engine import runtime, work_items
from app.engine.definitions import definition
from app.engine.models import WorkItem
from app.forms.answers import Checked, check
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import About


class NotForOperators(Conflict):
    """The diagram does not allow it, or the step is a decision, a signature or the citizen's own."""

    message = N_("Bước này phải do đúng người có thẩm quyền làm; quản trị không làm thay được.")


class NeedsAnswers(Conflict):
    """Something has to be stated that only who does the work knows."""

    message = N_("Bước này có mục bắt buộc phải khai, chỉ người làm việc đó mới khai được.")


def forwardable(case: Case) -> list[tuple[int, str]]:
    """The open steps that an operator may complete: (id, name)."""
    return [(item.id, item.name) for item in work_items.waiting(case.id) if _allowed(case, item)]


def forward(case_id: int, item_id: int, reason: str, actor: Actor) -> Case:
    """Completes it without answers. Raises NotFound, NotForOperators, NeedsAnswers, progress.Suspended."""
    said, case = operations.reason_of(reason), operating.operated(case_id, actor)
    item = session().get(WorkItem, item_id, with_for_update=True)
    if item is None or item.subject_id != case.id:
        raise NotFound()
    if case.suspended_at is not None:
        raise progress.Suspended()
    checked = _checked(case, item)
    was, detail = footing.of(case), {"reason": said, "node": item.node}
    if item.form_key:
        answers.record(case.id, item.node, item.form_key, checked.data, actor.account_id)
    node = item.node

    def complete(_instance: int, _host: Any) -> runtime.Progress:
        nobody = CaseHost(case, None)  # whoever operates becomes nobody's handler
        return runtime.complete(item, nobody, checked.variables, actor.account_id, "*forwarded")

    progress.operate(case, "forwarded", actor, detail, complete, was)
    operations.write("forward", actor.account_id, About(case.id, case.version_id), said, {"node": node})
    return case


def _checked(case: Case, item: WorkItem) -> Checked:
    """No answers, checked like any. Raises NotForOperators, NeedsAnswers."""
    if not _allowed(case, item):
        raise NotForOperators()
    form = task_forms.form_of(item, case)
    if form is None:
        return Checked({}, {}, None)
    try:
        return check(form, {}, outcome=standing_in.only_outcome(form), options=task_forms.options(form, case))
    except Invalid:
        raise NeedsAnswers() from None


def _allowed(case: Case, item: WorkItem | work_items.Item) -> bool:
    definition_id = catalogue.version(case.version_id).definition_id
    node = definition(definition_id).nodes.get(item.node) if definition_id else None
    return node is not None and standing_in.may_stand_in(node, item.role, task_forms.form_of(item, case))

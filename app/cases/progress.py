"""The one door: every move of every dossier goes through here.

One act is one transaction: the dossier is locked, the answers checked and kept, the process moved, the journal line
written. A step that fails leaves nothing behind but an incident.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from app.cases import access, answers, clockwork, footing, journal, task_checks, task_forms
from app.cases.failing import guarded
from app.cases.host import CaseHost
from app.cases.models import Case, Draft
from app.cases.status import WITHDRAWABLE, Status
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound
from app.engine import incidents, overdue, runtime
from app.engine.models import Instance, Timer, WorkItem, WorkItemDone
from app.engine.runtime import Progress
from app.engine.writing import BEFORE, Before
from app.forms.answers import Checked, check
from app.forms.definition import Form
from app.identity.actor import Actor
from app.identity.models import Account

DECIDES_WITHDRAWAL = "decide_withdrawal"
SYSTEM = {"vi": "hệ thống", "en": "the system"}


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act did: the dossier as it is now and the progress of its process."""

    case: Case
    progress: Progress


class AlreadyDone(Conflict):
    """Somebody was faster, or the same press came twice."""

    message = N_("Việc này đã được %(who)s hoàn thành lúc %(when)s. Hồ sơ đã sang bước tiếp theo.")

    def __init__(self, done: WorkItemDone, who: str | Mapping[str, str]) -> None:
        super().__init__(who=who, when=done.done_at)
        self.case_id = done.subject_id
        self.actor_id = done.actor_id
        self.outcome = done.outcome
        self.done_at: datetime = done.done_at


class TimerLost(RuntimeError):
    """A timer's row is due and its process waits for no such timer: the rows have drifted from the state."""


class Suspended(Conflict):
    """An administrator holds the dossier while something is put right."""

    message = N_("Hồ sơ đang tạm ngưng để khắc phục kỹ thuật nên chưa làm tiếp được. Thời hạn vẫn tính.")


class WithdrawalPending(Conflict):
    """The citizen has asked to withdraw; that is decided first."""

    message = N_("Công dân đã yêu cầu rút hồ sơ. Quyết định yêu cầu đó trước khi xử lý tiếp.")


def start(case: Case, definition_id: int, variables: dict[str, Any], actor: Actor) -> Moved:
    """Begins the process of a new dossier."""
    progress = runtime.start(definition_id, case.id, CaseHost(case, actor.account_id), variables)
    case.instance_id = progress.instance_id
    journal.write(case.id, "created", actor.account_id)
    return Moved(case, progress)


def complete_task(actor: Actor, item_id: int, given: dict[str, Any], *, outcome: str | None = None) -> Moved:
    """Completes a task with the answers as given (nested, unchecked) and the outcome chosen.

    Raises NotFound for a task that is not this person's, AlreadyDone when it is done, Forbidden when another holds
    it, Invalid with a message per field, WithdrawalPending while a withdrawal is to be decided.
    """
    item, case, has_draft, before = _locked(actor, item_id)
    access.must_act(actor, item, case)
    if case.status == Status.WITHDRAWAL_REQUESTED and item.node != DECIDES_WITHDRAWAL:
        raise WithdrawalPending()
    form = task_forms.form_of(item, case)
    checked, typed = _check(form, case, given, outcome)
    kept_as = task_forms.draft_key(item, case)
    if has_draft or kept_as != item.node:
        answers.drop_draft(case.id, kept_as)
    if form is not None and _steps_back(form, checked.outcome):
        answers.keep_draft(case.id, item.node, typed, actor.account_id)
    elif item.form_key:
        answers.record(case.id, item.node, item.form_key, checked.data, actor.account_id)
    return _complete(case, item, checked, actor.account_id, before)


def _complete(
    case: Case, item: WorkItem, checked: Checked, actor_id: int | None, before: Before | None = None
) -> Moved:
    if case.suspended_at is not None:
        raise Suspended()
    host, was = CaseHost(case, actor_id), footing.of(case)
    act = {
        "kind": "complete",
        "item": item.id,
        "actor": actor_id,
        "form": item.form_key,
        "data": checked.data,
        "variables": checked.variables,
        "outcome": checked.outcome,
    }
    progress = guarded(
        case,
        item.node,
        act,
        lambda: runtime.complete(item, host, checked.variables, actor_id, checked.outcome, before=before),
    )
    said = {"outcome": checked.outcome, **task_checks.noted(checked)} if checked.outcome else {}
    journal.write(case.id, "completed", actor_id, item.node, said | footing.noted(case, was, progress.version))
    return Moved(case, progress)


def receive(
    case_id: int, message: str, payload: dict[str, Any], actor_id: int | None = None, *, noted: str = "message"
) -> Moved:
    """Hands a message from elsewhere (`paid`) to the dossier's process, `noted` being its kind of journal line.

    Raises NobodyWaits when the process waits for none.
    """
    case = _lock(case_id)
    host, was = CaseHost(case, actor_id), footing.of(case)
    act = {"kind": "receive", "message": message, "payload": payload, "actor": actor_id}
    progress = guarded(
        case, message, act, lambda: runtime.send(_instance(case), message, payload, host, at=case.suspended_at)
    )
    journal.write(case.id, noted, actor_id, message, footing.noted(case, was, progress.version))
    return Moved(case, progress)


def withdraw(actor: Actor, case_id: int, reason: str) -> Moved:
    """The citizen asks to withdraw a submitted dossier; the desk decides. Allowed until it is resolved.

    Raises NotFound unless it is their own, Invalid without a reason, Conflict when it is too late.
    """
    case = access.must_own(actor, _lock(case_id))
    text = " ".join(reason.split())
    if not 1 <= len(text) <= 1000:
        raise Invalid({"reason": N_("Nêu lý do rút hồ sơ, không quá 1.000 ký tự.")})
    if case.status not in WITHDRAWABLE:
        raise Conflict(N_("Hồ sơ ở trạng thái này không còn rút được nữa."))
    host, was = CaseHost(case, actor.account_id), footing.of(case)
    act = {"kind": "receive", "message": "withdraw", "payload": {}, "actor": actor.account_id}
    progress = guarded(
        case, "withdraw", act, lambda: runtime.send(_instance(case), "withdraw", {}, host, at=case.suspended_at)
    )
    noted = {"reason": text, **footing.noted(case, was, progress.version)}
    journal.write(case.id, "withdraw", actor.account_id, None, noted)
    return Moved(case, progress)


def fire_timers(case_id: int) -> Moved:
    """Lets every due timer of the dossier's process fire; nothing is written when none is due."""
    case = _lock(case_id)
    if case.suspended_at is not None:
        raise Suspended()
    was = footing.of(case)
    progress = runtime.fire_timers(_instance(case), CaseHost(case, None))
    if progress.moved:
        journal.write(case.id, "timer", None, None, footing.noted(case, was, progress.version))
    return Moved(case, progress)


def fire_timer(timer_id: int, at: datetime) -> bool:
    """Fires a timer that is due at `at`, and what else is due in its dossier. A failure is the caller's to count.

    False when another process has the dossier, it is suspended, or the timer is gone or put off. Raises TimerLost when
    the process knows no such timer.
    """
    row = session().execute(_DUE, {"timer": timer_id, "at": at}).first()
    if row is None:
        return False
    case, tries, *instance = row
    before, was = Before(*instance), footing.of(case)
    progress = runtime.fire_timers(before.id, CaseHost(case, None), at, before=before)
    if not progress.moved:
        if overdue.is_due(timer_id, at):  # else somebody fired it before the lock was ours
            raise TimerLost(timer_id)
        return False
    journal.write(case.id, "timer", None, None, footing.noted(case, was, progress.version))
    if tries:
        incidents.settle(before.id, incidents.TIMER)
    return True


def retry(incident_id: int, actor: Actor) -> Moved:
    """Tries the act of an incident once more, as the person who did it first, and resolves it when it goes through.

    Raises NotFound for an unknown or resolved incident, Conflict when the dossier has moved on, StepFailed again.
    """
    incident = incidents.incident(incident_id)
    case = _lock(incident.subject_id)
    act = dict(incident.act)
    moved = _repeat(case, act)
    incidents.resolve(incident_id)
    journal.write(case.id, "retried", actor.account_id, incident.node)
    return moved


def operate(
    case: Case,
    kind: str,
    actor: Actor,
    said: dict[str, Any],
    move: Callable[[int, CaseHost], Progress],
    was: Mapping[str, Any],
) -> Moved:
    """An administrator's move of a locked dossier's process, `kind` being its journal line with what is `said`; `was`
    the dossier's footing before the act. Nothing is kept to try again: who operates sees the failure.
    """
    progress = move(_instance(case), CaseHost(case, actor.account_id))
    journal.write(case.id, kind, actor.account_id, None, said | footing.noted(case, was, progress.version))
    return Moved(case, progress)


def locked(case_id: int) -> Case:
    """A dossier with a process, locked. Raises NotFound."""
    return _lock(case_id)


def _repeat(case: Case, act: dict[str, Any]) -> Moved:
    if act["kind"] == "timer":
        return fire_timers(case.id)
    if act["kind"] == "recount":
        return Moved(case, guarded(case, "recount", act, lambda: _recounted(case)))
    if act["kind"] == "receive":
        return receive(case.id, act["message"], act["payload"], act["actor"])
    item = session().get(WorkItem, act["item"])
    if item is None or item.subject_id != case.id:
        raise Conflict()
    checked = Checked(act["data"], act["variables"], act["outcome"])
    if act["form"]:
        answers.record(case.id, item.node, act["form"], checked.data, act["actor"])
    answers.drop_draft(case.id, task_forms.draft_key(item, case))
    return _complete(case, item, checked, act["actor"])


def _recounted(case: Case) -> Progress:
    clockwork.recount(case)
    return Progress(_instance(case), case.id, [], [], False, 0)


def _instance(case: Case) -> int:
    if case.instance_id is None:
        raise NotFound()
    return case.instance_id


def _lock(case_id: int) -> Case:
    found = session().scalar(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None or found.instance_id is None:
        raise NotFound()
    return found


_ALL = aliased(Timer)  # one that failed before fires with the others of its process
_TRIES = select(func.max(_ALL.tries)).where(_ALL.instance_id == Instance.id).scalar_subquery()
_DUE = (  # one statement, in everybody's order; a dossier that somebody is moving is left for the next round
    select(Case, _TRIES, *BEFORE)
    .select_from(Timer)
    .join(Case, Case.id == Timer.subject_id)
    .join(Instance, Instance.id == Timer.instance_id)
    .where(Timer.id == bindparam("timer"), Timer.next_try_at <= bindparam("at"), Case.suspended_at.is_(None))
    .with_for_update(of=[Case, Instance], skip_locked=True)
    .execution_options(populate_existing=True)
)


def locked_task(actor: Actor, item_id: int) -> tuple[WorkItem, Case]:
    """A task and its dossier, locked. Raises AlreadyDone when it is done, NotFound when there is none to see."""
    item, case, _, _ = _locked(actor, item_id)
    return item, case


_DRAFTED = select(Draft.saved_at).where(Draft.case_id == Case.id, Draft.node == WorkItem.node).exists()
_TASK_AND_CASE = (  # locked in this order, which is everybody's: the dossier, its process, what hangs on it
    select(WorkItem, Case, _DRAFTED, *BEFORE)
    .join(Case, Case.id == WorkItem.subject_id)
    .join(Instance, Instance.id == WorkItem.instance_id)
    .where(WorkItem.id == bindparam("item"))
    .with_for_update(of=[Case, Instance, WorkItem])
    .execution_options(populate_existing=True)
)


def _locked(actor: Actor, item_id: int) -> tuple[WorkItem, Case, bool, Before]:
    """One statement, so that of two who complete at once the second finds the task gone."""
    row = session().execute(_TASK_AND_CASE, {"item": item_id}).first()
    if row is None:
        raise gone(actor, item_id)
    item, case, has_draft, *instance = row
    return item, case, has_draft, Before(*instance)


def gone(actor: Actor, item_id: int) -> Exception:
    """What to raise for a task that is not open: AlreadyDone with who did what, or NotFound."""
    done = session().get(WorkItemDone, item_id)
    case = session().get(Case, done.subject_id) if done else None
    if done is None or case is None or not access.may_see(actor, case):
        return NotFound()
    by = session().get(Account, done.actor_id) if done.actor_id else None
    return AlreadyDone(done, by.full_name if by else SYSTEM)


def _check(form: Form | None, case: Case, given: dict[str, Any], outcome: str | None) -> tuple[Checked, dict[str, Any]]:
    """The answers as checked, and as given less what only the screen understands."""
    if form is None:
        return Checked(data={}, variables={}, outcome=None), {}
    special, plain = task_checks.split(form.screen, given)
    checked = check(form, plain, outcome=outcome, options=task_forms.options(form, case))
    task_checks.check(form, case, special, checked)
    variable = form.outcomes.variable if form.outcomes else None
    return checked, {name: value for name, value in plain.items() if name != variable}


def _steps_back(form: Form, outcome: str | None) -> bool:
    return form.outcomes is not None and any(
        option.loose for option in form.outcomes.options if option.value == outcome
    )

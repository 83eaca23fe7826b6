"""Tasks: the officers' queues, one task with its form, and what may be done to it."""

from typing import Any

from flask import Response

from app.cases import access, filters, inbox, opening, progress, task_forms, tasks
from app.cases.models import Case
from app.cases.task_checks import CODE_FIELD
from app.catalogue import queries as catalogue
from app.core.errors import Invalid, NotFound
from app.engine.definitions import definition
from app.engine.models import WorkItem
from app.forms.definition import Form
from app.forms.schema import json_schema
from app.identity.actor import Actor
from app.web.api import written
from app.web.api.caller import caller
from app.web.api.replies import page, reply
from app.web.formats import language


def listed(asked: dict[str, Any]) -> Response:
    """A queue: what waits for the caller's lanes, what they hold, what their team holds, what they have done."""
    wanted = filters.read({name: str(value) for name, value in asked.items() if value is not None})
    found = inbox.tasks(caller(), wanted, asked["cursor"], asked["limit"])
    return page([written.task_row(row) for row in found.rows], found.next_cursor)


def one(item_id: int) -> Response:
    """One open task with its form. An officer's opening is written to the dossier's journal."""
    actor = caller()
    item, case, may_complete = _opened(actor, item_id)
    version = catalogue.version(case.version_id)
    node = definition(version.definition_id).nodes.get(item.node) if version.definition_id else None
    form = task_forms.form_of(item, case)
    return reply(
        written.task_head(item)
        | {
            "case": written.case_of(case, version),
            "instructions": node.instructions if node is not None else None,
            "may_complete": may_complete,
            "form": _schema(form, case) if form is not None else None,
            "outcomes": _outcomes(form) if form is not None else None,
            "values": task_forms.initial(item, case) if may_complete else {},  # a draft is its writer's
        }
    )


def claimed(item_id: int) -> Response:
    """Takes a waiting task."""
    return reply(written.task_head(tasks.claim(caller(), item_id)))


def released(item_id: int) -> Response:
    """Puts a task back."""
    return reply(written.task_head(tasks.release(caller(), item_id)))


def reassigned(item_id: int, given: dict[str, Any]) -> Response:
    """Hands a task to a colleague."""
    return reply(written.task_head(tasks.assign(caller(), item_id, given["account_id"])))


def completed(item_id: int, given: dict[str, Any]) -> Response:
    """Completes a task with its answers."""
    try:
        moved = progress.complete_task(
            caller(), item_id, given.get("answers", {}), outcome=given.get("outcome") or None
        )
    except Invalid as refusal:
        raise type(refusal)({_path(path): said for path, said in refusal.fields.items()}, refusal.text) from None
    version = catalogue.version(moved.case.version_id)
    return reply(
        {
            "case": written.case_of(moved.case, version),
            "opened": [written.task_head(item) for item in moved.progress.opened],
            "closed": [item.id for item in moved.progress.closed],
            "finished": moved.progress.finished,
        }
    )


def _path(path: str) -> str:
    """Where the fault stands in the body; papers are not in it and keep their own path."""
    return path if path.startswith("papers.") else f"answers.{path}".rstrip(".")


def _opened(actor: Actor, item_id: int) -> tuple[WorkItem, Case, bool]:
    item, case = progress.locked_task(actor, item_id)
    if item.role == "citizen":
        if item.assignee_id != actor.account_id:
            raise NotFound
        access.must_act(actor, item, case)
        return item, case, True
    opened = opening.task(actor, item_id)
    return opened.item, opened.case, opened.may_complete


def _outcomes(form: Form) -> dict[str, Any] | None:
    if form.outcomes is None:
        return None
    options = [{"value": o.value, "label": dict(o.label), "kind": o.kind} for o in form.outcomes.options]
    return {"variable": form.outcomes.variable, "options": options}


def _schema(form: Form, case: Case) -> dict[str, Any]:
    schema = json_schema(form, language(), task_forms.options(form, case))
    if form.screen != "check":
        return schema
    return schema | {"properties": schema["properties"] | {CODE_FIELD: {"type": "string"}}}

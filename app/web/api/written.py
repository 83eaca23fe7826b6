"""Our things as JSON: plain dictionaries in the shapes of `shapes.COMPONENTS`."""

from typing import Any

from flask_babel import gettext as _

from app.cases.dossiers import Event, Step
from app.cases.inbox import Row
from app.cases.journal import KINDS
from app.cases.models import Case
from app.cases.status import NAMES, Status
from app.catalogue.queries import Found, OfferView, Version
from app.documents.models import Document
from app.engine.models import WorkItem
from app.engine.nodes import Node
from app.engine.work_items import Item
from app.identity.actor import Actor

Json = dict[str, Any]
PUBLISHED = (
    "partial_reason",
    "identity_level",
    "immediate",
    "flows",
    "components",
    "fees",
    "collect_at",
    "term",
    "term_note",
    "results",
    "legal_basis",
    "publication",
    "steps",
    "delivery",
    "link",
)


def found_procedure(one: Found) -> Json:
    """A procedure in a list."""
    return {
        "code": one.code,
        "name": dict(one.name),
        "sector": one.sector,
        "tier": one.tier,
        "service_level": one.service_level,
        "legacy_level": one.legacy_level,
        "life_event": one.life_event,
        "audience": list(one.audience),
    }


def procedure(version: Version, offers: list[OfferView]) -> Json:
    """A procedure as published, with where it may be filed. What is marked unverified is for admins alone."""
    manifest = version.manifest
    return {
        "code": version.code,
        "name": _both(version.name, version.name_en),
        "sector": version.sector,
        "tier": version.tier,
        "service_level": version.service_level,
        "legacy_level": version.legacy_level,
        "life_event": version.life_event,
        "audience": list(manifest.get("audience", ())),
        "version": version.number,
        "effective_from": version.effective_from.isoformat(),
        "online": version.definition_id is not None,
        "offers": [
            {"unit_id": o.unit_id, "unit_code": o.unit_code, "unit_name": _both(o.unit_name, o.unit_name_en)}
            for o in offers
        ],
        "details": {name: manifest[name] for name in PUBLISHED if name in manifest},
    }


def case_summary(case: Case, code: str, name: str, name_en: str) -> Json:
    """A dossier in a list; `code`, `name`, `name_en` are its procedure's."""
    return {
        "id": case.id,
        "number": case.number,
        "code": case.code,
        "procedure": {"code": code, "name": _both(name, name_en)},
        "applicant_name": case.applicant_name,
        "status": int(case.status),
        "status_text": _(NAMES[Status(case.status)]),
        "created_at": case.created_at,
        "submitted_at": case.submitted_at,
        "received_at": case.received_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
    }


def case_of(case: Case, version: Version) -> Json:
    """A dossier in a list, with its version at hand."""
    return case_summary(case, version.code, version.name, version.name_en)


def case_in_full(case: Case, version: Version, steps: list[Step], actor: Actor, *, owner: bool) -> Json:
    """A dossier and where it waits. Its owner is not told which officer holds a step."""
    return case_of(case, version) | {
        "financial": case.financial,
        "delivery": case.delivery,
        "sync": case.sync,
        "channel_in": case.channel_in,
        "channel_out": case.channel_out,
        "receiving_unit_id": case.receiving_unit_id,
        "competent_unit_id": case.competent_unit_id,
        "fee_vnd": case.fee_vnd,
        "term": case.term,
        "due_original": case.due_original,
        "resolved_at": case.resolved_at,
        "decision": case.decision,
        "supplements": case.supplements,
        "steps": [_step(step, actor, owner=owner) for step in steps],
    }


def _step(step: Step, actor: Actor, *, owner: bool) -> Json:
    item = step.item
    told = {
        "task_id": item.id,
        "node": item.node,
        "name": item.name,
        "lane": item.role,
        "unit": step.unit,
        "due_at": item.due_at,
        "yours": item.assignee_id == actor.account_id,
    }
    return told if owner else told | {"holder": step.holder}


def event(one: Event, nodes: dict[str, Node]) -> Json:
    """A line of a timeline."""
    node = nodes.get(one.node or "")
    return {
        "at": one.at,
        "who": one.who,
        "kind": one.kind,
        "text": _(KINDS[one.kind]) if one.kind in KINDS else one.kind,
        "step": node.name if node is not None else None,
        "outcome": one.detail.get("outcome"),
    }


def document(one: Document) -> Json:
    """A file, without its content."""
    return {
        "id": one.id,
        "component": one.component,
        "filename": one.filename,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.sha256,
        "uploaded_at": one.uploaded_at,
    }


def task_row(row: Row) -> Json:
    """A task in a list."""
    return {
        "id": row.item_id,
        "case_id": row.case_id,
        "node": row.node,
        "name": row.step,
        "lane": row.role,
        "unit_id": row.unit_id,
        "assignee_id": row.assignee_id,
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "code": row.code,
        "status": int(row.status),
        "applicant_name": row.applicant,
        "procedure": {"code": row.procedure_code, "name": _both(row.procedure, row.procedure_en)},
        "unit": row.unit,
        "assignee": row.assignee,
        "done_at": row.done_at,
        "outcome": row.outcome,
    }


def task_head(item: WorkItem | Item) -> Json:
    """What every shape of a task begins with."""
    return {
        "id": item.id,
        "case_id": item.subject_id,
        "node": item.node,
        "name": item.name,
        "lane": item.role,
        "unit_id": item.unit_id,
        "assignee_id": item.assignee_id,
        "opened_at": item.opened_at,
        "due_at": item.due_at,
    }


def _both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}

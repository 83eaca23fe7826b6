"""Dossiers of the demo province at several steps, so that nobody's first page is empty. They come in by the one door,
like anybody's; `demo_dossiers.json` says who did what."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.cases import progress, submission, task_forms
from app.cases.models import Case
from app.cases.status import Status
from app.cases.task_checks import CODE_FIELD
from app.core.db import session
from app.deadlines import editing, entered
from app.deadlines.calendars import written
from app.deadlines.layers import DEFAULT_WEEK, FULL_DAY
from app.engine.models import WorkItem
from app.identity.actor import Actor
from app.identity.actors import actor_of_username
from app.identity.units import COMMUNE_POLICE, by_code, units_of
from app.notifications.models import Message

UNIT = "xa-tan-phu"
HOURS_FROM, HOURS_REASON = date(2025, 7, 1), "Công an xã tiếp nhận cả sáng thứ Bảy"
_DOSSIERS = Path(__file__).with_name("demo_dossiers.json")


def make_dossiers() -> int:
    """Makes the demo's dossiers where no dossier is at all; returns how many were made."""
    if session().scalar(select(Case.id).limit(1)) is not None:
        return 0
    described = json.loads(_DOSSIERS.read_text(encoding="utf-8"))
    for dossier in described:
        _make(dossier)
    return len(described)


def make_hours() -> None:
    """The demo's police units receive on Saturday morning too, where nobody has set their hours; counting is as
    everywhere."""
    for unit in units_of(COMMUNE_POLICE):
        if not entered.edits(unit.id, limit=1):
            editing.set_hours(
                unit.id, HOURS_FROM, written(DEFAULT_WEEK), written((*DEFAULT_WEEK[:5], FULL_DAY[:1], ())), None,
                reason=HOURS_REASON, actor_id=None,
            )  # fmt: skip


def _make(dossier: dict[str, Any]) -> None:
    unit = by_code(UNIT)
    case = submission.start(_actor(dossier["citizen"]), dossier["procedure"], unit.id if unit else None)
    for node, username, outcome, answers in dossier["steps"]:
        actor = _actor(username)
        item = session().scalars(select(WorkItem).where(WorkItem.subject_id == case.id, WorkItem.node == node)).one()
        given = {**task_forms.initial(item, case), **answers}
        if node == "choose_service" and unit:
            given["unit"] = str(unit.id)
        if outcome == "submit":
            given[CODE_FIELD] = _code(actor, case)
        progress.complete_task(actor, item.id, given, outcome=outcome)


def _code(actor: Actor, case: Case) -> str:
    assert case.status == Status.DRAFT
    submission.send_confirmation_code(actor, case.id)
    sent = session().scalars(select(Message).where(Message.secret).order_by(Message.id.desc()).limit(1)).one()
    return str(sent.params["code"])


def _actor(username: str) -> Actor:
    actor = actor_of_username(username)
    if actor is None:
        raise LookupError(f"the demo has no account {username!r}")
    return actor

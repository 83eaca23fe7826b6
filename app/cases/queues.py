"""Which tasks belong to a queue: the conditions that the officers' lists are made of."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_

from app.cases import calendars
from app.cases.filters import UNASSIGNED, Filters
from app.cases.models import Case
from app.catalogue.models import ProcedureVersion
from app.core import clock
from app.core.folding import words
from app.engine.models import WorkItem, WorkItemDone
from app.identity.actor import Actor

Item = type[WorkItem] | type[WorkItemDone]
LAST_CALL = 60  # working minutes: with less left any task is nearly due, also one with a step's own short term


def scope(actor: Actor, state: str) -> ColumnElement[bool] | None:
    """Which rows of a queue are the actor's to see; None when surely none is."""
    if state == "team":
        units = led(actor)
        held_by_others = or_(WorkItem.assignee_id != actor.account_id, WorkItem.assignee_id.is_(None))
        return and_(WorkItem.unit_id.in_(units), WorkItem.role != "citizen", held_by_others) if units else None
    item: Item = WorkItemDone if state == "done" else WorkItem
    lanes = _lanes(actor, item)
    if lanes is None:
        return None
    if state == "available":
        return and_(lanes, WorkItem.assignee_id.is_(None))
    if state == "mine":
        return and_(lanes, WorkItem.assignee_id == actor.account_id)
    return and_(lanes, WorkItemDone.actor_id == actor.account_id)


def led(actor: Actor) -> list[int]:
    """The ids of the units whose team the actor leads."""
    return sorted(actor.units("lead"))


def narrow(filters: Filters, item: Item) -> list[ColumnElement[bool]]:
    """What filters ask of a queue's rows. `needs_case` tells when the dossier and its procedure must be joined."""
    found: list[ColumnElement[bool]] = []
    if filters.lane:
        found.append(item.role == filters.lane)
    if filters.unit is not None:
        found.append(item.unit_id == filters.unit)
    if filters.procedure:
        found.append(ProcedureVersion.code == filters.procedure)
    if item is WorkItem:
        found += _narrow_open(filters)
    for word in words(filters.q):
        found.append(or_(Case.search.like(f"%{word}%"), ProcedureVersion.search.like(f"%{word}%")))
    return found


def needs_case(filters: Filters) -> bool:
    """Whether the conditions of `narrow` look at the dossier or its procedure."""
    return bool(filters.q or filters.procedure or filters.due == "near")


def day_end(moment: datetime) -> datetime:
    """The midnight that ends the day of `moment` in Vietnam."""
    return midnight(clock.local(moment).date() + timedelta(days=1))


def midnight(day: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return datetime.combine(day, time(), clock.TZ)


def _lanes(actor: Actor, item: Item) -> ColumnElement[bool] | None:
    units: dict[str, list[int]] = defaultdict(list)
    for role, unit_id in sorted(actor.roles, key=str):
        if unit_id is not None and role != "citizen":
            units[role].append(unit_id)
    if not units:
        return None
    return or_(*(and_(item.role == role, item.unit_id.in_(ids)) for role, ids in units.items()))


def _narrow_open(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.due:
        found.append(_due(filters.due, clock.now()))
    if filters.assignee == UNASSIGNED:
        found.append(WorkItem.assignee_id.is_(None))
    elif filters.assignee is not None:
        found.append(WorkItem.assignee_id == filters.assignee)
    elif filters.state == "team":
        found.append(WorkItem.assignee_id.is_not(None))
    return found


def _due(asked: str, moment: datetime) -> ColumnElement[bool]:
    """One of `filters.DUE`, or a day: `2026-11-25`."""
    match asked:
        case "none":
            return WorkItem.due_at.is_(None)
        case "overdue":
            return WorkItem.due_at < moment
        case "near":
            nearly = and_(Case.near_at <= moment, Case.resolved_at.is_(None))
            return and_(WorkItem.due_at >= moment, or_(nearly, WorkItem.due_at <= _last_call(moment)))
        case "today":
            return _between(moment, day_end(moment))
        case "week":
            return _between(moment, day_end(moment + timedelta(days=6)))
        case _:
            day = date.fromisoformat(asked)
            return _between(midnight(day), midnight(day + timedelta(days=1)))


def _between(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(WorkItem.due_at >= start, WorkItem.due_at < end)


def _last_call(moment: datetime) -> datetime:
    """By the national calendar: one statement serves officers of several units."""
    return calendars.of_unit(None).add_minutes(moment, LAST_CALL)

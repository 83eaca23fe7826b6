"""The officers' lists of work: one statement per list, straight from the projected work items.

Who sees what: a task is shown to holders of its role in its unit (domain brief 2.1, separation of duties), and to
the team leads of the unit. No instance of the engine is ever loaded here.
"""

import base64
import binascii
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.cases.filters import UNASSIGNED, Filters
from app.cases.models import Case
from app.catalogue.models import ProcedureVersion
from app.core import clock
from app.core.db import session
from app.core.errors import N_, Invalid
from app.core.folding import words
from app.core.ids import read_id
from app.engine.models import WorkItem, WorkItemDone
from app.identity.actor import Actor
from app.identity.models import Account, Unit

LIMIT = 50
MOST = 100
COUNT_TO = 1000  # counts stop here: beyond it the number helps nobody and costs everybody


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `code` is the dossier code, or the draft number before reception; `step` is None in the
    list of done tasks, whose names are in the diagram (`definition_id`, `node`)."""

    item_id: int
    case_id: int
    node: str
    step: str | None
    role: str
    code: str
    status: int
    applicant: str
    procedure_code: str
    procedure: str
    procedure_en: str
    definition_id: int | None
    unit_id: int | None
    unit: str | None
    unit_en: str | None
    assignee_id: int | None
    assignee: str | None
    opened_at: datetime
    due_at: datetime | None
    case_due_at: datetime | None
    received_at: datetime | None
    done_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `next_cursor` opens the following one, None on the last."""

    rows: list[Row]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Load:
    """How much one officer holds (`account_id` None: what nobody has taken), and the earliest due moment of it."""

    account_id: int | None
    name: str | None
    open: int
    overdue: int
    today: int
    first_due: datetime | None


def tasks(actor: Actor, filters: Filters, cursor: str | None = None, limit: int = LIMIT) -> Page:
    """A page of the queue `filters.state`, at most `limit` (1-100) rows. One statement.

    Raises Invalid for a cursor that this list did not give.
    """
    limit = max(1, min(limit, MOST))
    scope = _scope(actor, filters.state)
    if scope is None:
        return Page([], None)
    if filters.state == "done":
        return _done(scope, filters, cursor, limit)
    key, descending = _sort_key(filters.sort)
    statement = _listing().where(scope, *_narrow(filters, WorkItem))
    statement = _after(statement, key, WorkItem.id, descending, cursor, filters.sort)
    order = key.desc() if descending else key.asc()
    statement = statement.order_by(order.nulls_last(), WorkItem.id.desc() if descending else WorkItem.id.asc())
    return _page(statement, limit, filters.sort)


def counts(actor: Actor, also: Sequence[Filters] = ()) -> list[int]:
    """How many tasks are available, mine, my team's, and mine overdue; then one number for each of `also`.

    One statement; no number rises above COUNT_TO.
    """
    asked = [Filters("available"), Filters("mine"), Filters("team"), Filters("mine", due="overdue"), *also]
    columns = [_count(actor, filters).label(f"n{place}") for place, filters in enumerate(asked)]
    return list(session().execute(select(*columns)).one())


def newer(actor: Actor, filters: Filters, since: datetime) -> int:
    """How many tasks have come into a queue of open tasks after `since`. One statement."""
    scope = _scope(actor, filters.state)
    if scope is None or filters.state == "done":
        return 0
    statement = _counted(WorkItem, filters, scope).where(WorkItem.opened_at > since)
    return session().scalar(select(func.count()).select_from(statement.subquery())) or 0


def procedures(actor: Actor, state: str) -> list[tuple[str, str, str]]:
    """The procedures that stand in a queue of open tasks: (code, name, English name), by name. One statement."""
    scope = _scope(actor, state)
    if scope is None or state == "done":
        return []
    version = ProcedureVersion
    statement = (
        select(version.code, version.name, version.name_en)
        .join(Case, Case.version_id == version.id)
        .join(WorkItem, WorkItem.subject_id == Case.id)
        .where(scope)
        .distinct()
        .order_by(version.name, version.code)
    )
    return [(code, vi, en) for code, vi, en in session().execute(statement)]


def load(actor: Actor) -> list[Load]:
    """Who holds how much in the units that the actor leads, the most overdue first. One statement."""
    units = _units(actor, "lead")
    if not units:
        return []
    moment = clock.now()
    overdue = func.sum(case((WorkItem.due_at < moment, 1), else_=0))
    today = func.sum(case((and_(WorkItem.due_at >= moment, WorkItem.due_at < _day_end(moment)), 1), else_=0))
    statement = (
        select(WorkItem.assignee_id, Account.full_name, func.count(), overdue, today, func.min(WorkItem.due_at))
        .outerjoin(Account, Account.id == WorkItem.assignee_id)
        .where(WorkItem.unit_id.in_(units), WorkItem.role != "citizen")
        .group_by(WorkItem.assignee_id, Account.full_name)
        .order_by(overdue.desc(), func.count().desc(), WorkItem.assignee_id)
    )
    return [Load(*row) for row in session().execute(statement)]


def _listing() -> Select[Any]:
    return _joined(
        select(
            WorkItem.id,
            WorkItem.subject_id,
            WorkItem.node,
            WorkItem.name,
            WorkItem.role,
            *_shared(WorkItem.unit_id),
            WorkItem.assignee_id,
            Account.full_name,
            WorkItem.opened_at,
            WorkItem.due_at,
            Case.due_at,
            Case.received_at,
            literal_column("NULL"),
            literal_column("NULL"),
        ).select_from(WorkItem),
        WorkItem,
        WorkItem.assignee_id,
    )


def _done_listing() -> Select[Any]:
    done = WorkItemDone
    return _joined(
        select(
            done.id,
            done.subject_id,
            done.node,
            literal_column("NULL"),
            done.role,
            *_shared(done.unit_id),
            done.actor_id,
            Account.full_name,
            done.opened_at,
            Case.due_at,
            Case.due_at,
            Case.received_at,
            done.done_at,
            done.outcome,
        ).select_from(done),
        done,
        done.actor_id,
    )


def _shared(unit_id: InstrumentedAttribute[int | None]) -> list[Any]:
    return [
        func.coalesce(Case.code, Case.number),
        Case.status,
        Case.applicant_name,
        ProcedureVersion.code,
        ProcedureVersion.name,
        ProcedureVersion.name_en,
        ProcedureVersion.definition_id,
        unit_id,
        Unit.name,
        Unit.name_en,
    ]


def _joined(
    statement: Select[Any], item: type[WorkItem] | type[WorkItemDone], who: InstrumentedAttribute[int | None]
) -> Select[Any]:
    return (
        statement.join(Case, Case.id == item.subject_id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .outerjoin(Unit, Unit.id == item.unit_id)
        .outerjoin(Account, Account.id == who)
    )


def _done(scope: ColumnElement[bool], filters: Filters, cursor: str | None, limit: int) -> Page:
    """The newest first, whatever the sort asked for: the list answers "what have I just done?"."""
    statement = _done_listing().where(scope, *_narrow(filters, WorkItemDone))
    statement = _after(statement, WorkItemDone.done_at, WorkItemDone.id, True, cursor, "done")
    return _page(statement.order_by(WorkItemDone.done_at.desc(), WorkItemDone.id.desc()), limit, "done")


def _count(actor: Actor, filters: Filters) -> Any:
    scope = _scope(actor, filters.state)
    item: type[WorkItem] | type[WorkItemDone] = WorkItemDone if filters.state == "done" else WorkItem
    capped = _counted(item, filters, false() if scope is None else scope)
    return select(func.count()).select_from(capped.subquery()).scalar_subquery()


def _counted(item: type[WorkItem] | type[WorkItemDone], filters: Filters, scope: ColumnElement[bool]) -> Select[Any]:
    capped = select(item.id).where(scope, *_narrow(filters, item)).limit(COUNT_TO)
    if filters.q or filters.procedure:
        capped = capped.join(Case, Case.id == item.subject_id).join(
            ProcedureVersion, ProcedureVersion.id == Case.version_id
        )
    return capped


def _scope(actor: Actor, state: str) -> ColumnElement[bool] | None:
    """Which rows of a queue are the actor's to see; None when surely none is."""
    if state == "team":
        units = _units(actor, "lead")
        held_by_others = or_(WorkItem.assignee_id != actor.account_id, WorkItem.assignee_id.is_(None))
        return and_(WorkItem.unit_id.in_(units), WorkItem.role != "citizen", held_by_others) if units else None
    item: type[WorkItem] | type[WorkItemDone] = WorkItemDone if state == "done" else WorkItem
    lanes = _lanes(actor, item)
    if lanes is None:
        return None
    if state == "available":
        return and_(lanes, WorkItem.assignee_id.is_(None))
    if state == "mine":
        return and_(lanes, WorkItem.assignee_id == actor.account_id)
    return and_(lanes, WorkItemDone.actor_id == actor.account_id)


def _lanes(actor: Actor, item: type[WorkItem] | type[WorkItemDone]) -> ColumnElement[bool] | None:
    units: dict[str, list[int]] = defaultdict(list)
    for role, unit_id in sorted(actor.roles, key=str):
        if unit_id is not None and role != "citizen":
            units[role].append(unit_id)
    if not units:
        return None
    return or_(*(and_(item.role == role, item.unit_id.in_(ids)) for role, ids in units.items()))


def _units(actor: Actor, role: str) -> list[int]:
    return sorted(unit_id for held, unit_id in actor.roles if held == role and unit_id is not None)


def _narrow(filters: Filters, item: type[WorkItem] | type[WorkItemDone]) -> list[ColumnElement[bool]]:
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


def _due(kind: str, moment: datetime) -> ColumnElement[bool]:
    if kind == "none":
        return WorkItem.due_at.is_(None)
    if kind == "overdue":
        return WorkItem.due_at < moment
    end = _day_end(moment) if kind == "today" else _day_end(moment + timedelta(days=6))
    return and_(WorkItem.due_at >= moment, WorkItem.due_at < end)


def _day_end(moment: datetime) -> datetime:
    midnight = clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def _sort_key(sort: str) -> tuple[Any, bool]:
    keys = {"due": WorkItem.due_at, "opened": WorkItem.opened_at, "code": func.coalesce(Case.code, Case.number)}
    return keys[sort.removeprefix("-")], sort.startswith("-")


def _after(statement: Select[Any], key: Any, id_: Any, descending: bool, cursor: str | None, sort: str) -> Select[Any]:
    """Only what follows the cursor in the order (key, nulls last; id)."""
    if not cursor:
        return statement
    value, last_id = _read_cursor(cursor, sort)
    beyond = id_ < last_id if descending else id_ > last_id
    if value is None:
        return statement.where(key.is_(None), beyond)
    further = key < value if descending else key > value
    return statement.where(or_(further, and_(key == value, beyond), key.is_(None)))


def _page(statement: Select[Any], limit: int, sort: str) -> Page:
    rows = [Row(*row) for row in session().execute(statement.limit(limit + 1))]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, _write_cursor(rows[-1], sort) if more else None)


def _write_cursor(row: Row, sort: str) -> str:
    values = {"due": row.due_at, "opened": row.opened_at, "code": row.code, "done": row.done_at}
    plain = orjson.dumps([sort, values[sort.removeprefix("-")], row.item_id])
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _read_cursor(cursor: str, sort: str) -> tuple[datetime | str | None, int]:
    try:
        given, value, last_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if given != sort or not isinstance(value, str | None):
            raise ValueError(cursor)
        if type(last_id) is not int or read_id(str(last_id)) is None:
            raise ValueError(cursor)
        if value is None or sort.endswith("code"):
            return value, last_id
        return datetime.fromisoformat(value).astimezone(UTC), last_id
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise Invalid({"cursor": N_("Trang này không còn. Mở lại danh sách từ đầu.")}) from None

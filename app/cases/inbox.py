"""The officers' lists of work: one statement per list, straight from the projected work items.

Who sees what: a task is shown to holders of its role in its unit (domain brief 2.1, separation of duties), and to
the team leads of the unit. No instance of the engine is ever loaded here.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.cases import queues
from app.cases.filters import Filters
from app.cases.models import Case
from app.catalogue.models import ProcedureVersion
from app.core import clock
from app.core.db import session
from app.core.errors import N_, Invalid
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
    list of done tasks, whose names are in the diagram (`definition_id`, `node`). `near_at` is from when the dossier is
    nearly due, `decides_id` the unit whose working time counts."""

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
    near_at: datetime | None
    decides_id: int | None
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
    scope = queues.scope(actor, filters.state)
    if scope is None:
        return Page([], None)
    if filters.state == "done":
        return _done(scope, filters, cursor, limit)
    key, descending = _sort_key(filters.sort)
    statement = listing().where(scope, *queues.narrow(filters, WorkItem))
    statement = _after(statement, key, WorkItem.id, descending, cursor, filters.sort)
    order = key.desc() if descending else key.asc()
    statement = statement.order_by(order.nulls_last(), WorkItem.id.desc() if descending else WorkItem.id.asc())
    return _page(statement, limit, filters.sort)


def counts(actor: Actor, also: Sequence[Filters] = ()) -> list[int]:
    """How many tasks are available, mine, my team's, mine overdue and mine nearly due; then one for each of `also`.

    One statement; no number rises above COUNT_TO.
    """
    asked = [Filters("available"), Filters("mine"), Filters("team")]
    asked += [Filters("mine", due="overdue"), Filters("mine", due="near"), *also]
    columns = [_count(actor, filters).label(f"n{place}") for place, filters in enumerate(asked)]
    return list(session().execute(select(*columns)).one())


def newer(actor: Actor, filters: Filters, since: datetime) -> int:
    """How many tasks have come into a queue of open tasks after `since`. One statement."""
    scope = queues.scope(actor, filters.state)
    if scope is None or filters.state == "done":
        return 0
    statement = _counted(WorkItem, filters, scope).where(WorkItem.opened_at > since)
    return session().scalar(select(func.count()).select_from(statement.subquery())) or 0


def procedures(actor: Actor, state: str) -> list[tuple[str, str, str]]:
    """The procedures that stand in a queue of open tasks: (code, name, English name), by name. One statement."""
    scope = queues.scope(actor, state)
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
    units = queues.led(actor)
    if not units:
        return []
    moment = clock.now()
    overdue = func.sum(case((WorkItem.due_at < moment, 1), else_=0))
    today = func.sum(case((and_(WorkItem.due_at >= moment, WorkItem.due_at < queues.day_end(moment)), 1), else_=0))
    statement = (
        select(WorkItem.assignee_id, Account.full_name, func.count(), overdue, today, func.min(WorkItem.due_at))
        .outerjoin(Account, Account.id == WorkItem.assignee_id)
        .where(WorkItem.unit_id.in_(units), WorkItem.role != "citizen")
        .group_by(WorkItem.assignee_id, Account.full_name)
        .order_by(overdue.desc(), func.count().desc(), WorkItem.assignee_id)
    )
    return [Load(*row) for row in session().execute(statement)]


def listing() -> Select[Any]:
    """Open tasks with all that a `Row` tells, unordered and of everybody."""
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
            *_clock(),
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
            *_clock(),
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


def _clock() -> list[Any]:
    near = case((Case.resolved_at.is_(None), Case.near_at))
    return [Case.due_at, near, func.coalesce(Case.competent_unit_id, Case.receiving_unit_id), Case.received_at]


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
    statement = _done_listing().where(scope, *queues.narrow(filters, WorkItemDone))
    statement = _after(statement, WorkItemDone.done_at, WorkItemDone.id, True, cursor, "done")
    return _page(statement.order_by(WorkItemDone.done_at.desc(), WorkItemDone.id.desc()), limit, "done")


def _count(actor: Actor, filters: Filters) -> Any:
    scope = queues.scope(actor, filters.state)
    item: type[WorkItem] | type[WorkItemDone] = WorkItemDone if filters.state == "done" else WorkItem
    capped = _counted(item, filters, false() if scope is None else scope)
    return select(func.count()).select_from(capped.subquery()).scalar_subquery()


def _counted(item: type[WorkItem] | type[WorkItemDone], filters: Filters, scope: ColumnElement[bool]) -> Select[Any]:
    capped = select(item.id).where(scope, *queues.narrow(filters, item)).limit(COUNT_TO)
    if queues.needs_case(filters):
        capped = capped.join(Case, Case.id == item.subject_id).join(
            ProcedureVersion, ProcedureVersion.id == Case.version_id
        )
    return capped


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

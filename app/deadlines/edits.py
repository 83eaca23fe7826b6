"""The record of every change of a calendar, and with it the version of all of them."""

from datetime import date

from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import savepoint, session
from app.core.errors import N_, Conflict
from app.deadlines.calendars import EDITED, version_within
from app.deadlines.models import CalendarEdit

_AT_ONCE = N_("Người khác vừa sửa lịch làm việc. Tải lại trang để xem lịch mới rồi làm lại.")


def note(
    unit_id: int | None,
    first_day: date | None,
    last_day: date | None,
    reason: str,
    legal_basis: str = "",
    actor_id: int | None = None,
) -> CalendarEdit:
    """Notes a change of these days (None: open) in the transaction under way, under the next version.

    Called before the rows are written: of two that edit at once the second waits here for the first, and raises
    Conflict, so that versions are committed in their order and no reader misses one.
    """
    own = session()
    if not own.info.get(EDITED):
        own.info[EDITED] = True
        event.listen(own, "after_commit", _forget)
    newest = own.scalar(select(func.max(CalendarEdit.version))) or 0
    edit = CalendarEdit(
        version=newest + 1,
        at=now(),
        actor_id=actor_id,
        unit_id=unit_id,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        legal_basis=legal_basis,
    )
    try:
        with savepoint():
            own.add(edit)
    except IntegrityError as taken:
        raise Conflict(_AT_ONCE) from taken
    return edit


def _forget(_session: Session) -> None:
    version_within.cache_clear()

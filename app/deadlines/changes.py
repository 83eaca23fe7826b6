"""What has been edited in an agency's calendar since a clock was counted, and the reasons people gave."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from app.core.clock import local
from app.core.db import session
from app.deadlines.ledger import Said
from app.deadlines.models import CalendarEdit


def since(version: int, until: int, unit_ids: tuple[int, ...]) -> list[CalendarEdit]:
    """The edits after `version` up to and with `until` of the country's calendar and of these units', oldest first."""
    edited = CalendarEdit.unit_id
    theirs = or_(edited.is_(None), edited.in_(unit_ids)) if unit_ids else edited.is_(None)
    wanted = select(CalendarEdit).where(CalendarEdit.version > version, CalendarEdit.version <= until, theirs)
    return list(session().scalars(wanted.order_by(CalendarEdit.version)))


def said(edits: Sequence[CalendarEdit], first: datetime, last: datetime) -> Said:
    """The reasons and legal bases of those edits that concern days between two moments, each once."""
    days = (local(first).date(), local(last).date())
    concerned = [edit for edit in edits if _touches(edit, *days)] or list(edits)
    reasons = dict.fromkeys(edit.reason for edit in concerned if edit.reason)
    bases = dict.fromkeys(edit.legal_basis for edit in concerned if edit.legal_basis)
    return Said("; ".join(reasons), "; ".join(bases), detail={"edits": [edit.version for edit in concerned]})


def _touches(edit: CalendarEdit, first: date, last: date) -> bool:
    begins, ends = edit.first_day or date.min, edit.last_day or date.max
    return begins <= last and ends >= first

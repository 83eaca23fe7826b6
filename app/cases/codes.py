"""Numbers of dossiers: the draft number given at once, and the code given at reception.

The code is `<agency>-<yymmdd>-<4 digits>` (Circular 01/2018/TT-VPCP Art. 19; province style seen in 2026). The counter
row of the agency and day is raised in the transaction that gives the code, so codes have no gaps under concurrency.
"""

import re
import secrets
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.cases.models import CodeCounter
from app.core.db import session, table_of

CODE = re.compile(r"^[A-Z0-9]+(\.[A-Z0-9]+)*-(\d{6}|\d{8})-\d{4,7}$")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def draft_number() -> str:
    """A number to speak of a dossier before it has a code: `N-` and eight unmistakable signs."""
    return "N-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def next_code(agency_code: str, day: date) -> str:
    """The next code of the agency on that day (a date in Asia/Ho_Chi_Minh), from 0001."""
    return f"{agency_code}-{day:%y%m%d}-{_next(agency_code, day):04d}"


def _next(agency_code: str, day: date) -> int:
    make = postgresql.insert if session().get_bind().dialect.name == "postgresql" else sqlite.insert
    table = table_of(CodeCounter)
    raised = (
        make(table)
        .values(agency_code=agency_code, day=day, last=1)
        .on_conflict_do_update(index_elements=["agency_code", "day"], set_={"last": table.c.last + 1})
        .returning(table.c.last)
    )
    return int(session().execute(raised).scalar_one())


def last_number(agency_code: str, day: date) -> int:
    """How many codes the agency has given on that day."""
    found = session().scalar(
        select(CodeCounter.last).where(CodeCounter.agency_code == agency_code, CodeCounter.day == day)
    )
    return found or 0

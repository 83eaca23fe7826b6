"""Public look-up of a dossier: by its code and a second thing that only its holder knows."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cases.models import Case
from app.cases.status import NAMES, Status
from app.catalogue.models import ProcedureVersion
from app.core.db import session
from app.core.errors import N_, NotFound
from app.identity.limits import DAY, hit
from app.identity.models import Account, Unit

PER_CODE = 100  # a day, from wherever: few enough that the four signs are not found by trying


class NothingFound(NotFound):
    """Wrong code or wrong second thing; which of the two is not said."""

    message = N_("Không có hồ sơ nào khớp. Kiểm tra mã hồ sơ trên giấy hẹn và 4 số cuối giấy tờ hoặc điện thoại.")


@dataclass(frozen=True, slots=True)
class PublicView:
    """What anybody with the receipt may know: no name, no paper, no content."""

    code: str
    procedure: str
    procedure_en: str
    agency: str
    status: int
    status_name: str
    received_at: datetime | None
    due_at: datetime | None
    near_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    suspended_at: datetime | None
    receiving_unit_id: int | None
    competent_unit_id: int | None


def look_up(code: str, last_four: str, address: str) -> PublicView:
    """What the law makes public of a dossier, for its code and the last four characters of the owner's identity or
    phone number. `address` is the asker's network address, for the limit of 20 tries in 10 minutes; a code has
    its own.

    Raises NothingFound, TooMany.
    """
    hit(f"lookup:{address}", limit=20, window_seconds=600)
    hit(f"lookup-of:{code.strip().upper()[:60]}", limit=PER_CODE, window_seconds=DAY)
    row = (
        session()
        .execute(
            select(Case, ProcedureVersion.name, ProcedureVersion.name_en, Unit.name, Account.id_number, Account.phone)
            .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
            .join(Account, Account.id == Case.owner_id)
            .outerjoin(Unit, Unit.id == Case.receiving_unit_id)
            .where(Case.code == code.strip().upper())
        )
        .first()
    )
    if row is None or not _knows(last_four.strip(), row.id_number, row.phone):
        raise NothingFound()
    case = row.Case
    return PublicView(
        code=case.code,
        procedure=row[1],
        procedure_en=row[2],
        agency=row[3],
        status=case.status,
        status_name=NAMES[Status(case.status)],
        received_at=case.received_at,
        due_at=case.due_at,
        near_at=case.near_at,
        resolved_at=case.resolved_at,
        closed_at=case.closed_at,
        suspended_at=case.suspended_at,
        receiving_unit_id=case.receiving_unit_id,
        competent_unit_id=case.competent_unit_id,
    )


def _knows(last_four: str, *numbers: str | None) -> bool:
    given = last_four.encode()
    matches = [hmac.compare_digest(given, (number or "")[-4:].encode()) for number in numbers]  # both, in equal time
    return len(last_four) == 4 and any(matches)

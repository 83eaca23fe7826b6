"""The letter of apology with a new date (form 04 of Circular 03/2025/TT-VPCP), as the ledger of the clock tells it."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.cases.models import Case
from app.core.db import session
from app.core.folding import fold
from app.deadlines import ledger
from app.deadlines.counting import Kind
from app.deadlines.models import LedgerLine
from app.identity.accounts import names
from app.identity.models import Account, Unit
from app.identity.units import COMMUNE

_KIND = re.compile(r"^(Xã|Phường|Đặc khu|Tỉnh|Thành phố|Công an xã|UBND tỉnh) ")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: `number` as printed, the `agency` that writes it, the one `above`, the `place`, to whom, received
    when, due when before and now, why; `exception`: not the first, for `exception_reason` and on the `basis`."""

    number: str
    agency: str
    above: str
    place: str
    to: str
    address: str
    phone: str
    received_at: datetime | None
    signed_at: datetime
    due_before: datetime | None
    due_after: datetime | None
    reason: str
    basis: str
    exception: bool
    exception_reason: str
    signer: str


def letters(case: Case) -> list[Letter]:
    """The letters of a dossier, the latest first; none when its date was never put off."""
    extended = [line for line in ledger.lines(case.id) if line.kind == Kind.EXTEND]
    if not extended:
        return []
    known = names(line.actor_id for line in extended)
    written = [_letter(case, place, line, known.get(line.actor_id or 0, "")) for place, line in enumerate(extended, 1)]
    return written[::-1]


def _letter(case: Case, place: int, line: LedgerLine, signer: str) -> Letter:
    unit = session().get(Unit, case.competent_unit_id or case.receiving_unit_id or 0)
    owner = session().get_one(Account, case.owner_id)
    for_oneself = fold(case.applicant_name) in ("", fold(owner.full_name))  # else they are somebody else's
    return Letter(
        number=f"{case.code or case.number}/XL{place:02d}",
        agency=called(unit),
        above=above(unit),
        place=place_of(unit),
        to=case.applicant_name or owner.full_name,
        address=owner.address if for_oneself else "",
        phone=(owner.phone or "") if for_oneself else "",
        received_at=case.received_at,
        signed_at=line.written_at,
        due_before=line.due_before,
        due_after=line.due_after,
        reason=line.reason,
        basis=line.legal_basis,
        exception=place > 1,
        exception_reason=str(((line.detail or {}).get("exception") or {}).get("reason") or ""),
        signer=signer,
    )


def called(unit: Unit | None) -> str:
    """An agency as it signs: a commune by its people's committee."""
    if unit is None:
        return ""
    if unit.kind == COMMUNE:
        return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"
    return unit.name


def above(unit: Unit | None) -> str:
    """The agency above it, as papers name it in their first line."""
    return called(session().get(Unit, unit.parent_id)) if unit is not None and unit.parent_id else ""


def place_of(unit: Unit | None) -> str:
    """The place that a paper is dated from."""
    return _KIND.sub("", unit.name) if unit is not None else ""

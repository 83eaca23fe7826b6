"""Search of procedures as people search: by code, by name, by everyday words, with or without diacritics.

Words are looked for by their beginnings in folded text. First everything that has all the words; only when nothing
has, what has a third of them and two that stand together (people write whole sentences, and a Vietnamese word is
mostly two syllables).
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, exists, func, literal, or_, select

from app.catalogue.models import Offer, Procedure, ProcedureVersion
from app.core.db import session
from app.core.errors import N_, Invalid
from app.core.folding import words
from app.identity.models import Unit

MOST = 100
LONGEST = 300  # letters of a query that are looked at
# words that say that one wants something, not what: folded
EMPTY = frozenset(
    {"xin", "lam", "cho", "toi", "em", "minh", "muon", "can", "o", "dau", "nhu", "nao", "thi", "la", "gi", "de", "va"}
    | {"ve", "thu", "tuc", "the", "phai"}
)
Wanted = Select[*tuple[Any, ...]]
_CODE = re.compile(r"^([0-9])\.?([0-9]{6})(\.|$)")


@dataclass(frozen=True, slots=True)
class Found:
    """One procedure in a list of results."""

    id: int
    version_id: int
    code: str
    slug: str
    name: Mapping[str, str]
    sector: str
    tier: str
    service_level: str
    legacy_level: int
    life_event: str
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results. `next_cursor` continues after it; `loose`: nothing had all the words, these have some."""

    items: tuple[Found, ...]
    next_cursor: str | None
    loose: bool


def search(
    q: str = "",
    agency: str | int | None = None,
    sector: str | None = None,
    level: str | int | None = None,
    tier: str | None = None,
    audience: str | None = None,
    life_event: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> Page:
    """Procedures in force, best first: the code itself, the words as said, names with all words, the rest; by name
    when nothing is sought.

    `agency` is a unit's code or id; `level` a service level (`FULL`) or a former level (`3`). An unknown value of a
    filter finds nothing. `limit` is held to 1-100. Raises Invalid on a cursor that is none of ours.
    """
    sought = _sought(q)
    wanted = _filtered(agency, sector, level, tier, audience, life_event)
    limit = min(max(limit, 1), MOST)
    if after:
        place = _read_cursor(after)
        return _page(wanted, sought, limit, loose=bool(place[0]), place=place)
    page = _page(wanted, sought, limit, loose=False)
    return page if page.items or len(sought) < 2 else _page(wanted, sought, limit, loose=True)


def code_in(text: str) -> str | None:
    """The procedure code that a text is, if it is one: without a local suffix (`1.001193.000.00.00.H55`), and with
    the dot that people leave out."""
    found = _CODE.match(text.strip())
    return f"{found[1]}.{found[2]}" if found else None


def _sought(q: str) -> list[str]:
    code = code_in(q)
    if code:
        return [code]
    # what is no letter or digit divides words; the dot inside a word stays, it is part of codes
    said = [word.strip(".") for word in words(re.sub(r"[^\w.]+", " ", q[:LONGEST]), limit=12)]
    said = [word for word in said if word]
    return [word for word in said if word not in EMPTY] or said


def _filtered(
    agency: str | int | None,
    sector: str | None,
    level: str | int | None,
    tier: str | None,
    audience: str | None,
    life_event: str | None,
) -> Wanted:
    version = ProcedureVersion
    wanted: Wanted = select(version, Procedure.slug).join(Procedure, Procedure.current_version_id == version.id)
    if not all(str(value or "").isprintable() for value in (agency, sector, level, tier, audience, life_event)):
        return wanted.where(literal(False))  # PostgreSQL takes no NUL, not even to find nothing
    if agency not in (None, ""):
        wanted = wanted.where(_offered_by(str(agency)))
    if sector:
        wanted = wanted.where(version.sector == sector)
    if level not in (None, ""):
        former = str(level) in ("1", "2", "3", "4")
        wanted = wanted.where(version.legacy_level == int(level) if former else version.service_level == str(level))
    if tier:
        wanted = wanted.where(version.tier == tier)
    if audience:
        column = {"CITIZEN": version.for_citizens, "BUSINESS": version.for_businesses}.get(audience)
        wanted = wanted.where(literal(False) if column is None else column)
    if life_event:
        wanted = wanted.where(version.life_event == life_event)
    return wanted


def _offered_by(agency: str) -> ColumnElement[bool]:
    unit = Unit.id == int(agency) if re.fullmatch("[0-9]{1,15}", agency) else Unit.code == agency
    return exists().where(Offer.procedure_id == Procedure.id, Offer.active, Unit.id == Offer.unit_id, unit)


def _page(
    wanted: Wanted, sought: Sequence[str], limit: int, *, loose: bool, place: Sequence[Any] | None = None
) -> Page:
    version = ProcedureVersion
    rank = _rank(sought)
    if sought:
        wanted = wanted.where(*_near(sought) if loose else [_has(version.search, word) for word in sought])
    if place is not None:
        wanted = wanted.where(_after(rank, place))
    wanted = wanted.add_columns(rank.label("rank")).order_by(rank, version.name_folded, version.id).limit(limit + 1)
    rows = list(session().execute(wanted))
    more = len(rows) > limit
    rows = rows[:limit]
    following = _cursor(loose, rows[-1]) if more else None
    return Page(tuple(_found(row, slug) for row, slug, _rank_of in rows), following, loose)


def _after(rank: ColumnElement[int], place: Sequence[Any]) -> ColumnElement[bool]:
    _loose, rank_of, name, id_ = place
    version = ProcedureVersion
    later = or_(version.name_folded > name, and_(version.name_folded == name, version.id > id_))
    return or_(rank > rank_of, and_(rank == rank_of, later))


def _hits(column: Any, sought: Sequence[str]) -> ColumnElement[int]:
    total: ColumnElement[int] = literal(0, Integer)
    for word in sought:
        total = total + case((_has(column, word), 1), else_=0)
    return total


def _has(column: Any, word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.contains(f" {word}", autoescape=True)
    return found


def _near(sought: Sequence[str]) -> list[ColumnElement[bool]]:
    text = ProcedureVersion.search
    some = _hits(text, sought) * 3 >= len(sought)
    return [some, _hits(text, _pairs(sought)) >= 1] if len(sought) > 2 else [some]


def _pairs(sought: Sequence[str]) -> list[str]:
    return [" ".join(pair) for pair in pairwise(sought)]


def _rank(sought: Sequence[str]) -> ColumnElement[int]:
    """How far a procedure is from what was sought: 0 the code itself, 1 the words as said, in the name or as an
    everyday expression, 2 all of them in the name, then by what is missing; the shorter name first within."""
    if not sought:
        return literal(0, Integer)
    version = ProcedureVersion
    said = " " + " ".join(sought)
    pairs = _pairs(sought)
    missing = len(sought) - _hits(version.search, sought) + 2 * (len(pairs) - _hits(version.search, pairs))
    distance = case(
        (version.code == sought[0], 0),
        (version.search.contains(said, autoescape=True), 1),
        (_hits(version.name_folded, sought) == len(sought), 2),
        else_=3 + missing,
    )
    return distance * 1000 + func.length(version.name_folded)


def _found(row: ProcedureVersion, slug: str) -> Found:
    sides = (("CITIZEN", row.for_citizens), ("BUSINESS", row.for_businesses))
    return Found(
        id=row.procedure_id,
        version_id=row.id,
        code=row.code,
        slug=slug,
        name={"vi": row.name, "en": row.name_en},
        sector=row.sector,
        tier=row.tier,
        service_level=row.service_level,
        legacy_level=row.legacy_level,
        life_event=row.life_event,
        audience=tuple(side for side, there in sides if there),
    )


def _cursor(loose: bool, row: tuple[ProcedureVersion, str, int]) -> str:
    version, _slug, rank = row
    text = json.dumps([int(loose), rank, version.name_folded, version.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> list[Any]:
    try:
        place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        loose, rank, name, id_ = place
        numbers = all(type(part) is int and abs(part) < 2**31 for part in (loose, rank, id_))
        if numbers and isinstance(name, str) and name.isprintable():
            return [loose, rank, name, id_]
    except (ValueError, TypeError, RecursionError):
        pass
    raise Invalid({"after": N_("Trang tiếp theo không còn đúng; hãy tìm lại.")})

"""Filters of the inbox: read from an address, written back to one, and kept on the server for the officer.

A saved filter is a name and a query string, so that a saved one, a link sent to a colleague and the JSON API's
parameters are the same thing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete, func, select

from app.cases.models import SavedFilter
from app.core.db import session
from app.core.errors import N_, Conflict, Invalid, NotFound

STATES = ("available", "mine", "team", "done")
DUE = ("overdue", "near", "today", "week", "none")
DAY = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]")
SORTS = ("due", "opened", "code", "-due", "-opened", "-code")
UNASSIGNED = 0  # as `assignee`: tasks that nobody has taken
MOST = 30  # saved filters per officer
LONGEST = 500  # characters of a saved query string


class TooManyFilters(Conflict):
    """Bạn đã lưu nhiều bộ lọc nhất có thể."""

    message = N_("Bạn đã lưu %(most)s bộ lọc, nhiều nhất có thể. Xóa bớt một bộ lọc rồi lưu lại.")


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of a list is asked for. `lane` is a role, `procedure` a procedure code, `unit` and `assignee` ids;
    `due` one of DUE or a day (`2026-11-25`)."""

    state: str = "mine"
    lane: str | None = None
    due: str | None = None
    q: str = ""
    procedure: str | None = None
    unit: int | None = None
    assignee: int | None = None
    sort: str = "due"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the queue itself is chosen."""
        return self.but(state="mine", sort="due") != Filters()

    def but(self, **changes: object) -> "Filters":
        """The same with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def query(self) -> str:
        """As a query string, defaults left out, in a fixed order."""
        default = Filters(state="")
        pairs = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return urlencode([(name, value) for name, value in pairs if value != getattr(default, name)])


def read(args: Mapping[str, str]) -> Filters:
    """The filters that an address or an API call asks for; unknown parameters are not ours and are left alone.

    Raises Invalid naming each parameter at fault.
    """
    faults: dict[str, str] = {}
    found = Filters(
        state=_one_of("state", args, STATES, faults) or "mine",
        lane=_short("lane", args, 30, faults),
        due=_due(args, faults),
        q=_short("q", args, 200, faults) or "",
        procedure=_short("procedure", args, 40, faults),
        unit=_number("unit", args, faults),
        assignee=_number("assignee", args, faults),
        sort=_one_of("sort", args, SORTS, faults) or "due",
    )
    if faults:
        raise Invalid(faults)
    return found


def saved(account_id: int) -> list[SavedFilter]:
    """The filters an officer kept, by name."""
    mine = select(SavedFilter).where(SavedFilter.account_id == account_id).order_by(SavedFilter.name)
    return list(session().scalars(mine))


def save(account_id: int, name: str, filters: Filters) -> SavedFilter:
    """Keeps a filter under a name; the same name again replaces it.

    Raises Invalid (no name, or longer than 80; a query too long to keep) and TooManyFilters.
    """
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Invalid({"name": N_("Đặt tên cho bộ lọc, từ 1 đến 80 ký tự.")})
    query = filters.query()
    if len(query) > LONGEST:
        raise Invalid({"q": N_("Từ tìm kiếm quá dài để lưu thành bộ lọc. Rút gọn rồi lưu lại.")})
    kept = session().scalar(select(SavedFilter).where(SavedFilter.account_id == account_id, SavedFilter.name == name))
    if kept is None:
        own = select(func.count()).where(SavedFilter.account_id == account_id)
        if (session().scalar(own) or 0) >= MOST:
            raise TooManyFilters(most=MOST)
        kept = SavedFilter(account_id=account_id, name=name, query="")
        session().add(kept)
    kept.query = query
    session().flush()
    return kept


def forget(account_id: int, filter_id: int) -> None:
    """Deletes one of the officer's own filters. Raises NotFound for anybody else's."""
    own = delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.account_id == account_id)
    if session().execute(own.returning(SavedFilter.id)).first() is None:
        raise NotFound()


def parse(query: str) -> Filters:
    """The filters of a saved query string; parts that no longer mean anything fall away."""
    try:
        return read(dict(parse_qsl(query)))
    except Invalid:
        return Filters()


def _one_of(name: str, args: Mapping[str, str], allowed: tuple[str, ...], faults: dict[str, str]) -> str | None:
    value = args.get(name, "").strip()
    if value and value not in allowed:
        faults[name] = N_("Giá trị này không có trong danh sách.")
    return value or None


def _due(args: Mapping[str, str], faults: dict[str, str]) -> str | None:
    value = args.get("due", "").strip()
    if not DAY.fullmatch(value):
        return _one_of("due", args, DUE, faults)
    try:
        date.fromisoformat(value)
    except ValueError:
        faults["due"] = N_("Không có ngày này trong lịch.")
    return value


def _short(name: str, args: Mapping[str, str], most: int, faults: dict[str, str]) -> str | None:
    value = args.get(name, "").strip()
    if len(value) > most:
        faults[name] = N_("Nội dung quá dài.")
    return value or None


def _number(name: str, args: Mapping[str, str], faults: dict[str, str]) -> int | None:
    value = args.get(name, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        faults[name] = N_("Cần một số.")
        return None
    return int(value)

"""Open incidents by where and why: one fault in a diagram stops a hundred dossiers at the same step with the same
words, and is mended once.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.cases.models import Case
from app.core.db import session
from app.core.errors import NotFound
from app.deadlines.models import Watch
from app.engine.models import Incident, Timer

MOST_READ = 5000  # incidents looked at; the page says when there are more
_REFERENCE = re.compile(r"^[0-9A-F]{8} ")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Held:
    """One incident of a group. `next_try_at` None: nobody tries it again by itself."""

    id: int
    case_id: int
    number: str
    error: str
    since: datetime
    tries: int
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Incidents of one cause at one place of one version. `node` is the step, timer or message; `act` what was tried
    (complete, receive, timer, watch:NEAR …); `cause` the error without its reference and numbers."""

    key: str
    version_id: int
    node: str
    act: str
    cause: str
    held: tuple[Held, ...]

    @property
    def since(self) -> datetime:
        """Since when the first of them waits."""
        return min(one.since for one in self.held)

    @property
    def cases(self) -> int:
        """How many dossiers wait."""
        return len({one.case_id for one in self.held})

    @property
    def tries(self) -> int:
        """How often the most tried one was tried."""
        return max(one.tries for one in self.held)

    @property
    def next_try_at(self) -> datetime | None:
        """When the first of them is tried again by itself."""
        return min((one.next_try_at for one in self.held if one.next_try_at), default=None)


def groups() -> list[Group]:
    """All of them, those of a place together, the place with the most dossiers first. Three statements."""
    rows = list(session().execute(_OPEN))
    timers, watches = _timers({row.Incident.instance_id for row in rows}), _watches({row.id for row in rows})
    found: dict[tuple[int, str, str, str], list[Held]] = {}
    for row in rows:
        incident = row.Incident
        kind, watch = str(incident.act.get("kind", "")), str(incident.act.get("watch", ""))
        node, next_try = incident.node, None
        if kind == "timer":
            node, next_try = timers.get(incident.instance_id, (node, None))
        elif kind == "watch":
            next_try = watches.get((row.id, watch))
        of = (row.version_id, node, f"{kind}:{watch}" if watch else kind, cause_of(incident.error))
        one = Held(incident.id, row.id, row.number, incident.error, incident.created_at, incident.tries, next_try)
        found.setdefault(of, []).append(one)
    made = [Group(_key(*of), *of, held=tuple(held)) for of, held in found.items()]
    at = _counts(made)
    return sorted(made, key=lambda one: (-at[one.version_id, one.node], one.version_id, one.node, -one.cases))


def group(key: str) -> Group:
    """One of them. Raises NotFound, when nothing of it is left too."""
    for one in groups():
        if one.key == key:
            return one
    raise NotFound()


def cause_of(error: str) -> str:
    """An error without what differs from dossier to dossier: its reference, numbers."""
    return _NUMBERS.sub("…", _REFERENCE.sub("", error))[:200]


def _counts(found: Iterable[Group]) -> dict[tuple[int, str], int]:
    counted: dict[tuple[int, str], int] = {}
    for one in found:
        counted[one.version_id, one.node] = counted.get((one.version_id, one.node), 0) + one.cases
    return counted


def _key(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def _timers(instances: set[int]) -> dict[int, tuple[str, datetime]]:
    """The failing timer of each instance that is tried next: (node, when)."""
    failing = select(Timer.instance_id, Timer.node, Timer.next_try_at).where(
        Timer.tries > 0, Timer.instance_id.in_(instances)
    )
    rows = session().execute(failing.order_by(Timer.next_try_at.desc()))
    return {instance: (node, moment) for instance, node, moment in rows}


def _watches(cases: set[int]) -> dict[tuple[int, str], datetime]:
    failing = select(Watch.case_id, Watch.kind, Watch.next_try_at).where(Watch.tries > 0, Watch.case_id.in_(cases))
    return {(case_id, kind): moment for case_id, kind, moment in session().execute(failing)}


def by_place(found: Sequence[Group]) -> list[tuple[int, str, list[Group]]]:
    """Groups as `groups` gives them, by place: (version id, node, those there)."""
    places: dict[tuple[int, str], list[Group]] = {}
    for one in found:
        places.setdefault((one.version_id, one.node), []).append(one)
    return [(version_id, node, those) for (version_id, node), those in places.items()]


_OPEN = (
    select(Incident, Case.id, Case.version_id, func.coalesce(Case.code, Case.number).label("number"))
    .join(Case, Case.id == Incident.subject_id)
    .where(Incident.resolved_at.is_(None))
    .order_by(Incident.id)
    .limit(MOST_READ)
)

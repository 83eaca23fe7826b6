"""Putting a dossier back to an earlier step, from a state that is still kept: the process, with it status, clock and
journal. What the law has settled is not undone: submission, reception, money, a result that is out, a citizen's wish
to withdraw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases import answering, clockwork, footing, journal, operating, progress
from app.cases.calendars import of_unit
from app.cases.due_moments import show
from app.cases.models import Case, JournalLine
from app.cases.notices import tell_owner
from app.cases.status import Status
from app.core.errors import N_, Conflict, NotFound, Refusal
from app.deadlines import clocks, undoing
from app.deadlines.counting import Kind
from app.deadlines.ledger import Said
from app.deadlines.models import LedgerLine
from app.engine import looking_back, overdue, runtime
from app.engine.looking_back import Earlier
from app.engine.nodes import Node
from app.identity import operations
from app.identity.actor import Actor
from app.identity.operations import About

_SUPPLEMENT = Status.SUPPLEMENT_REQUESTED
_WENT_ON = frozenset({Kind.RESTART, Kind.CONTINUE, Kind.ANSWERED})


class BehindReception(Conflict):
    """Submission and reception are facts of the law."""

    message = N_("Không lùi về trước khi nộp hoặc tiếp nhận: mã hồ sơ và giấy hẹn đã cấp cho công dân.")


class BehindPayment(Conflict):
    """Money was received since."""

    message = N_("Sau bước đó đã có thu phí, lệ phí nên không lùi qua được.")


class ResultOut(Conflict):
    """The result has left the house."""

    message = N_("Kết quả đã gửi hoặc trả cho công dân nên không lùi qua được.")


class CitizensWish(Conflict):
    """The citizen has asked to withdraw since."""

    message = N_("Sau bước đó công dân đã xin rút hồ sơ; quyết định yêu cầu đó, không lùi qua nó.")


class AlreadyThere(Conflict):
    """It has just been put back to this very step."""

    message = N_("Hồ sơ vừa được đưa về đúng bước này rồi.")


class Unknown(Conflict):
    """What happened since is not noted so that it could be put right."""

    message = N_("Những gì diễn ra sau bước đó không đủ dấu vết để đưa hồ sơ về cho đúng.")


@dataclass(frozen=True, slots=True)
class Way:
    """A step that a dossier may be put back to: what is open there, who left it when, and the status it then has.

    `refusal` says why not; `reopens` that a resolved dossier is open again; `lines` of the ledger count no more.
    """

    version: int
    opens: tuple[Node, ...]
    left_by: str
    left_at: datetime | None
    status: Status
    reopens: bool
    refusal: Refusal | None
    undone: tuple[JournalLine, ...]
    lines: tuple[LedgerLine, ...] = ()


def ways(case: Case) -> list[Way]:
    """All steps still kept, newest first, those too that are refused."""
    if case.instance_id is None:
        return []
    moves = _moves(case)
    return [_way(case, one, moves) for one in looking_back.earlier(case.instance_id)]


def way(case: Case, version: int) -> Way:
    """One of them. Raises NotFound, and the refusal if it is refused."""
    found = next((one for one in ways(case) if one.version == version), None)
    if found is None:
        raise NotFound()
    if found.refusal is not None:
        raise found.refusal
    return found


def send_back(case_id: int, version: int, reason: str, actor: Actor) -> Way:
    """Puts the dossier back as it was at this version of its process. Answers and papers given since are kept.

    Raises NotFound when the state is not kept any more, and the refusals above.
    """
    said, case = operations.reason_of(reason), operating.operated(case_id, actor)
    chosen = way(case, version)
    was = footing.of(case)
    for line in chosen.undone:
        footing.put_back(case, (line.detail or {}).get(footing.UNDO, {}))
    _put_clock_back(case, chosen, said, actor)
    detail = {"reason": said, "version": version, "steps": [node.id for node in chosen.opens]}
    moved = progress.operate(
        case, "sent_back", actor, detail, lambda instance_id, host: runtime.restore(instance_id, version, host), was
    )
    if case.suspended_at is not None:
        overdue.hold(moved.progress.instance_id)
    operations.write("send_back", actor.account_id, About(case.id, case.version_id), said, {"version": version})
    if was["status"] != case.status:
        tell_owner(case, "sent_back")
    return chosen


def _put_clock_back(case: Case, chosen: Way, said: str, actor: Actor) -> None:
    clock = clocks.clock(case.id)
    calendar = of_unit(clock.unit_id if clock else case.competent_unit_id)
    undoing.undo(clock, case.id, calendar, chosen.lines, Said(said, "", actor.account_id))
    if clock is not None:
        clockwork.recount(case)
        show(case, clock)
    if case.status == Status.SUBMITTED:
        answering.begin(case)
    else:
        answering.end(case)


def _way(case: Case, kept: Earlier, moves: Sequence[JournalLine]) -> Way:
    undone = tuple(line for line in moves if _version(line) > kept.version)
    status = Status(_first(undone, "status", case.status))
    refusal = _refusal(case, kept, undone)
    lines: list[LedgerLine] | None = []
    if refusal is None:
        lines = undoing.last_of(case.id, _clock_kinds(case, undone))
        refusal = Unknown() if lines is None else None
    return Way(
        version=kept.version,
        opens=kept.opens,
        left_by=kept.left_by,
        left_at=undone[-1].at if undone else None,
        status=status,
        reopens=case.resolved_at is not None and _first(undone, "resolved_at", case.resolved_at) is None,
        refusal=refusal,
        undone=undone,
        lines=tuple(lines or ()),
    )


def _refusal(case: Case, kept: Earlier, undone: Sequence[JournalLine]) -> Refusal | None:
    """Why not; the gravest first."""
    changed: dict[str, Any] = {}
    for line in undone:
        changed |= _undo(line)
    if {_version(line) for line in undone} != set(range(kept.version + 1, kept.present + 1)):
        return Unknown()
    if undone and undone[0].kind == "sent_back" and (undone[0].detail or {}).get("version") == kept.version:
        return AlreadyThere()
    if "submitted_at" in changed or "received_at" in changed:
        return BehindReception()
    if any(line.kind == "withdraw" for line in undone):
        return CitizensWish()
    if "financial" in changed:
        return BehindPayment()
    if "delivery" in changed and case.delivery in ("HANDED", "CONFIRMED"):
        return ResultOut()
    if any(line.kind in ("sent_back", "moved_version") and _undo(line) for line in undone):
        return Unknown()
    return None


def _clock_kinds(case: Case, undone: Sequence[JournalLine]) -> list[frozenset[Kind]]:
    """What of the clock goes with these moves, the newest first: read off the changes of status and of the due date."""
    kinds: list[frozenset[Kind]] = []
    became, rests = int(case.status), case.due_at is None
    for line in undone:
        undo = _undo(line)
        rested = undo["due_at"] is None if "due_at" in undo else rests
        status = int(undo.get("status", became))
        if became == Status.RESOLVED != status:
            kinds.append(frozenset({Kind.STOP}))
        elif became == _SUPPLEMENT != status:
            kinds.append(frozenset({Kind.WAIT}))
        elif status == _SUPPLEMENT != became:
            kinds.append(_WENT_ON)
        elif rested != rests:
            kinds.append(frozenset({Kind.RESUME if rested else Kind.PAUSE}))
        became, rests = status, rested
    return kinds


def _moves(case: Case) -> list[JournalLine]:
    """The lines of the process's moves, newest first."""
    return [line for line in reversed(journal.lines(case.id)) if footing.MOVE in (line.detail or {})]


def _version(line: JournalLine) -> int:
    return int((line.detail or {})[footing.MOVE])


def _undo(line: JournalLine) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (line.detail or {}).get(footing.UNDO, {})
    return found


def _first(undone: Sequence[JournalLine], name: str, present: Any) -> Any:
    """What a field was before the oldest of these moves that changed it."""
    return next((_undo(line)[name] for line in reversed(undone) if name in _undo(line)), present)

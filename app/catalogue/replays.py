"""Old dossiers played on the version they ran on and on another: where the other one differs. No table, no effect."""

import base64
import signal
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.catalogue.histories import History, of_json
from app.catalogue.replay_comparing import codes, differences
from app.catalogue.replay_player import Difference, Player, TooLong
from app.deadlines.calendar import Calendar
from app.deadlines.carrying import of_plain
from app.engine.rehearsing import Stage
from app.engine.spiff_moving import DIFFERENT, Blocked
from app.engine.taking_over import taken_over

SHARE = 3.0  # seconds of CPU for one dossier; a usual one takes a hundredth
MOST = 40  # differences of one dossier
HALTS = 3  # dossiers that take more than their share before the rest is given up
WAITS, ENDED, KNOWN, CUT_OFF = "waits", "ended", "known", "endless"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one dossier came to. `why` (kind, node): the old version did not play as it really went, so that nothing is
    compared; `blocked` (why, node): it could not be moved."""

    number: str
    is_open: bool
    why: tuple[str, str] | None
    differences: tuple[Difference, ...]
    blocked: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was reached, and how long it took in seconds."""

    cases: tuple[Replayed, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Plain data, as `outcome_of` takes it."""
        return {"cases": [asdict(one) for one in self.cases], "seconds": self.seconds}


def outcome_of(data: Mapping[str, Any]) -> Outcome:
    """The outcome that `as_json` wrote."""
    return Outcome(tuple(_replayed(one) for one in data["cases"]), data["seconds"])


def replay(
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    process_id: str,
    histories: Sequence[Mapping[str, Any]],
    calendars: Sequence[Mapping[str, Any]],
    seconds: float,
) -> Outcome:
    """Plays as many histories (as JSON) as `seconds` allow. Raises ValueError when a version cannot be read.

    One that takes more than its share of time is cut off; after a few such the rest is left.
    """
    begun = time.monotonic()
    stages = Stage(old, process_id), Stage(new, process_id)
    read, words = [of_plain(one) for one in calendars], codes(old) | codes(new)
    found: list[Replayed] = []
    for data in histories:
        if time.monotonic() - begun > seconds or sum(map(_halted, found)) >= HALTS:
            break
        history = of_json(data)
        found.append(_cut(_one(history, stages, words, read[history.calendar])))
    return Outcome(tuple(found), time.monotonic() - begun)


def _halted(one: Replayed) -> bool:
    return (one.why or ("",))[0] == CUT_OFF or any(difference.kind == CUT_OFF for difference in one.differences)


def _one(history: History, stages: tuple[Stage, Stage], words: Container[str], calendar: Calendar) -> Replayed:
    old = Player(stages[0], history, calendar, new=False)
    new = Player(stages[1], history, calendar, new=True)
    with _Share():
        old.play()
    why = _disagrees(history, old)
    blocked = _blocked(history, stages)
    if why is not None:
        return Replayed(history.number, history.is_open, why, (), blocked)
    with _Share():
        new.play()
    if history.until is not None:
        with _Share():
            old.go_on(history.until)
        with _Share():
            new.go_on(history.until)
    return Replayed(history.number, history.is_open, None, tuple(differences(stages, old, new, words)), blocked)


class _Share:
    """The CPU that one playing may take; then TooLong is raised in it, which ends at the latest here."""

    def __enter__(self) -> None:
        signal.signal(signal.SIGVTALRM, _too_long)
        signal.setitimer(signal.ITIMER_VIRTUAL, SHARE, 0.2)  # again and again, should one be swallowed

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return kind is TooLong


def _too_long(*_: object) -> None:
    raise TooLong


def _disagrees(history: History, old: Player) -> tuple[str, str] | None:
    """Where the old version, played again, is not what really happened; None: it is."""
    if old.differences:
        first = old.differences[0]
        return first.kind, first.node or first.said
    last = old.points[-1]
    if last.finished != history.finished:
        return ENDED, ""
    if not last.finished and last.open != history.waits:
        return WAITS, next(iter(set(last.open) ^ set(history.waits)), "")
    other = next((name for name, value in history.known.items() if not _same(value, last.variables.get(name))), None)
    return None if other is None else (KNOWN, other)


def _same(real: Any, played: Any) -> bool:
    """Whether a variable is as it was; moments may be a little apart, as a step took its time."""
    if real == played or not isinstance(real, str) or not isinstance(played, str):
        return bool(real == played)
    try:
        apart = datetime.fromisoformat(real) - datetime.fromisoformat(played)
    except (ValueError, TypeError):
        return False
    return abs(apart.total_seconds()) < 120


def _blocked(history: History, stages: tuple[Stage, Stage]) -> tuple[str, str] | None:
    """Why the dossier as it stands could not be moved to the new version, and where; None: it could, or has ended."""
    if history.state is None:
        return None
    codec, state = history.state
    old, new = stages
    moment = datetime.fromisoformat(history.until or history.events[-1].at if history.events else history.begins)
    try:
        taken_over((codec, base64.b64decode(state)), old.specs, new.specs, new.nodes, moment)
    except Blocked as blocked:
        return blocked.why, blocked.node
    except Exception:  # what a move would report as a failure
        return DIFFERENT, ""
    return None


def _cut(one: Replayed) -> Replayed:
    return Replayed(one.number, one.is_open, one.why, one.differences[:MOST], one.blocked)


def _replayed(data: Mapping[str, Any]) -> Replayed:
    found = tuple(Difference(**{**one, "nodes": tuple(one["nodes"])}) for one in data["differences"])
    why, blocked = (tuple(data[name]) if data[name] else None for name in ("why", "blocked"))
    return Replayed(data["number"], data["is_open"], why, found, blocked)

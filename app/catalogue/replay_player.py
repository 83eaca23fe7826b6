"""One history played on one version: what is passed, open and known after each event, until it goes no further."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.catalogue.histories import BACK, DO, SEND, STOP, Event, History
from app.catalogue.rehearsal_host import RehearsalHost
from app.deadlines.calendar import Calendar
from app.engine.rehearsing import Stage
from app.engine.replaying import Replaying, Runaway

CLOSED, GONE, FORM, BUTTON, UNHEARD, NOT_BACK = "closed", "gone", "form", "button", "unheard", "back"
ERROR, ENDLESS = "error", "endless"


class TooLong(BaseException):
    """One history took more than its share. No `Exception`: nothing on the way may take it for a fault of a step."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a playing leaves the way. `nodes` are others that say more, `said` a plain word or two; `label` names a
    form's field."""

    kind: str
    node: str = ""
    nodes: tuple[str, ...] = ()
    said: str = ""
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """Where a playing stands after an event: all nodes passed and calls made so far."""

    passed: frozenset[str]
    open: tuple[str, ...]
    calls: Counter[tuple[str, str]]
    variables: Mapping[str, Any]
    finished: bool
    due: Mapping[str, datetime]


class _Stopped(Exception):
    """The history goes no further here."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(difference.kind)
        self.difference = difference


class _Host(RehearsalHost):
    """Answers as the house did, and counts what was asked with which parameters."""

    def __init__(self, calendar: Calendar, player: "Player") -> None:
        super().__init__(calendar, player.now)
        self.told: Counter[tuple[str, str]] = Counter()

    def call(self, action: str, parameters: dict[str, Any], variables: Mapping[str, Any]) -> Any:
        self.told[action, json.dumps(parameters, sort_keys=True, default=str)] += 1
        return super().call(action, parameters, variables)


class Player:
    """Plays a history. `points` has one for the beginning and one for each event that was reached; `differences` what
    did not go as it went then."""

    def __init__(self, stage: Stage, history: History, calendar: Calendar, *, new: bool) -> None:
        self._stage, self._history, self._new = stage, history, new
        self._host = _Host(calendar, self)
        self._playing: Replaying | None = None
        self.points: list[Point] = []
        self.differences: list[Difference] = []
        self.unasked: set[str] = set()  # variables of steps that are gone
        self.stopped = False

    def now(self) -> datetime:
        """The moment that is played."""
        return self._playing.now if self._playing else datetime.fromisoformat(self._history.begins)

    def play(self) -> None:
        """Everything that happened."""
        try:
            self._go("", self._begin)
            for event in self._history.events:
                if self.stopped:
                    return
                self._go(event.name if event.kind == DO else "", self._play_event, event)
        except TooLong:  # between two events
            self._stop(Difference(ENDLESS))

    def go_on(self, until: str) -> None:
        """Time passes after the last event."""
        if not self.stopped:
            self._go("", self._wait, datetime.fromisoformat(until))

    def _go(self, node: str, act: Any, *given: Any) -> None:
        try:
            act(*given)
        except _Stopped as stopped:
            self._stop(stopped.difference)
        except (TooLong, Runaway, RecursionError, MemoryError):
            self._stop(Difference(ENDLESS, node))
        except Exception as error:  # whatever a diagram makes of an expression; its text may quote people's data
            self._stop(Difference(ERROR, node, said=type(error).__name__))
        else:
            self._note()

    def _stop(self, difference: Difference) -> None:
        self.stopped = True
        self.differences.append(difference)

    def _begin(self) -> None:
        start = self._history.instead if self._new else self._history.start
        self._playing = Replaying(self._stage, start, self._host.call, self.now())

    def _wait(self, until: datetime) -> None:
        self._here.wait(until)

    @property
    def _here(self) -> Replaying:
        assert self._playing is not None, "it has begun"
        return self._playing

    def _play_event(self, event: Event) -> None:
        here, moment = self._here, datetime.fromisoformat(event.at)
        if event.held:
            here.now = max(here.now, moment)
        else:
            here.wait(moment)
        self._host.answers.update(event.answers)
        if event.kind == DO:
            self._do(event)
        elif event.kind == SEND and not here.send(event.name, {}):
            self.differences.append(Difference(UNHEARD, said=event.name))
        elif event.kind == BACK and not here.back(event.to):
            raise _Stopped(Difference(NOT_BACK))
        elif event.kind == STOP:
            here.stop()
        here.mark(event.version)

    def _do(self, event: Event) -> None:
        if event.name not in self._stage.nodes:
            self.differences.append(Difference(GONE, event.name))
            self.unasked |= event.variables.keys()
            return
        if event.name not in self._here.open:
            raise _Stopped(Difference(CLOSED, event.name, tuple(self._here.open)))
        if self._new:
            self._answer(event)
        variables = event.instead if self._new else event.variables
        if event.holder is None:
            done = self._here.do(event.name, variables)
        else:
            done = self._here.do_by(event.name, variables, event.holder)
        if not done:
            raise _Stopped(Difference(CLOSED, event.name, tuple(self._here.open)))

    def _answer(self, event: Event) -> None:
        """What the new form makes of the answers. Raises _Stopped where the way cannot be told any more."""
        found = [
            Difference(BUTTON if one.button else FORM, event.name, said=one.path, label=one.label)
            for one in event.refused
        ]
        self.differences += found
        decisive = next((one for one, is_so in zip(found, event.refused, strict=True) if is_so.decides), None)
        if decisive is not None:
            self.differences.remove(decisive)
            raise _Stopped(decisive)

    def _note(self) -> None:
        here = self._here
        self.points.append(
            Point(
                passed=frozenset(here.nodes & self._stage.nodes.keys()),
                open=tuple(here.open),
                calls=Counter(self._host.told),
                variables=dict(here.variables),
                finished=here.finished,
                due=here.due,
            )
        )

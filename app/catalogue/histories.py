"""What happened to a dossier as plain data: no name, no answer but what decided its way, so that it can be played again
in a process of its own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

DO, SEND, TIME, BACK, STOP = "do", "send", "time", "back", "stop"


@dataclass(frozen=True, slots=True)
class Refused:
    """What the new form finds wrong with the answers that were given. `button`: the outcome pressed is not there;
    `decides`: the way depends on it, so that what follows cannot be told."""

    path: str
    label: Mapping[str, str]
    button: bool = False
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at a moment (ISO 8601); `version` is the process's after it.

    `kind` DO (`name` is the node) | SEND (`name` is the message) | TIME | BACK (to the version `to`) | STOP.
    `variables` are what the form of then gave to the process, `instead` what the new version's form gives of the same
    answers. `answers` are the house's to service tasks. `held`: no timer fired before it, an operator held the dossier.
    `holder` (variable, account) says which of the tasks that a step opens for several people, each by name.
    """

    kind: str
    at: str
    version: int
    name: str = ""
    to: int = 0
    variables: Mapping[str, Any] = field(default_factory=dict)
    instead: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    held: bool = False
    holder: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class History:
    """One dossier. `start` and `instead` are the variables it began with and would begin with by the new version.

    `finished`, `waits` (open nodes, sorted) and `known` (variables) are what really came of it; `until` is the present
    moment of an open one (None: it has ended, or is held); `state` (codec, base64) is its process; `calendar` counts
    into those that are sent along. `moved`: part of it ran on another version.
    """

    number: str
    is_open: bool
    begins: str
    start: Mapping[str, Any]
    instead: Mapping[str, Any]
    events: tuple[Event, ...]
    finished: bool
    waits: tuple[str, ...]
    known: Mapping[str, Any]
    until: str | None = None
    state: tuple[int, str] | None = None
    calendar: int = 0
    moved: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain data, as `of_json` takes it."""
        return asdict(self)


def of_json(data: Mapping[str, Any]) -> History:
    """The history that `as_json` wrote."""
    events = tuple(_event(one) for one in data["events"])
    state = tuple(data["state"]) if data["state"] else None
    return History(**{**data, "events": events, "waits": tuple(data["waits"]), "state": state})


def _event(data: Mapping[str, Any]) -> Event:
    holder = tuple(data["holder"]) if data["holder"] else None
    return Event(**{**data, "refused": tuple(Refused(**one) for one in data["refused"]), "holder": holder})

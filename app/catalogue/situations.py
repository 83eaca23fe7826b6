"""Where a scenario being played stands: what is open, what is waited for, what has been called, what is known.

It is plain data, so that it can be told from one process to another; whatever is big in it is cut short.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from app.catalogue import scenario_files
from app.catalogue.playing import Failed, Forms, Playing
from app.catalogue.rehearsal_host import Called
from app.catalogue.scenario_files import FOLDER
from app.deadlines.loading import packaged
from app.engine.rehearsing import Rehearsal, Stage

MAX_SHOWN = 300  # signs of one value
MAX_VARIABLES = 200
MAX_OPEN = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the bundle's diagrams."""

    name: str
    kind: str
    file: str
    role: str | None
    assignee: str | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an action: after how many steps, and its parameters and result as text."""

    step: int
    action: str
    parameters: str
    result: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stood after a step: the rehearsal's moment (ISO 8601) and the open tasks."""

    now: str
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a scenario stands after its steps, or before the one that fails: then `place` and `said` (Vietnamese,
    English) tell it; `place` is `ends` when only what it expects in the end is not so.

    `trace` is the beginning and each step that went well, `timers` (moment, node), `variables` texts of JSON by name
    (`whole`: those that are not cut), `passed` and `flows` what it went through, `here` where it stands, `places` every
    node by id, `actions` what service tasks of the bundle can call.
    """

    place: str
    said: tuple[str, str] | None
    trace: tuple[Standing, ...]
    finished: bool
    messages: tuple[str, ...]
    timers: tuple[tuple[str, str], ...]
    calls: tuple[Call, ...]
    asked: tuple[str, ...]
    variables: Mapping[str, str]
    whole: frozenset[str]
    passed: frozenset[str]
    flows: frozenset[tuple[str, str]]
    here: frozenset[str]
    places: Mapping[str, Place]
    actions: tuple[str, ...]

    @property
    def done(self) -> int:
        """How many steps went well."""
        return max(0, len(self.trace) - 1)

    @property
    def open(self) -> tuple[str, ...]:
        """The open tasks, sorted; a task of many is there as often as it is open."""
        return self.trace[-1].open if self.trace else ()

    @property
    def now(self) -> datetime | None:
        """The rehearsal's clock; None when it could not begin."""
        return datetime.fromisoformat(self.trace[-1].now) if self.trace else None

    @property
    def stopped(self) -> bool:
        """Whether a step (not the end) fails."""
        return self.said is not None and self.place != "ends"

    def as_json(self) -> dict[str, Any]:
        """Plain data, as `of_json` takes it."""
        sets = {"whole": sorted(self.whole), "passed": sorted(self.passed), "here": sorted(self.here)}
        return {**asdict(self), **sets, "flows": sorted(self.flows)}


def of_json(data: Mapping[str, Any]) -> Situation:
    """The situation that `as_json` wrote."""
    made: dict[str, Any] = {
        "said": tuple(data["said"]) if data["said"] else None,
        "trace": tuple(Standing(one["now"], tuple(one["open"])) for one in data["trace"]),
        "timers": tuple(map(tuple, data["timers"])),
        "calls": tuple(Call(**one) for one in data["calls"]),
        "flows": frozenset(map(tuple, data["flows"])),
        "places": {node: Place(**one) for node, one in data["places"].items()},
        **{name: tuple(data[name]) for name in ("messages", "asked", "actions")},
        **{name: frozenset(data[name]) for name in ("whole", "passed", "here")},
    }
    return Situation(**{one.name: made.get(one.name, data[one.name]) for one in fields(Situation)})


def situation(files: Mapping[str, bytes], process_id: str, scenario: bytes) -> Situation:
    """Plays a scenario over a bundle that has no error. Raises ValueError when the diagrams or the scenario cannot be
    read."""
    bundle = {name: content for name, content in files.items() if not name.startswith(FOLDER)}
    return standing(Stage(bundle, process_id), Forms(bundle), scenario)


def standing(stage: Stage, forms: Forms, scenario: bytes) -> Situation:
    """Plays a scenario on a stage. Raises BadScenario."""
    playing = Playing(scenario_files.read(scenario), stage, forms, packaged())
    trace: list[Standing] = []
    calls: list[Call] = []
    failed: Failed | None = None
    try:
        for rehearsal in playing.steps():
            trace.append(_standing(rehearsal))
            calls += _called(playing)
        playing.ends()
    except Failed as failure:
        failed = failure
    return _situation(stage, playing, trace, calls, failed)


def _situation(
    stage: Stage, playing: Playing, trace: list[Standing], calls: list[Call], failed: Failed | None
) -> Situation:
    rehearsal = playing.rehearsal
    known = {name: json.dumps(value, ensure_ascii=False) for name, value in _known(rehearsal).items()}
    return Situation(
        place=failed.place if failed else "",
        said=failed.said if failed else None,
        trace=tuple(trace),
        finished=bool(rehearsal and rehearsal.finished),
        messages=tuple(rehearsal.messages if rehearsal else ()),
        timers=tuple((due.isoformat(), node) for due, node in (rehearsal.timers if rehearsal else ())[:MAX_OPEN]),
        calls=tuple(calls[-MAX_OPEN:]),
        asked=tuple(sorted(playing.host.asked)),
        variables={name: text[:MAX_SHOWN] for name, text in known.items()},
        whole=frozenset(name for name, text in known.items() if len(text) <= MAX_SHOWN),
        passed=frozenset(rehearsal.nodes if rehearsal else ()),
        flows=frozenset(rehearsal.flows if rehearsal else ()),
        here=frozenset(rehearsal.here if rehearsal and not rehearsal.finished else ()),
        places={
            one.id: Place(one.name, one.kind, stage.files[one.id], one.role, one.assignee, one.form_key)
            for one in stage.nodes.values()
        },
        actions=tuple(stage.actions),
    )


def _standing(rehearsal: Rehearsal) -> Standing:
    return Standing(rehearsal.now.isoformat(), tuple(rehearsal.open[:MAX_OPEN]))


def _called(playing: Playing) -> list[Call]:
    """The calls since they were last asked for."""
    calls = [_call(playing.done, one) for one in playing.host.calls]
    playing.host.calls.clear()
    return calls


def _call(step: int, called: Called) -> Call:
    parameters, result = (
        json.dumps(one, ensure_ascii=False, default=str)[:MAX_SHOWN] for one in (called.parameters, called.result)
    )
    return Call(step, called.action, parameters, result)


def _known(rehearsal: Rehearsal | None) -> dict[str, Any]:
    return dict(sorted(rehearsal.variables.items())[:MAX_VARIABLES]) if rehearsal else {}

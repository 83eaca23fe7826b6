"""Rehearsals: the scenarios of a bundle played through, what they find, and how much of each diagram they cover.

No database. The engine's steps are the real ones (`engine.rehearsing`), what they would do outside is not done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue import scenario_files
from app.catalogue.playing import Failed, Forms, Playing
from app.catalogue.scenario_files import FOLDER, BadScenario
from app.deadlines.loading import packaged
from app.engine import reading
from app.engine.nodes import BPMN, FLOW_NODES, local
from app.engine.problems import ERROR, Problem, rule
from app.engine.rehearsing import Rehearsal, Stage

MAX_SCENARIOS = 60
NO_TITLE = {"vi": "", "en": ""}

FAILED = rule(
    "scenario.failed", ERROR,
    vi="Kịch bản thử không chạy đúng ở %(place)s: %(said)s.", en="The scenario fails at %(place)s: %(said)s.",
    mend_vi="Sửa sơ đồ, hoặc sửa kịch bản nếu quy trình đã đổi.",
    mend_en="Correct the diagram, or the scenario if the process is meant to be another.",
)  # fmt: skip
TOO_MANY = rule(
    "scenario.too-many", ERROR,
    vi="Có hơn %(most)s kịch bản.", en="There are more than %(most)s scenarios.",
    mend_vi="Bỏ bớt.", mend_en="Take some out.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """What one scenario came to. `place` and `said` (Vietnamese, English) are where and why it failed; `said` None: it
    went as it should."""

    file: str
    title: Mapping[str, str]
    place: str = ""
    said: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one diagram: its flow nodes and flows by id, and those that some scenario went through."""

    nodes: frozenset[str]
    flows: frozenset[str]
    passed: frozenset[str]

    @property
    def per_cent(self) -> int:
        """Covered flow nodes and flows in per cent, rounded down."""
        every = self.nodes | self.flows
        return 100 * len(self.passed & every) // len(every) if every else 100


def _words(place: str) -> tuple[str, str]:
    """Where a scenario failed, in words: its steps are counted from one."""
    step = place.removeprefix("steps.")
    return (f"bước {step}", f"step {step}") if step.isdigit() else (place or "–", place or "–")


@dataclass(frozen=True, slots=True)
class Report:
    """All scenarios of a bundle, and the coverage of each diagram by file."""

    played: tuple[Played, ...]
    coverage: Mapping[str, Coverage]

    def problems(self) -> list[Problem]:
        """The scenarios that failed, each with its step."""
        failed = [one for one in self.played if one.said is not None]
        return [
            FAILED.at(one.file, one.place, one.title.get("vi", ""), place=_words(one.place), said=one.said)
            for one in failed
        ]

    def as_json(self) -> dict[str, Any]:
        """Plain data, as `of_json` takes it."""
        return {
            "played": [[one.file, dict(one.title), one.place, one.said] for one in self.played],
            "coverage": {
                file: [sorted(one.nodes), sorted(one.flows), sorted(one.passed)] for file, one in self.coverage.items()
            },
        }


def of_json(data: Mapping[str, Any]) -> Report:
    """The report that `as_json` wrote."""
    played = [Played(file, title, place, tuple(said) if said else None) for file, title, place, said in data["played"]]
    return Report(tuple(played), {file: Coverage(*map(frozenset, one)) for file, one in data["coverage"].items()})


def report(files: Mapping[str, bytes], process_id: str) -> Report:
    """Plays every scenario of a bundle that has no error. Raises ValueError when its diagrams cannot be read."""
    bundle = {name: content for name, content in files.items() if not name.startswith(FOLDER)}
    stage, forms = Stage(bundle, process_id), Forms(bundle)
    nodes: set[str] = set()
    flows: set[tuple[str, str]] = set()
    played = []
    for name in _names(files)[:MAX_SCENARIOS]:
        one, rehearsal = _played(name, files[name], stage, forms)
        played.append(one)
        if rehearsal is not None:
            nodes |= rehearsal.nodes
            flows |= rehearsal.flows
    return Report(tuple(played), _coverage(bundle, nodes, flows))


def _played(name: str, content: bytes, stage: Stage, forms: Forms) -> tuple[Played, Rehearsal | None]:
    """One scenario played to its end, or until it fails."""
    try:
        scenario = scenario_files.read(content)
    except BadScenario as bad:
        return Played(name, NO_TITLE, bad.place, bad.said), None
    playing = Playing(scenario, stage, forms, packaged())
    try:
        for _standing in playing.steps():
            pass
        playing.ends()
    except Failed as failed:
        return Played(name, scenario.title, failed.place, failed.said), playing.rehearsal
    return Played(name, scenario.title), playing.rehearsal


def look(files: Mapping[str, bytes], process_id: str | None) -> tuple[list[Problem], Report | None]:
    """What the scenarios find wrong with a bundle that has no error, and the report (None without a scenario). Without
    a process they are only read."""
    names = _names(files)
    if len(names) > MAX_SCENARIOS:
        return [TOO_MANY.at(names[-1], most=MAX_SCENARIOS)], None
    if process_id is None:
        return Report(tuple(_only_read(name, files[name]) for name in names), {}).problems(), None
    told = report(files, process_id) if names else None
    return (told.problems() if told else []), told


def problems(files: Mapping[str, bytes], process_id: str | None) -> list[Problem]:
    """The first half of `look`."""
    return look(files, process_id)[0]


def _only_read(name: str, content: bytes) -> Played:
    try:
        return Played(name, scenario_files.read(content).title)
    except BadScenario as bad:
        return Played(name, NO_TITLE, bad.place, bad.said)


def _names(files: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in files if name.startswith(FOLDER))


def _coverage(files: Mapping[str, bytes], nodes: set[str], flows: set[tuple[str, str]]) -> dict[str, Coverage]:
    found = {}
    for name, root in reading.read(files).trees.items():
        if not name.endswith(".bpmn"):
            continue
        mine = frozenset(one.get("id", "") for one in root.iter() if local(one) in FLOW_NODES)
        ways = {
            one.get("id", ""): (one.get("sourceRef"), one.get("targetRef")) for one in root.iter(f"{BPMN}sequenceFlow")
        }
        passed = (mine & nodes) | {flow for flow, way in ways.items() if way in flows}
        found[name] = Coverage(mine, frozenset(ways), frozenset(passed))
    return found

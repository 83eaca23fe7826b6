"""Rehearsals: the scenarios of a bundle played through, what they find, and how much of each diagram they cover.

No database. The engine's steps are the real ones (`engine.rehearsing`), what they would do outside is not done.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue import scenario_files
from app.catalogue.rehearsal_host import RehearsalHost
from app.catalogue.scenario_files import FOLDER, BadScenario, Scenario, Step
from app.core.errors import Invalid
from app.deadlines.calendar import Calendar
from app.deadlines.loading import packaged
from app.engine import reading
from app.engine.nodes import BPMN, FLOW_NODES, local
from app.engine.problems import ERROR, Problem, rule
from app.engine.rehearsing import Rehearsal, Stage
from app.forms.definition import Form

MAX_SCENARIOS = 60

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


@dataclass(frozen=True, slots=True)
class Report:
    """All scenarios of a bundle, and the coverage of each diagram by file."""

    played: tuple[Played, ...]
    coverage: Mapping[str, Coverage]

    def problems(self) -> list[Problem]:
        """The scenarios that failed, each with its step."""
        failed = [one for one in self.played if one.said is not None]
        return [
            FAILED.at(one.file, one.place, one.title.get("vi", ""), place=one.place or "–", said=one.said)
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
    stage, forms, calendar = Stage(bundle, process_id), _Forms(bundle), packaged()
    nodes: set[str] = set()
    flows: set[tuple[str, str]] = set()
    played = []
    for name in _names(files)[:MAX_SCENARIOS]:
        playing = _Playing(name, stage, forms, calendar)
        played.append(playing.play(files[name]))
        if playing.rehearsal is not None:
            nodes |= playing.rehearsal.nodes
            flows |= playing.rehearsal.flows
    return Report(tuple(played), _coverage(bundle, nodes, flows))


def problems(files: Mapping[str, bytes], process_id: str | None) -> list[Problem]:
    """What the scenarios find wrong with a bundle that has no error; nothing when there is no scenario. Without a
    process they are only read."""
    names = _names(files)
    if len(names) > MAX_SCENARIOS:
        return [TOO_MANY.at(names[-1], most=MAX_SCENARIOS)]
    if process_id is None:
        return Report(tuple(_only_read(name, files[name]) for name in names), {}).problems()
    return report(files, process_id).problems() if names else []


def _only_read(name: str, content: bytes) -> Played:
    try:
        return Played(name, scenario_files.read(content).title)
    except BadScenario as bad:
        return Played(name, {"vi": "", "en": ""}, bad.place, bad.said)


def _names(files: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in files if name.startswith(FOLDER))


class _Failed(Exception):
    """The scenario does not go on: why, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.said = (vi, en)


class _Forms:
    """The forms of a bundle by key, read when they are asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._read: dict[str, Form] = {}

    def form(self, key: str) -> Form:
        """Raises _Failed when it is broken or not there."""
        if key not in self._read:
            try:
                self._read[key] = Form.read(json.loads(self._files[f"forms/{key}.json"]))
            except (KeyError, ValueError, RecursionError, Invalid):
                raise _Failed(f"không đọc được biểu mẫu {key}", f"the form {key} cannot be read") from None
        return self._read[key]


class _Playing:
    """One scenario being played."""

    def __init__(self, file: str, stage: Stage, forms: _Forms, calendar: Calendar) -> None:
        self._file, self._stage, self._forms = file, stage, forms
        self._host = RehearsalHost(calendar, self._now)
        self.rehearsal: Rehearsal | None = None

    def play(self, content: bytes) -> Played:
        try:
            scenario = scenario_files.read(content)
        except BadScenario as bad:
            return Played(self._file, {"vi": "", "en": ""}, bad.place, bad.said)
        self._begins = scenario.begins
        self._host.answers.update(scenario.answers)
        place = "steps.0"
        try:
            playing = Rehearsal(self._stage, scenario.variables, self._host.call, scenario.begins)
            self.rehearsal = playing
            for number, step in enumerate(scenario.steps, 1):
                place = f"steps.{number}"
                self._step(playing, step)
            place = "ends"
            self._end(playing, scenario)
        except _Failed as failed:
            return Played(self._file, scenario.title, place, failed.said)
        except Exception as error:  # whatever a diagram or an answer makes of an expression is the scenario's finding
            said = f"{type(error).__name__}: {error}"
            return Played(self._file, scenario.title, place, (said, said))
        return Played(self._file, scenario.title)

    def _now(self) -> Any:
        return self.rehearsal.now if self.rehearsal else self._begins

    def _step(self, playing: Rehearsal, step: Step) -> None:
        self._host.answers.update(step.answers)
        before = ", ".join(playing.open) or "–"
        if step.kind == "do" and not playing.do(step.name, self._decided(playing, step)):
            raise _Failed(f"{step.name} không mở; đang mở: {before}", f"{step.name} is not open; open: {before}")
        if step.kind == "send" and not playing.send(step.name, step.variables):
            raise _Failed(f"không gì chờ thông điệp {step.name}", f"nothing waits for the message {step.name}")
        if step.kind == "wait":
            self._wait(playing, step)
        if step.open is not None:
            _same_open(playing, step.open)

    def _wait(self, playing: Rehearsal, step: Step) -> None:
        until = playing.now + step.wait if step.wait else playing.next_timer
        if until is None:
            raise _Failed("không có hẹn giờ nào đang chờ", "no timer waits")
        playing.wait(until)

    def _decided(self, playing: Rehearsal, step: Step) -> dict[str, Any]:
        """What the form of the task brings: only buttons and variables that it has."""
        node = self._stage.nodes.get(step.name)
        if node is None or node.form_key is None or step.name not in playing.open:
            return {}  # the task is not open: said there
        form = self._forms.form(node.form_key)
        if strange := sorted(step.variables.keys() - set(form.variables)):
            said = f"{node.form_key}: {strange[0]}"
            raise _Failed(f"biểu mẫu không đặt biến ({said})", f"the form sets no such variable ({said})")
        return {**step.variables, **_button(form, step.outcome)}

    def _end(self, playing: Rehearsal, scenario: Scenario) -> None:
        if scenario.finished is not None and playing.finished != scenario.finished:
            here = ", ".join(playing.open) or "–"
            said = ("chưa kết thúc", "it has not ended") if scenario.finished else ("đã kết thúc", "it has ended")
            raise _Failed(f"{said[0]}; đang mở: {here}", f"{said[1]}; open: {here}")
        if scenario.open is not None:
            _same_open(playing, scenario.open)
        for name, wanted in scenario.known.items():
            if playing.variables.get(name) != wanted:
                said_now = json.dumps(playing.variables.get(name), ensure_ascii=False)
                raise _Failed(f"{name} là {said_now}", f"{name} is {said_now}")
        if missing := [one for one in scenario.asked if one not in self._host.asked]:
            raise _Failed(f"chưa gọi {missing[0]}", f"{missing[0]} was not called")


def _button(form: Form, outcome: str | None) -> dict[str, str]:
    buttons = [one.value for one in form.outcomes.options] if form.outcomes else []
    if form.outcomes is None and outcome is None:
        return {}
    if form.outcomes is None or outcome not in buttons:
        shown = ", ".join(buttons) or "–"
        if outcome is None:
            raise _Failed(f"phải chọn một nút: {shown}", f"a button is wanted: {shown}")
        raise _Failed(f"không có nút {outcome}; các nút: {shown}", f"no button {outcome}; buttons: {shown}")
    return {form.outcomes.variable: outcome}


def _same_open(playing: Rehearsal, wanted: tuple[str, ...]) -> None:
    if tuple(playing.open) != wanted:
        here, there = ", ".join(playing.open) or "–", ", ".join(wanted) or "–"
        raise _Failed(f"đang mở {here}, lẽ ra {there}", f"open are {here}, expected {there}")


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

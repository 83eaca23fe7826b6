"""One scenario played step by step. No database: the engine's steps are the real ones, their effects are not done."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.catalogue.rehearsal_host import RehearsalHost
from app.catalogue.scenario_files import Scenario, Step
from app.core.errors import Invalid
from app.deadlines.calendar import Calendar
from app.engine.rehearsing import Rehearsal, Stage
from app.forms.definition import Form

_LONGEST = 500  # signs of why it fails


class Failed(Exception):
    """The scenario does not go on: why (`said`, Vietnamese and English) and where (`steps.3`, `ends`)."""

    def __init__(self, vi: str, en: str, place: str = "") -> None:
        super().__init__(en)
        self.said, self.place = (vi[:_LONGEST], en[:_LONGEST]), place


class Forms:
    """The forms of a bundle by key, read when they are asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._read: dict[str, Form] = {}

    def form(self, key: str) -> Form:
        """Raises Failed when it is broken or not there."""
        if key not in self._read:
            try:
                self._read[key] = Form.read(json.loads(self._files[f"forms/{key}.json"]))
            except (KeyError, ValueError, RecursionError, Invalid):
                raise Failed(f"không đọc được biểu mẫu {key}", f"the form {key} cannot be read") from None
        return self._read[key]


class Playing:
    """One scenario being played. `rehearsal` is None until it has begun, `done` counts the steps that went well."""

    def __init__(self, scenario: Scenario, stage: Stage, forms: Forms, calendar: Calendar) -> None:
        self.scenario, self.done = scenario, 0
        self.rehearsal: Rehearsal | None = None
        self.host = RehearsalHost(calendar, self._now)
        self._stage, self._forms = stage, forms

    def steps(self) -> Iterator[Rehearsal]:
        """Begins and plays on, yielding after the beginning and after each step. Raises Failed."""
        place = "steps.0"
        try:
            yield self._begin()
            for number, step in enumerate(self.scenario.steps, 1):
                place = f"steps.{number}"
                self._step(self._begun, step)
                self.done = number
                yield self._begun
        except Failed as failed:
            failed.place = place
            raise
        except Exception as error:  # whatever a diagram or an answer makes of an expression is the scenario's finding
            said = f"{type(error).__name__}: {error}"
            raise Failed(said, said, place) from error

    def ends(self) -> None:
        """Whether it stands where the scenario says that it ends. Raises Failed."""
        playing, scenario = self._begun, self.scenario
        try:
            _same_end(playing, scenario)
            if missing := [one for one in scenario.asked if not self.host.asked[one]]:
                raise Failed(f"chưa gọi {missing[0]}", f"{missing[0]} was not called")
        except Failed as failed:
            failed.place = "ends"
            raise

    @property
    def _begun(self) -> Rehearsal:
        if self.rehearsal is None:
            raise RuntimeError("it has not begun")
        return self.rehearsal

    def _now(self) -> datetime:
        return self.rehearsal.now if self.rehearsal else self.scenario.begins

    def _begin(self) -> Rehearsal:
        self.host.answers.update(self.scenario.answers)
        self.rehearsal = Rehearsal(self._stage, self.scenario.variables, self.host.call, self.scenario.begins)
        return self.rehearsal

    def _step(self, playing: Rehearsal, step: Step) -> None:
        self.host.answers.update(step.answers)
        before = ", ".join(playing.open) or "–"
        if step.kind == "do" and not playing.do(step.name, self._decided(playing, step)):
            raise Failed(f"{step.name} không mở; đang mở: {before}", f"{step.name} is not open; open: {before}")
        if step.kind == "send" and not playing.send(step.name, step.variables):
            raise Failed(f"không gì chờ thông điệp {step.name}", f"nothing waits for the message {step.name}")
        if step.kind == "wait":
            _wait(playing, step)
        if step.open is not None:
            _same_open(playing, step.open)

    def _decided(self, playing: Rehearsal, step: Step) -> dict[str, Any]:
        """What the form of the task brings: only buttons and variables that it has, and nothing (None) in those that
        the step leaves out, as on a real dossier."""
        node = self._stage.nodes.get(step.name)
        if node is None or node.form_key is None or step.name not in playing.open:
            return {}  # the task is not open: said there
        form = self._forms.form(node.form_key)
        if strange := sorted(step.variables.keys() - set(form.variables)):
            said = f"{node.form_key}: {strange[0]}"
            raise Failed(f"biểu mẫu không đặt biến ({said})", f"the form sets no such variable ({said})")
        return {**dict.fromkeys(form.variables), **step.variables, **_button(form, step.outcome)}


def _wait(playing: Rehearsal, step: Step) -> None:
    until = playing.now + step.wait if step.wait else playing.next_timer
    if until is None:
        raise Failed("không có hẹn giờ nào đang chờ", "no timer waits")
    playing.wait(until)


def _button(form: Form, outcome: str | None) -> dict[str, str]:
    buttons = [one.value for one in form.outcomes.options] if form.outcomes else []
    if form.outcomes is None and outcome is None:
        return {}
    if form.outcomes is None or outcome not in buttons:
        shown = ", ".join(buttons) or "–"
        if outcome is None:
            raise Failed(f"phải chọn một nút: {shown}", f"a button is wanted: {shown}")
        raise Failed(f"không có nút {outcome}; các nút: {shown}", f"no button {outcome}; buttons: {shown}")
    return {form.outcomes.variable: outcome}


def _same_end(playing: Rehearsal, scenario: Scenario) -> None:
    if scenario.finished is not None and playing.finished != scenario.finished:
        here = ", ".join(playing.open) or "–"
        said = ("chưa kết thúc", "it has not ended") if scenario.finished else ("đã kết thúc", "it has ended")
        raise Failed(f"{said[0]}; đang mở: {here}", f"{said[1]}; open: {here}")
    if scenario.open is not None:
        _same_open(playing, scenario.open)
    for name, wanted in scenario.known.items():
        if playing.variables.get(name) != wanted:
            now = json.dumps(playing.variables.get(name), ensure_ascii=False)
            raise Failed(f"{name} là {now}", f"{name} is {now}")


def _same_open(playing: Rehearsal, wanted: tuple[str, ...]) -> None:
    if tuple(playing.open) != wanted:
        here, there = ", ".join(playing.open) or "–", ", ".join(wanted) or "–"
        raise Failed(f"đang mở {here}, lẽ ra {there}", f"open are {here}, expected {there}")

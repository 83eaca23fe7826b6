"""What the page of a scenario shows: open tasks, the chosen one's form, the steps in words, the diagrams in colour."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.core.errors import N_, Invalid
from app.engine.hostile_xml import HostileXml
from app.forms.definition import Form
from app.web.diagram import picture
from app.web.diagram.svg import Mark, draw
from app.web.formats import dt, t
from app.web.layout.role_words import role_words
from app.web.studio.playing_scene import Scene

PASSED = 5  # the level of marks that static/release.css colours for what was gone through
LAST = 10  # steps that are always laid open
SPANS = {"PT1H": N_("1 giờ"), "P1D": N_("1 ngày"), "P7D": N_("7 ngày")}


@dataclass(frozen=True, slots=True)
class Task:
    """An open task: `count` times open, whose it is in words, the person its diagram names."""

    node: str
    name: str
    count: int
    role: str
    assignee: str
    kind: str


@dataclass(frozen=True, slots=True)
class Done:
    """A step in words: what happened, what was said to it, and the clock after it ("" when it did not go)."""

    number: int
    words: str
    more: str
    at: str
    fails: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A diagram as far as it was gone through. `here`: the process stands in it or in what it calls; `open`: one of its
    tasks is open."""

    file: str
    here: bool
    open: bool
    svg: Markup


class View:
    """The page of one scenario; `wanted` is the task to be opened, if it is open."""

    def __init__(self, scene: Scene, wanted: str | None) -> None:
        self._scene = scene
        self._wanted = wanted

    @cached_property
    def errors(self) -> list[Any]:
        """What keeps it from being played."""
        return self._scene.errors

    @cached_property
    def here(self) -> Any:
        """The situation; None when there is none to be had."""
        return None if self.errors else self._scene.situation

    @cached_property
    def tasks(self) -> list[Task]:
        """The open tasks."""
        return [] if self.here is None else [self._task(node, count) for node, count in Counter(self.here.open).items()]

    @cached_property
    def chosen(self) -> Task | None:
        """The task that is shown with its form."""
        return next((one for one in self.tasks if one.node == self._wanted), self.tasks[0] if self.tasks else None)

    @cached_property
    def form(self) -> Form | None:
        """The form of the chosen task."""
        key = self.here.places[self.chosen.node].form if self.chosen else None
        try:
            return self._scene.form(key)
        except Invalid:
            return None  # the checker says so

    @property
    def lists(self) -> Any:
        """The lists that the form chooses from."""
        return self._scene.lists()

    @cached_property
    def steps(self) -> list[Done]:
        """The steps so far, also those that did not go any more."""
        return [self._done(number, step) for number, step in enumerate(self._scene.steps, 1)]

    @property
    def folded(self) -> int:
        """How many of the first steps are folded up, so that the last ones are seen."""
        return len(self._scene.steps) - LAST if len(self._scene.steps) > LAST + 4 else 0

    @property
    def spans(self) -> dict[str, str]:
        """Spans that are waited for by one press."""
        return {span: _(words) for span, words in SPANS.items()}

    @property
    def timers(self) -> Iterator[tuple[str, str, bool]]:
        """What is waited for: the moment (ISO 8601), the name of its place, whether it is the next."""
        for number, (due, node) in enumerate(self.here.timers):
            yield due, self._name(node), number == 0

    @property
    def early(self) -> bool:
        """Whether it has no step yet."""
        return not self._scene.steps

    def at(self, moment: str) -> str:
        """A moment in words."""
        return dt(datetime.fromisoformat(moment))

    def diagrams(self) -> list[Drawn]:
        """The diagrams that were gone through, those where it stands first."""
        found = [self._drawn(number, file) for number, file in enumerate(sorted(self._touched()))]
        return sorted((one for one in found if one), key=lambda one: (not one.open, not one.here, one.file))

    def _touched(self) -> set[str]:
        places = self.here.places
        return {places[node].file for node in self.here.passed | self.here.here if node in places}

    def _drawn(self, number: int, file: str) -> Drawn | None:
        here = {node for node in self.here.here if node in self.here.places and self.here.places[node].file == file}
        try:
            drawn = picture.read(self._scene.files[file])
        except (HostileXml, KeyError):
            return None
        marks = {node: Mark("✓", PASSED) for node in self.here.passed - here if node in self.here.places}
        flows = {one.id: Mark("", PASSED) for one in drawn.edges if (one.source, one.target) in self.here.flows}
        tasks = any(self.here.places[node].file == file for node in self.here.open)
        return Drawn(file, bool(here), tasks, draw(drawn, current=here, prefix=f"p{number}", marks={**marks, **flows}))

    def _name(self, node: str) -> str:
        place = self.here.places.get(node) if self.here else None
        return place.name or node if place else node

    def _task(self, node: str, count: int) -> Task:
        place = self.here.places[node]
        role = role_words(place.role) if place.role else _("chưa có vai trò")
        assignee = _("người thụ lý hồ sơ") if place.assignee == "handler" else place.assignee or ""
        return Task(node, place.name or node, count, role, assignee, place.kind)

    def _done(self, number: int, step: dict[str, Any]) -> Done:
        here = self.here
        played = here is not None and number <= here.done
        before, after = (here.trace[number - 1].now, here.trace[number].now) if played else ("", "")
        fails = here is not None and here.place == f"steps.{number}"
        return Done(number, self._words(step), _more(step), self.at(after) if after != before else "", fails)

    def _words(self, step: dict[str, Any]) -> str:
        if "do" in step:
            name = self._name(step["do"])
            outcome = self._outcome(step)
            return f"{name}: {outcome}" if outcome else name
        if "send" in step:
            return str(_("Thông điệp %(name)s đến", name=step["send"]))
        if "wait" in step:
            until = step["wait"] == "timer"
            return str(
                _("Thời gian trôi đến hẹn giờ kế tiếp") if until else _("Thời gian trôi %(span)s", span=step["wait"])
            )
        return str(_("Từ đây %(actions)s trả lời khác", actions=", ".join(step["answers"])))

    def _outcome(self, step: dict[str, Any]) -> str:
        given = step.get("outcome")
        place = self.here.places.get(step["do"]) if self.here else None
        try:
            form = self._scene.form(place.form) if place and given else None
        except Invalid:
            form = None
        buttons = form.outcomes.options if form and form.outcomes else ()
        return next((t(one.label) for one in buttons if one.value == given), str(given or ""))


def _more(step: dict[str, Any]) -> str:
    """What a step says besides, as it is written."""
    said = {**step.get("variables", {}), **({} if "do" in step else step.get("answers", {}))}
    told = [f"{name} = {value!r}"[:80] for name, value in list(said.items())[:8]]
    return ", ".join(told)

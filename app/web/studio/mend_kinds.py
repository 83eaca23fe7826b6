"""What is offered for a problem of a diagram: an edit of the list, perhaps with a choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.engine.hostile_xml import HostileXml
from app.engine.outline import reading
from app.engine.outline.reading import Flow, Process, Step
from app.web.studio.outline_words import names_of

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be chosen before the press. `free`: the options are proposals, anything may be typed."""

    name: str
    label: str
    options: Options = ()
    free: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """An edit that is offered: what the list is sent, with the choice if there is one."""

    act: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    choice: Choice | None = None
    href: str = ""


@dataclass(frozen=True)
class Look:
    """A diagram as it stands, and what it may refer to: forms, processes, decisions of the draft."""

    content: bytes
    forms: Sequence[str]
    called: Sequence[str]
    decisions: Sequence[str]

    @cached_property
    def processes(self) -> list[Process]:
        """Its processes; none in a file that is no diagram."""
        try:
            return reading.read(self.content)
        except HostileXml:
            return []

    @cached_property
    def steps(self) -> dict[str, tuple[Process, Step]]:
        """Its steps with their processes."""
        return {step.id: (process, step) for process in self.processes for step in process.steps if step.id}

    @cached_property
    def flows(self) -> dict[str, tuple[Step, Flow]]:
        """Its flows with the steps they come out of."""
        return {flow.id: (step, flow) for _process, step in self.steps.values() for flow in step.flows if flow.id}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {step_id: name for process in self.processes for step_id, name in names_of(process).items()}

    def spoken(self, step_id: str) -> str:
        """What a step is called."""
        return self._names.get(step_id, step_id)

    def beside(self, step: Step) -> list[Step]:
        """The other steps in the same process or subprocess."""
        return [other for _process, other in self.steps.values() if other.scope == step.scope and other.id != step.id]

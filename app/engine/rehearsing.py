"""Playing a bundle in memory: the engine's own steps, states written and read between them, no table, no effect.

Whoever plays sets the clock. Every step is loaded from the state that the last one left, as on a real dossier.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.engine import reading
from app.engine.nodes import SPIFF, Node, find_nodes
from app.engine.spiff import Run, node_of
from app.engine.spiff_parse import parse
from app.engine.spiff_script import Call
from app.engine.work_items import Projection


class Stage:
    """A bundle parsed once, to be played as often as wanted. Raises ValueError when a file cannot be read."""

    def __init__(self, files: Mapping[str, bytes], process_id: str) -> None:
        read = reading.read(files)
        if read.problems:
            raise ValueError(read.problems[0].message["en"])
        self.specs = parse(process_id, read.trees)
        found = find_nodes(read.trees)
        self.nodes: dict[str, Node] = {one.node.id: one.node for one in found}
        self.files: dict[str, str] = {one.node.id: one.file for one in found}
        self.actions = sorted(
            {action.get("id", "") for one in found for action in one.element.iter(f"{SPIFF}serviceTaskOperator")} - {""}
        )


class Rehearsal:
    """One playing. `call` answers service tasks; `now` is moved by whoever plays, never back."""

    def __init__(self, stage: Stage, variables: Mapping[str, Any], call: Call, now: datetime) -> None:
        self._stage, self._call, self.now = stage, call, now
        self.nodes: set[str] = set()
        self.flows: set[tuple[str, str]] = set()
        self.finished = False
        self._keep(Run.begin(stage.specs, variables, call, now))

    @property
    def open(self) -> list[str]:
        """The nodes of the open tasks, sorted; a task of many is there as often as it is open."""
        return sorted(node_of(task) for task in self._waits.tasks.values())

    @property
    def messages(self) -> list[str]:
        """The messages that something waits for, sorted."""
        return sorted({name for _task, name in self._waits.messages})

    @property
    def timers(self) -> list[tuple[datetime, str]]:
        """When each timer is due, and its node, the next one first."""
        return sorted((moment, node) for node, moment in self._waits.timers.values())

    @property
    def next_timer(self) -> datetime | None:
        """When the next timer is due."""
        return self.timers[0][0] if self.timers else None

    def do(self, node: str, variables: Mapping[str, Any]) -> bool:
        """Ends the first open task of a node; False when there is none."""
        task_id = next((one for one, task in self._waits.tasks.items() if node_of(task) == node), None)
        return task_id is not None and self._step(lambda run: run.complete(task_id, variables))

    def send(self, message: str, payload: Mapping[str, Any]) -> bool:
        """A message from outside; False when nothing waits for it."""
        return self._step(lambda run: run.receive(message, payload))

    def wait(self, until: datetime) -> None:
        """Time passes: every timer due until then fires at its own moment."""
        while (due := self.next_timer) is not None and due <= until:
            before = self._waits.timers
            self.now = max(self.now, due)
            self._step(_settled)
            if self._waits.timers == before:
                break
        self.now = max(self.now, until)

    def _step(self, act: Callable[[Run], bool]) -> bool:
        if self.finished:
            return False
        run = Run.load(*self._state, self._stage.specs, self._call, self.now)
        done = act(run)
        self._keep(run)
        return done

    def _keep(self, run: Run) -> None:
        nodes, flows = run.passed()
        self.nodes |= nodes
        self.flows |= flows
        self._waits: Projection = run.projection()
        self.variables = run.variables()
        self.finished = run.finished
        self.here = run.active_nodes()
        self._state = run.dump()


def _settled(run: Run) -> bool:
    run.settle()
    return True

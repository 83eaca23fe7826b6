"""Playing again what happened to a real instance: as a rehearsal, with what operators do to a process."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.engine.rehearsing import Rehearsal, Stage
from app.engine.spiff import Run, node_of
from app.engine.spiff_script import Call
from app.engine.spiff_workflow import Runaway

__all__ = ["Replaying", "Runaway"]


class Replaying(Rehearsal):
    """One history being played. `version` counts moves as the instance's did, so that states are found again."""

    def __init__(self, stage: Stage, variables: Mapping[str, Any], call: Call, now: datetime) -> None:
        super().__init__(stage, variables, call, now)
        self._marks: dict[int, tuple[int, bytes]] = {}
        self.mark(0)

    @property
    def due(self) -> dict[str, datetime]:
        """When the timers of each node are due; of one that waits several times, the first."""
        found: dict[str, datetime] = {}
        for node, moment in self._waits.timers.values():
            found[node] = min(moment, found.get(node, moment))
        return found

    def do_by(self, node: str, variables: Mapping[str, Any], holder: tuple[str, int]) -> bool:
        """Ends, of the tasks that a node opened for several people, the one whose variable `holder[0]` names the person
        `holder[1]`; the first where none does. False when none is open."""
        name, person = holder
        tasks = [(task_id, task) for task_id, task in self._waits.tasks.items() if node_of(task) == node]
        tasks.sort(key=lambda one: str(one[1].data.get(name)) != str(person))
        return bool(tasks) and self._step(lambda run: run.complete(tasks[0][0], variables))

    def mark(self, version: int) -> None:
        """Keeps the present state under the version that the instance had then."""
        self._marks[version] = self._state

    def back(self, version: int) -> bool:
        """Puts it back to the state it had at a version; False when there was none."""
        if version not in self._marks or self.finished:
            return False
        run = Run.load(*self._marks[version], self._stage.specs, self._call, self.now)
        run.never_reuse_ids_of(Run.load(*self._state, self._stage.specs, self._call, self.now))
        self._keep(run)
        return True

    def stop(self) -> None:
        """Ends it where it stands."""
        run = Run.load(*self._state, self._stage.specs, self._call, self.now)
        run.cancel()
        known = self.variables
        self._keep(run)
        self.variables = known  # those of called processes are gone with them

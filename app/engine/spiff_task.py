"""Tasks of the lean runtime: short numbered ids, no logging, data that is only built when somebody looks at it."""

from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

Delta = tuple[dict[str, Any] | None, list[str] | None]


class LeanTask(Task):
    """A task of a running process.

    After a load its data is a delta against its parent's data and is built at first use: most finished tasks are
    never looked at again. `last_state_change` is a tick, not a time: the engine only compares it.
    """

    _state: int

    def __init__(self, workflow: Any, task_spec: TaskSpec, parent: Task | None = None, state: int = TaskState.MAYBE):
        top = workflow.top_workflow
        super().__init__(workflow, task_spec, parent, state, top.next_id())
        self.last_state_change = top.tick()

    def _add_child(self, task_spec: TaskSpec, state: int = TaskState.MAYBE) -> "LeanTask":
        task = LeanTask(self.workflow, task_spec, self, state)
        task.thread_id = self.thread_id
        if state == TaskState.READY:
            task._ready()
        return task

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            self.last_state_change = self.workflow.top_workflow.tick()

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        return dct or {}

    @property
    def data(self) -> dict[str, Any]:
        own = self.__dict__
        if "_data" not in own:
            own["_data"] = self._built()
        built: dict[str, Any] = own["_data"]
        return built

    @data.setter
    def data(self, value: dict[str, Any]) -> None:
        self.__dict__["_data"] = value

    @property
    def delta(self) -> Delta | None:
        """What was loaded, if nobody has looked at the data since."""
        own = self.__dict__
        return None if "_data" in own else own.get("_delta")

    def detach(self) -> None:
        """Builds the data now, because the parent it is a delta of is about to go."""
        self.data = self.data
        self.__dict__.pop("_delta", None)

    def _built(self) -> dict[str, Any]:
        changed, gone = self.__dict__["_delta"]
        parent = self.workflow.tasks.get(self._parent)
        data = {} if parent is None else {name: _copied(value) for name, value in parent.data.items()}
        data.update(changed or {})
        for name in gone or ():
            data.pop(name, None)
        return data


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list) else value

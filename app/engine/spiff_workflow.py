"""Workflows of the lean runtime: the stock ones without walks over the task tree, and bounded.

Two thirds of a stock step are walks over the whole tree. Tasks are in a dictionary anyway, in the order in which they
were made, so they are filtered there. The order of what runs stays the stock order; the equivalence fuzz holds it.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from app.engine.spiff_task import LeanTask

MAX_TASKS_IN_A_STEP = 500


class Runaway(Exception):
    """One step ran more tasks than any sane process does: a loop in which nobody is asked anything."""


class _Lean:
    """What the process and the processes inside it do differently from stock."""

    tasks: dict[str, LeanTask]
    completed: bool
    top_workflow: Any

    def _plant(self) -> None:
        """Begins the tree, as `Workflow.__init__` does, with a lean task."""
        root = LeanTask(self, self.spec.start, state=TaskState.FUTURE)  # type: ignore[attr-defined]
        self.task_tree = root
        root.task_spec._predict(root, mask=TaskState.NOT_FINISHED_MASK)
        root._ready()

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        return dct or {}

    def update_waiting_tasks(self) -> None:
        for task in self._in_state(TaskState.WAITING):
            task.task_spec._update(task)

    def is_completed(self) -> bool:
        if not self.completed:
            self.completed = not any(task._state & TaskState.NOT_FINISHED_MASK for task in self.tasks.values())
        return self.completed

    def _in_state(self, state: int) -> list[LeanTask]:
        return [task for task in self.tasks.values() if task._state == state]

    def _task_completed_notify(self, task: LeanTask) -> None:
        super()._task_completed_notify(task)  # type: ignore[misc]
        if not self.completed:
            _arm_again(task)


def _arm_again(task: LeanTask) -> None:
    """A non-interrupting boundary message is heard again and again; stock hears it once."""
    spec = task.task_spec
    if not isinstance(spec, BoundaryEvent) or spec.cancel_activity:
        return
    split = task.parent
    if isinstance(spec.event_definition, MessageEventDefinition) and isinstance(split.task_spec, BoundaryEventSplit):
        again = split._add_child(spec, TaskState.WAITING)
        again.triggered = True
        again.task_spec._predict(again, mask=TaskState.NOT_FINISHED_MASK)
        again.task_spec._update(again)


class LeanSubWorkflow(_Lean, BpmnSubWorkflow):
    """A called process or an embedded subprocess."""

    def __init__(self, spec: Any, parent_task_id: str, top_workflow: Any, deserializing: bool = False) -> None:
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        if not deserializing:
            self._plant()


class LeanWorkflow(_Lean, BpmnWorkflow):
    """A running process with everything inside it."""

    def __init__(self, spec: Any, subprocess_specs: Any, script_engine: Any, deserializing: bool = False) -> None:
        self.ids_given = 0
        self.ticks = 0
        self._ran = 0
        super().__init__(spec, subprocess_specs, script_engine, deserializing=True)
        if not deserializing:
            self._plant()

    def next_id(self) -> str:
        """An id that no other task of this instance has had."""
        self.ids_given += 1
        return str(self.ids_given)

    def tick(self) -> int:
        """The next moment of the instance's own time."""
        self.ticks += 1
        return self.ticks

    def create_subprocess(self, my_task: LeanTask, spec_name: str) -> LeanSubWorkflow:
        inner = LeanSubWorkflow(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = inner
        return inner

    def all_tasks(self) -> Iterator[LeanTask]:
        """The tasks of the process and of all unfinished processes inside it."""
        yield from self.tasks.values()
        for inner in self.subprocesses.values():
            if not inner.completed:
                yield from inner.tasks.values()

    def ready_user_tasks(self) -> list[LeanTask]:
        """What people are asked to do now."""
        return [task for task in self.all_tasks() if task._state == TaskState.READY and task.task_spec.manual]

    def settle(self) -> None:
        """Lets due timers fire and runs whatever needs nobody, until everything waits for somebody."""
        self._ran = 0
        self.refresh_timers()
        while self._anything_to_run():  # the stock method refreshes timers last and does not run what they opened
            self.do_engine_steps()

    def _anything_to_run(self) -> bool:
        for process in (self, *self.get_active_subprocesses()):
            for task in process.tasks.values():
                if task._state == TaskState.READY and not task.task_spec.manual:
                    return True
        return False

    def _do_engine_steps(self, will_complete_task: Any = None, did_complete_task: Any = None) -> bool:
        active = self.get_active_subprocesses()
        for inner in sorted(active, key=lambda one: one.depth, reverse=True):
            while self._run_ready(inner):
                pass
            caller = self.get_task_from_id(inner.parent_task_id)
            caller.task_spec._update(caller)
        ran = self._run_ready(self)
        return ran > 0 or len(self.get_active_subprocesses()) > len(active)

    def _run_ready(self, workflow: Any) -> int:
        count = 0
        for task in [t for t in workflow._in_state(TaskState.READY) if not t.task_spec.manual]:
            if task._state != TaskState.READY or task.id not in workflow.tasks:
                continue  # cancelled or removed by one that ran before it
            self._ran += 1
            if self._ran > MAX_TASKS_IN_A_STEP:
                raise Runaway(f"more than {MAX_TASKS_IN_A_STEP} tasks in one step, at {task.task_spec.name!r}")
            task.run()
            count += 1
        return count

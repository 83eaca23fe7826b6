"""A running process as the rest of the engine sees it: load, act, look, dump. The door to SpiffWorkflow."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from app.engine import spiff_codec, spiff_moving, spiff_timers
from app.engine.spiff_compact import compact
from app.engine.spiff_parse import Specs
from app.engine.spiff_script import Call, StepEngine
from app.engine.spiff_task import LeanTask
from app.engine.spiff_workflow import LeanWorkflow
from app.engine.work_items import Projection

_SPLIT = ".BoundaryEventSplit"  # what the parser puts around a step with boundary events
MAX_VARIABLES = 64 * 1024  # bytes of JSON that one act may bring


class BadVariables(ValueError):
    """Variables that are not JSON, or too big for a process: documents belong elsewhere."""


class Run:
    """One instance in memory, for the length of one step. Never kept: an exception throws it away whole."""

    def __init__(self, workflow: LeanWorkflow) -> None:
        self._workflow = workflow

    @staticmethod
    def begin(specs: Specs, variables: Mapping[str, Any], call: Call, now: datetime) -> "Run":
        """A new instance, run until it waits."""
        workflow = LeanWorkflow(specs.main, specs.called, StepEngine(call, now))
        workflow.task_tree.data.update(plain(variables))
        workflow.settle()
        return Run(workflow)

    @staticmethod
    def load(codec: int, state: bytes, specs: Specs, call: Call, now: datetime) -> "Run":
        """The instance that `state` holds, where it was left."""
        return Run(spiff_codec.load(codec, state, specs, StepEngine(call, now)))

    def settle(self) -> None:
        """Lets due timers fire and runs on until everything waits."""
        self._workflow.settle()

    def complete(self, task_id: str, variables: Mapping[str, Any]) -> bool:
        """Ends a user task with what it decided. False when it is not open any more."""
        self.settle()
        task = self._task(task_id)
        if task is None or task._state != TaskState.READY or not task.task_spec.manual:
            return False
        task.data.update(plain(variables))
        task.run()
        self.settle()
        return True

    def receive(self, message: str, payload: Mapping[str, Any]) -> bool:
        """Gives a message to all that wait for it. False when nothing does."""
        self.settle()
        manager = self._workflow.event_manager
        for task in list(manager.tasks.values()):
            for part in spiff_timers.parts(task.task_spec.event_definition):
                if isinstance(part, spiff_timers.Message) and part.name == message:
                    manager.catch(BpmnEvent(part, plain(payload)), internal=False)
                    self.settle()
                    return True
        return False

    def put_off(self, nodes: Collection[str], by: timedelta) -> None:
        """Lets the waiting timers at these nodes be due so much later."""
        for task in self._workflow.event_manager.tasks.values():
            if task.task_spec.bpmn_id in nodes and spiff_timers.due(task) is not None:
                spiff_timers.put_off(task, by)

    @property
    def finished(self) -> bool:
        """Whether the process has ended."""
        return bool(self._workflow.is_completed())

    def projection(self) -> Projection:
        """What it waits for."""
        waiting = list(self._workflow.event_manager.tasks.values())
        due = ((task.id, task.task_spec.bpmn_id, spiff_timers.due(task)) for task in waiting)
        return Projection(
            tasks={task.id: task for task in self._workflow.ready_user_tasks()},
            timers={task_id: (node, moment) for task_id, node, moment in due if moment is not None},
            messages=frozenset((task.id, name) for task in waiting for name in spiff_timers.messages(task)),
        )

    def variables(self) -> dict[str, Any]:
        """What is known at the task that ended last, or at the beginning."""
        last = self._workflow.last_task or self._workflow.task_tree
        inner = [one.last_task for one in self._workflow.subprocesses.values() if not one.completed and one.last_task]
        newest = max([last, *inner], key=lambda task: task.last_state_change)
        return dict(newest.data)

    def dump(self) -> tuple[int, bytes]:
        """The codec and the state, compacted; of an ended instance only its variables are kept."""
        self._workflow.get_events()  # events nobody inside waits for are dropped: outside is reached by service tasks
        if self.finished:
            return spiff_codec.ENDED, spiff_codec.dump_ended(self._workflow.data)
        compact(self._workflow)
        return spiff_codec.CURRENT, spiff_codec.dump(self._workflow)

    def never_reuse_ids_of(self, other: "Run") -> None:
        """Makes the ids given from now on differ from all that `other` has given."""
        self._workflow.ids_given = max(self._workflow.ids_given, other._workflow.ids_given)

    def cancel(self) -> None:
        """Ends it where it stands, with what is known there."""
        known = self.variables()
        self._workflow.cancel()
        self._workflow.data.update(known)
        self._workflow.completed = True

    def passed(self) -> tuple[set[str], set[tuple[str, str]]]:
        """The nodes that ended since the state was loaded or begun, in every process inside it, and the flows taken, as
        (from, to). A timer that fires again and again has passed when it has fired. For rehearsals, before `dump`."""
        nodes: set[str] = set()
        flows: set[tuple[str, str]] = set()
        for inside in (self._workflow, *self._workflow.subprocesses.values()):
            for task in inside.tasks.values():
                went = task.children if task._state == TaskState.COMPLETED else _fired(task)
                flows |= {(_plain_name(task), _plain_name(child)) for child in went}
                if (went or task._state == TaskState.COMPLETED) and not task.task_spec.name.endswith(_SPLIT):
                    nodes.add(_plain_name(task))
        return nodes, flows

    def take_over(self, specs: Specs) -> None:
        """Becomes an instance of other specs, or raises Blocked; then it is good for nothing."""
        spiff_moving.take_over(self._workflow, specs)

    def active_nodes(self) -> set[str]:
        """The nodes at which the process stands now, call activities and subprocesses on the way to them too."""
        here = TaskState.READY | TaskState.WAITING | TaskState.STARTED
        specs = (task.task_spec for task in self._workflow.all_tasks() if task._state & here)
        return {spec.bpmn_id for spec in specs if getattr(spec, "bpmn_id", None)}

    def _task(self, task_id: str) -> LeanTask | None:
        return next((task for task in self._workflow.all_tasks() if task.id == task_id), None)


def _plain_name(task: Any) -> str:
    """The diagram's id of a task; of what is put around a step with boundary events, the step's."""
    name: str = getattr(task.task_spec, "bpmn_id", None) or task.task_spec.name
    return name.removesuffix(_SPLIT)


def _fired(task: Any) -> list[Any]:
    """What a timer that waits for its next turn has begun in the turns before."""
    event = getattr(task.task_spec, "event_definition", None)
    if task._state != TaskState.WAITING or not isinstance(event, spiff_timers.CycleTimer):
        return []
    begun = TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.COMPLETED
    return [one for one in task.children if one._state & begun]


def node_of(task: Any) -> str:
    """The diagram node of a task; instances of a multi-instance task share one."""
    node: str = task.task_spec.bpmn_id
    return node


def plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """A deep copy by way of JSON. Raises BadVariables."""
    try:
        text = orjson.dumps(dict(variables))
    except TypeError as error:
        raise BadVariables(str(error)) from error
    if len(text) > MAX_VARIABLES:
        raise BadVariables(f"{len(text)} bytes of variables")
    copied: dict[str, Any] = orjson.loads(text)
    return copied

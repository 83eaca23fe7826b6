"""Keeping a state flat with age: what has ended and can never be looked at again is dropped before each dump."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, BpmnStartTask, EventSplit, SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.ExclusiveChoice import ExclusiveChoice
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

from app.engine.spiff_task import LeanTask
from app.engine.spiff_workflow import LeanWorkflow

# Joins look back for their split and at the branches between; splits and the frame of a process are looked up by kind.
_KEPT = (Join, BoundaryEventSplit, BpmnStartTask, SimpleBpmnTask, LoopTask)


def compact(workflow: LeanWorkflow) -> None:
    """Drops ended called processes and takes finished tasks out of finished linear chains."""
    _drop_ended_processes(workflow)
    _splice(workflow, workflow)
    for process in workflow.subprocesses.values():
        if not process.completed:
            _splice(process, workflow)


def _drop_ended_processes(workflow: LeanWorkflow) -> None:
    for caller_id in list(workflow.subprocesses):
        process = workflow.subprocesses.get(caller_id)
        if process is None or not process.completed:
            continue
        caller = workflow.get_task_from_id(caller_id)
        if caller is None or caller._state & TaskState.FINISHED_MASK:
            _forget(workflow, caller_id)


def _forget(workflow: LeanWorkflow, caller_id: str) -> None:
    process = workflow.subprocesses.pop(caller_id)
    for inner_id in [one for one in workflow.subprocesses if one in process.tasks]:
        _forget(workflow, inner_id)


def _splice(process: Any, workflow: LeanWorkflow) -> None:
    """Removes every finished task that stands between two finished neighbours of a linear chain.

    Kept are the last task, the parent of every open task (its data is what the open one starts from), joins, splits
    and their neighbours.
    """
    tasks: dict[str, LeanTask] = process.tasks
    for task in list(tasks.values()):
        if task._state != TaskState.COMPLETED or len(task._children) != 1 or task._parent is None:
            continue
        child, parent = tasks[task._children[0]], tasks[task._parent]
        if child._state != TaskState.COMPLETED or task is process.last_task or task.id in workflow.subprocesses:
            continue
        if not _removable(task.task_spec, parent.task_spec, child.task_spec):
            continue
        child.detach()
        child._parent = parent.id
        parent._children[parent._children.index(task.id)] = child.id
        del tasks[task.id]


def _removable(spec: Any, before: Any, after: Any) -> bool:
    if isinstance(spec, _KEPT) or (len(spec._outputs) > 1 and not isinstance(spec, ExclusiveChoice)):
        return False
    return not isinstance(after, Join) and not isinstance(before, EventSplit | LoopTask)

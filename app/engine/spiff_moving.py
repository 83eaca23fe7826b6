"""A running process taken over into another version of its diagrams, in memory.

The stock way resets open tasks and loses what they hold. Here the tasks stay as they are and only get their places in
the new diagrams; what was merely predicted behind them is predicted anew. Whatever could leave a task without its place
or a join without a token is refused: a process that cannot be moved stays where it is.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, EventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

from app.engine import spiff_timers
from app.engine.spiff_parse import Specs
from app.engine.spiff_task import LeanTask
from app.engine.spiff_workflow import LeanWorkflow

OPEN = TaskState.READY | TaskState.WAITING | TaskState.STARTED
AHEAD = TaskState.FUTURE | TaskState.PREDICTED_MASK  # nothing has happened there yet
OPEN_GONE, OPEN_CHANGED, EVENT_CHANGED, BOUNDARY_CHANGED, CALL_CHANGED, JOIN_CHANGED, PASSED_GONE, DIFFERENT = (
    "open gone", "open changed", "event changed", "boundary changed", "call changed", "join changed", "passed gone",
    "different",
)  # fmt: skip


class Blocked(Exception):
    """Why a process cannot be moved (one of the words above), and at which node of its diagrams."""

    def __init__(self, why: str, node: str) -> None:
        self.why, self.node = why, node
        super().__init__(f"{why}: {node}")


def take_over(workflow: LeanWorkflow, specs: Specs) -> None:
    """Gives a loaded process, which is thrown away afterwards whatever happens, the new version's diagrams.

    Raises Blocked.
    """
    called = [(workflow.get_task_from_id(caller_id), inner) for caller_id, inner in workflow.subprocesses.items()]
    moves = [(workflow, specs.main)]
    for caller, inner in called:
        known = specs.called.get(caller.task_spec.spec)
        if known is None and not inner.completed:
            raise Blocked(CALL_CHANGED, node_of(caller.task_spec))
        moves.append((inner, known))
    for process, spec in moves:
        if spec is not None:
            _take_over_one(process, spec)
    workflow.subprocess_specs = specs.called


def node_of(spec: Any) -> str:
    """The element of the diagram that a spec, or the frame around one, stands for."""
    return getattr(spec, "bpmn_id", None) or str(spec.name).split(".")[0]


def _take_over_one(process: Any, spec: Any) -> None:
    new = spec.task_specs
    tasks: dict[str, LeanTask] = process.tasks
    for task in tasks.values():
        if task._state & OPEN:
            _check_open(task.task_spec, new.get(task.task_spec.name))
    for task in list(tasks.values()):
        _prune(process, task)
    for task in list(tasks.values()):
        if task.id in tasks and task.task_spec.name not in new:
            _let_go(process, task)
    for task in tasks.values():
        task.task_spec = new[task.task_spec.name]
    process.spec = spec
    if process.last_task is not None and process.last_task.id not in tasks:  # what it knew stands at what came of it
        process.last_task = max((one for one in tasks.values() if one._state & OPEN), key=_age, default=None)
    _predict(process)
    _check_joins(process)


def _age(task: LeanTask) -> int:
    return int(task.last_state_change)


def _check_open(old: Any, new: Any) -> None:
    """Whether an open task has its place. Raises Blocked."""
    node = node_of(old)
    if new is None:
        raise Blocked(OPEN_GONE, node)
    if type(old) is not type(new) or getattr(old, "spec", None) != getattr(new, "spec", None):
        raise Blocked(CALL_CHANGED if hasattr(old, "spec") else OPEN_CHANGED, node)
    if isinstance(old, LoopTask) and _loop(old) != _loop(new):
        raise Blocked(OPEN_CHANGED, node)
    if isinstance(old, Join) and not isinstance(old, _EndJoin) and _names(old.inputs) != _names(new.inputs):
        raise Blocked(JOIN_CHANGED, node)
    if _event(old) != _event(new):
        raise Blocked(EVENT_CHANGED, node)
    if _boundary(old) != _boundary(new):
        raise Blocked(BOUNDARY_CHANGED, node)


def _event(spec: Any) -> Any:
    definition = getattr(spec, "event_definition", None)
    if definition is None:
        return None
    cancels = getattr(spec, "cancel_activity", None)
    return cancels, [(type(one), one.name, getattr(one, "expression", None)) for one in spiff_timers.parts(definition)]


def _loop(spec: Any) -> Any:
    said = ("condition", "maximum", "test_before", "cardinality")
    items = (getattr(spec, name, None) for name in ("data_input", "data_output", "input_item", "output_item"))
    return [getattr(spec, name, None) for name in said], [getattr(item, "bpmn_id", None) for item in items]


def _boundary(spec: Any) -> set[str]:
    """The names of the events on a task's boundary."""
    splits = [one for one in spec.inputs if isinstance(one, BoundaryEventSplit)]
    return {one.name for split in splits for one in split.outputs if isinstance(one, BoundaryEvent)}


def _names(specs: Any) -> list[str]:
    return sorted(one.name for one in specs)


def _prune(process: Any, task: LeanTask) -> None:
    """Takes away what was only predicted after a task."""
    if task.id not in process.tasks or task._state & AHEAD:
        return
    for child_id in list(task._children):
        if process.tasks[child_id]._state & AHEAD:
            process._remove_task(child_id)


def _let_go(process: Any, task: LeanTask) -> None:
    """Takes a finished task whose element is no more out of the tree. Raises Blocked where others still lean on it."""
    tasks: dict[str, LeanTask] = process.tasks
    if not any(tasks[one]._state & OPEN for one in _below(tasks, task)):
        process._remove_task(task.id)
        return
    parent = tasks.get(task._parent or "")
    if len(task._children) != 1 or parent is None or isinstance(task.task_spec, Join | EventSplit | LoopTask):
        raise Blocked(PASSED_GONE, node_of(task.task_spec))
    child = tasks[task._children[0]]
    if isinstance(child.task_spec, Join) or isinstance(parent.task_spec, EventSplit | LoopTask):
        raise Blocked(PASSED_GONE, node_of(task.task_spec))
    child.detach()
    child._parent = parent.id
    parent._children[parent._children.index(task.id)] = child.id
    del tasks[task.id]


def _below(tasks: dict[str, LeanTask], task: LeanTask) -> Iterator[str]:
    left = list(task._children)
    while left:
        yield (one := left.pop())
        left += tasks[one]._children


def _predict(process: Any) -> None:
    for task in [one for one in process.tasks.values() if one._state & OPEN]:
        try:
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
        except WorkflowException:  # what is open behind it has another place now
            raise Blocked(OPEN_CHANGED, node_of(task.task_spec)) from None


def _check_joins(process: Any) -> None:
    """Every parallel join ahead can still get each of its tokens: one that is there, or on its way. Raises Blocked."""
    waiting = [task for task in process.tasks.values() if task._state & OPEN]
    ahead = _ahead([task.task_spec for task in waiting])
    there = {(task.task_spec.name, task.parent.task_spec.name) for task in waiting if task.parent is not None}
    for spec in process.spec.task_specs.values():
        if not isinstance(spec, ParallelGateway) or len(spec.inputs) < 2 or spec not in ahead:
            continue
        for one in spec.inputs:
            if one not in ahead and (spec.name, one.name) not in there:
                raise Blocked(JOIN_CHANGED, node_of(spec))


def _ahead(specs: list[Any]) -> set[Any]:
    seen: set[Any] = set()
    left = list(specs)
    while left:
        one = left.pop()
        if one not in seen:
            seen.add(one)
            left += one.outputs
    return seen

"""The state of an instance as bytes, and back. `instance.codec` names the codec: old states can be read for ever.

Never change a codec that has been in use: add one with the next number and make it `CURRENT`.

* 0, ended: only the last variables.
* 1, rows: one row per task with its parent by index, its data as a delta of the parent's; JSON under zstd. The
  definition is not in it. JSON objects keep their order: a database must never reorder them, so this is bytes.
"""

from collections.abc import Callable
from threading import local
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from app.engine.spiff_parse import Specs
from app.engine.spiff_task import Delta, LeanTask
from app.engine.spiff_workflow import LeanSubWorkflow, LeanWorkflow

ENDED = 0
CURRENT = 1
MAX_STATE = 4 * 1024 * 1024  # bytes of JSON; a state this big means documents are kept in process variables

Row = list[Any]


class StateTooBig(Exception):
    """The variables of an instance have grown past `MAX_STATE`."""


def dump(workflow: LeanWorkflow) -> bytes:
    """The state, by codec `CURRENT`."""
    inner = [(caller, _dump_one(process)) for caller, process in workflow.subprocesses.items()]
    return _pack((workflow.ids_given, workflow.ticks, _dump_one(workflow), inner))


def dump_ended(variables: dict[str, Any]) -> bytes:
    """What is kept of an ended instance, by codec `ENDED`."""
    return _pack(variables)


def load(codec: int, state: bytes, specs: Specs, engine: Any) -> LeanWorkflow:
    """The running process that `state` holds. Raises LookupError for a codec that cannot be run."""
    return _LOADERS[codec](_unpack(state), specs, engine)


def ended_variables(state: bytes) -> dict[str, Any]:
    """The last variables of an ended instance."""
    variables: dict[str, Any] = _unpack(state)
    return variables


class _Zstd(local):
    """Making one costs more than using it, and one must not be used by two threads."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=3, write_checksum=False, write_content_size=True)
        self.decompressor = zstandard.ZstdDecompressor()


_ZSTD = _Zstd()


def _pack(value: Any) -> bytes:
    text = orjson.dumps(value)
    if len(text) > MAX_STATE:
        raise StateTooBig(f"the state takes {len(text)} bytes")
    return _ZSTD.compressor.compress(text)


def _unpack(state: bytes) -> Any:
    if zstandard.frame_content_size(state) > MAX_STATE:
        raise StateTooBig("the state says it is bigger than any can be")
    return orjson.loads(_ZSTD.decompressor.decompress(state, max_output_size=MAX_STATE))


# ---- codec 1, writing ------------------------------------------------------------------------------------------------


def _dump_one(workflow: Any) -> list[Any]:
    tasks: dict[str, LeanTask] = workflow.tasks
    place = {task_id: index for index, task_id in enumerate(tasks)}
    rows = [_row(task, place, tasks) for task in tasks.values()]
    last = workflow.last_task
    last_place = -1 if last is None else place.get(last.id, -1)
    return [rows, last_place, workflow.data, workflow.correlations, workflow.success, workflow.completed]


def _row(task: LeanTask, place: dict[str, int], tasks: dict[str, LeanTask]) -> Row:
    parent = -1 if task._parent is None else place[task._parent]
    row: Row = [int(task.id), task.task_spec.name, task._state, parent, int(task.triggered)]
    if task._state < TaskState.WAITING:  # predicted: it holds nothing
        return row
    finished = task._state & TaskState.FINISHED_MASK
    changed, gone = _delta(task, tasks.get(task._parent))
    row += [task.last_state_change, None if finished else task.internal_data or None, changed, gone]
    while row[-1] is None:
        row.pop()
    return row


def _delta(task: LeanTask, parent: LeanTask | None) -> Delta:
    if task.delta is not None:
        return task.delta
    data = task.data
    if parent is None:
        return data or None, None
    base = parent.data
    changed = {name: value for name, value in data.items() if name not in base or not _same(base[name], value)}
    gone = [name for name in base if name not in data]
    return changed or None, gone or None


def _same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and one == other)  # 1, 1.0 and True are not the same in JSON


# ---- codec 1, reading ------------------------------------------------------------------------------------------------


def _load_rows(state: Any, specs: Specs, engine: Any) -> LeanWorkflow:
    ids_given, ticks, main, inner = state
    workflow = LeanWorkflow(specs.main, specs.called, engine, deserializing=True)
    workflow.ids_given, workflow.ticks = ids_given, ticks
    _load_one(workflow, main, workflow.event_manager)
    for caller_id, rows in inner:  # a called process always stands after its caller
        caller = workflow.get_task_from_id(caller_id)
        process = LeanSubWorkflow(specs.called[caller.task_spec.spec], caller_id, workflow, deserializing=True)
        _load_one(process, rows, workflow.event_manager)
        workflow.subprocesses[caller_id] = process
        process.completed_event.connect(caller.task_spec._on_subworkflow_completed, caller)
    return workflow


def _load_one(workflow: Any, state: list[Any], events: Any) -> None:
    rows, last, data, correlations, success, completed = state
    made: list[LeanTask] = []
    task_specs = workflow.spec.task_specs
    for row in rows:
        made.append(_task(workflow, task_specs, row, made, events))
    workflow.task_tree = made[0]
    workflow.last_task = made[last] if last >= 0 else None
    workflow.data, workflow.correlations = data, correlations
    workflow.success, workflow.completed = success, completed


def _task(workflow: Any, task_specs: Any, row: Row, made: list[LeanTask], events: Any) -> LeanTask:
    task_id, name, state, parent_place, triggered = row[:5]
    rest = row[5:]
    rest += [None] * (4 - len(rest))
    changed_at, internal, changed, gone = rest
    spec = task_specs[name]
    parent = made[parent_place] if parent_place >= 0 else None
    task = LeanTask.__new__(LeanTask)
    task.__dict__ = {
        "id": str(task_id),
        "workflow": workflow,
        "_parent": None if parent is None else parent.id,
        "_children": [],
        "_state": state,
        "triggered": bool(triggered),
        "task_spec": spec,
        "thread_id": 0,
        "internal_data": internal or {},
        "last_state_change": changed_at or 0,
    }
    if state < TaskState.WAITING:
        task.__dict__["_data"] = {}
    else:
        task.__dict__["_delta"] = (changed, gone)
    if parent is not None:
        parent._children.append(task.id)
    workflow.tasks[task.id] = task
    if state == TaskState.WAITING and isinstance(spec, CatchingEvent):
        events.add_task(task)
    return task


_LOADERS: dict[int, Callable[[Any, Specs, Any], LeanWorkflow]] = {1: _load_rows}

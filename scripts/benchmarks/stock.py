"""The same act on the stock engine: its own parser, its own serializer, state and spec in one text, no snapshots.

Everything around the engine stays as it is, so what differs is the engine's part alone.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from app.core.db import run
from app.engine import runtime, work_items, writing
from app.engine.definitions import Definition
from app.engine.work_items import Projection
from scripts.benchmarks.recording import Record


class _Environment(TaskDataEnvironment):  # type: ignore[misc]
    """Answers service tasks as they were answered when the process was recorded."""

    def __init__(self, results: dict[str, list[Any]]) -> None:
        super().__init__()
        self._results = {action: list(given) for action, given in results.items()}

    def call_service(self, context: Any, operation_name: str = "", operation_params: Any = None) -> str:
        waiting = self._results.get(operation_name)
        return json.dumps(waiting.pop(0) if waiting else None)


_SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


class _Task:
    """A user task of the stock engine with a text for its id."""

    def __init__(self, task: Any) -> None:
        self.id, self.task_spec, self.data = str(task.id), task.task_spec, task.data


class StockRun:
    """An instance on the stock engine, with the methods that a step uses."""

    engine: Any = None

    def __init__(self, workflow: Any) -> None:
        self._workflow = workflow

    @staticmethod
    def load(_codec: int, state: bytes, _specs: Any, _call: Any, _now: Any) -> "StockRun":
        workflow = _SERIALIZER.deserialize_json(state.decode())
        workflow.script_engine = StockRun.engine
        return StockRun(workflow)

    def complete(self, task_id: str, variables: Mapping[str, Any]) -> bool:
        self.settle()
        task = next((task for task in self.ready() if str(task.id) == task_id), None)
        if task is None:
            return False
        task.data.update(variables)
        task.run()
        self.settle()
        return True

    def settle(self) -> None:
        self._workflow.refresh_timers()
        self._workflow.do_engine_steps()

    def ready(self) -> list[Any]:
        return list(self._workflow.get_tasks(state=TaskState.READY, manual=True))

    def projection(self) -> Projection:
        return Projection(tasks={str(task.id): _Task(task) for task in self.ready()})

    @property
    def finished(self) -> bool:
        return bool(self._workflow.is_completed())

    def dump(self) -> tuple[int, bytes]:
        text: str = _SERIALIZER.serialize_json(self._workflow)
        return 1, text.encode()


def put_on_stock(url: str, cases: list[int], deployed: Definition, record: Record) -> int:
    """Gives dossiers that stand where the recorded one stood the stock engine's state; returns its bytes."""
    stock = _begun(deployed, record)
    state, task = stock.dump()[1], stock.ready()[0]
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE instance SET state = %s WHERE subject_id = ANY(%s)", (state, cases))
        connection.execute("UPDATE work_item SET task_id = %s WHERE subject_id = ANY(%s)", (str(task.id), cases))
    return len(state)


@contextmanager
def stock_engine() -> Iterator[None]:
    """Steps run on the stock engine while it is open."""
    with patch.object(runtime, "Run", StockRun), patch.object(writing, "write", _written):
        yield


def on_stock(prepare: Callable[[], Callable[[], object]]) -> Callable[[], Callable[[], object]]:
    """The same acts, on the stock engine."""

    def prepared() -> Callable[[], object]:
        act = prepare()

        def patched() -> object:
            with stock_engine():
                return act()

        return patched

    return prepared


def _written(move: writing.Move) -> writing.Written:
    run(writing.UPDATE, writing.changed(move))
    closed = work_items.close(move.before.id, move.gone, move.ended, move.now)
    return closed, work_items.open_items(move.new)


def _begun(deployed: Definition, record: Record) -> StockRun:
    parser = SpiffBpmnParser()
    for name, content in deployed.files.items():
        if name.endswith(".bpmn"):
            parser.add_bpmn_str(content, name)
        elif name.endswith(".dmn"):
            parser.add_dmn_xml(etree.fromstring(content), name)
    main, called = parser.get_spec(deployed.process_id), parser.get_subprocess_specs(deployed.process_id)
    StockRun.engine = PythonScriptEngine(_Environment(record.results))
    workflow = BpmnWorkflow(main, called, StockRun.engine)
    workflow.task_tree.data.update(record.variables)
    stock = StockRun(workflow)
    stock.settle()
    for node, variables in record.completed:
        open_one = next(task for task in stock.ready() if task.task_spec.name == node)
        stock.complete(str(open_one.id), variables)
    return stock

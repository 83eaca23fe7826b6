"""The stock engine, kept in memory and never dumped: what the lean runtime must be equal to, step by step."""

import copy
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from app.engine import expressions
from tests.engine.constructs import Construct


class Clock:
    """A clock that both engines look at; the stock one by way of the `datetime` in its timer module."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 3, 2, 8, tzinfo=UTC)

        class Turned(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:  # the stock engine asks for UTC only
                return clock.now

            @classmethod
            def fromisoformat(cls, text: str) -> Any:
                return datetime.fromisoformat(text)

        clock = self
        patch.setattr(timer, "datetime", Turned)

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class _Environment(TaskDataEnvironment):  # type: ignore[misc]
    def __init__(self, call: Callable[[str, dict[str, Any]], Any]) -> None:
        super().__init__({"count": expressions.FUNCTIONS["count"]})
        self._call = call

    def call_service(self, context: Any, operation_name: str = "", operation_params: Any = None) -> str:
        return json.dumps(
            self._call(operation_name, {name: given["value"] for name, given in operation_params.items()})
        )


class Stock:
    """One instance on the stock engine with its own parser."""

    def __init__(self, construct: Construct) -> None:
        bundle = construct.bundle
        parser = SpiffBpmnParser()
        trees = {
            name: etree.fromstring(content) for name, content in bundle.files.items() if not name.endswith(".json")
        }
        for name, root in trees.items():
            (parser.add_dmn_xml if name.endswith(".dmn") else parser.add_bpmn_xml)(root, name)
        main, called = parser.get_spec(bundle.process_id), parser.get_subprocess_specs(bundle.process_id)
        self.workflow = BpmnWorkflow(main, called, PythonScriptEngine(_Environment(construct.call)))
        self.workflow.task_tree.data.update(copy.deepcopy(construct.variables))
        self.settle()

    def settle(self) -> None:
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps()
        self.workflow.do_engine_steps()

    def ready(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def complete(self, task: Any, variables: Mapping[str, Any]) -> None:
        task.data.update(variables)
        task.run()
        self.settle()

    def messages(self) -> set[str]:
        waiting = self.workflow.waiting_events()
        return {event.name for event in waiting if event.event_type.endswith("MessageEventDefinition")} | {
            part.name
            for task in self.workflow.event_manager.tasks.values()
            for part in getattr(task.task_spec.event_definition, "event_definitions", ())
            if isinstance(part, MessageEventDefinition)
        }

    def send(self, name: str) -> None:
        self.workflow.send_event(BpmnEvent(MessageEventDefinition(name), {}))
        self.settle()

    def finished(self) -> bool:
        return bool(self.workflow.is_completed())

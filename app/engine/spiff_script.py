"""What the engine asks when a diagram has an expression, a script or a service task: safe expressions and the host.

One per step; it must be given to the workflow at each load, because a state holds none.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.spiff.specs.defaults import ServiceTask

from app.engine import expressions

Call = Callable[[str, dict[str, Any], Mapping[str, Any]], Any]


class SafeEnvironment(BasePythonScriptEngineEnvironment):
    """Expressions and scripts by our own rules instead of Python's `eval` and `exec`."""

    def evaluate(self, expression: str, context: Any, external_context: Any = None) -> Any:
        return expressions.evaluate(expression, {**context, **external_context} if external_context else context)

    def execute(self, script: str, context: Any, external_context: Any = None) -> bool:
        expressions.execute(script, context)
        return True


class StepEngine(PythonScriptEngine):
    """The script engine of one step. `now` is the moment of the step; exceptions pass through as they are."""

    def __init__(self, call: Call, now: datetime) -> None:
        super().__init__(SafeEnvironment())
        self.now = now
        self._call = call

    def validate(self, expression: str) -> None:
        try:
            expressions.check(expression)
        except expressions.BadExpression as error:
            raise SyntaxError(str(error)) from error  # what the stock decision tables expect

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return self.environment.evaluate(expression, task.data, external_context)

    def execute(self, task: Any, script: str, external_context: Any = None) -> Any:
        return self.environment.execute(script, task.data)

    def call_service(self, task: Any, **kwargs: Any) -> str:
        parameters = {name: given["value"] for name, given in kwargs["operation_params"].items()}
        result = self._call(kwargs["operation_name"], parameters, task.data)
        return orjson.dumps(result).decode()


class HostTask(ServiceTask):
    """A service task. Its result is kept only when the diagram names a variable for it."""

    def __init__(
        self, wf_spec: Any, name: str, operation_name: str, operation_params: Any, result_variable: Any, **rest: Any
    ):
        super().__init__(wf_spec, name, operation_name, operation_params, result_variable, **rest)
        self.result_variable = result_variable or None

    def _execute(self, task: Any) -> bool:
        result = task.workflow.script_engine.call_service(
            task, operation_name=self.operation_name, operation_params=self.evaluate_params(task)
        )
        if self.result_variable:
            task.data[self.result_variable] = orjson.loads(result)
        return True

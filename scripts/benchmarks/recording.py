"""What a dossier's process was told on its way, to tell the stock engine the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from app.cases.host import CaseHost
from app.engine import runtime


@dataclass
class Record:
    """The definition, the first variables, the completed tasks with their variables, the results of the actions."""

    definition_id: int = 0
    variables: dict[str, Any] = field(default_factory=dict)
    completed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    results: dict[str, list[Any]] = field(default_factory=dict)


@contextmanager
def recording() -> Iterator[Record]:
    """Records what the engine is told while it is open."""
    record = Record()
    start, complete, call = runtime.start, runtime.complete, CaseHost.call

    def started(definition_id: int, subject_id: int, host: Any, variables: Any) -> Any:
        record.definition_id, record.variables = definition_id, dict(variables)
        return start(definition_id, subject_id, host, variables)

    def completed(item: Any, host: Any, variables: Any, *rest: Any, **named: Any) -> Any:
        record.completed.append((item.node, dict(variables)))
        return complete(item, host, variables, *rest, **named)

    def called(self: CaseHost, action: str, parameters: Any, variables: Any) -> Any:
        result = call(self, action, parameters, variables)
        record.results.setdefault(action, []).append(result)
        return result

    with (
        patch.object(runtime, "start", started),
        patch.object(runtime, "complete", completed),
        patch.object(CaseHost, "call", called),
    ):
        yield record

"""Which nodes and sequence flows a play has gone through."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from app.engine.spiff_workflow import LeanSubWorkflow, LeanWorkflow

_SPLIT = ".BoundaryEventSplit"


class Covered:
    """Filled while `watching`."""

    def __init__(self) -> None:
        self.nodes: set[str] = set()
        self.flows: set[tuple[str, str]] = set()

    def saw(self, task: Any) -> None:
        """A task has ended; what it has chosen stands below it."""
        name = task.task_spec.name
        self.nodes.add(name)
        self.flows |= {(name, child.task_spec.name.removesuffix(_SPLIT)) for child in task.children}


@contextmanager
def watching() -> Iterator[Covered]:
    """Sees every task that ends in any process."""
    covered = Covered()
    with _seen(LeanWorkflow, covered), _seen(LeanSubWorkflow, covered):
        yield covered


def _seen(kind: type, covered: Covered) -> Any:
    original = kind._task_completed_notify  # type: ignore[attr-defined]

    def notify(self: Any, task: Any) -> None:
        covered.saw(task)
        original(self, task)

    return patch.object(kind, "_task_completed_notify", notify)

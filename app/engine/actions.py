"""What a diagram can do: functions that a service task may call by name.

An action writes rows and outbox messages. It never moves a process and never touches the network.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Call:
    """One call by a service task: about `subject_id`, by `actor_id` (None: a timer), with the task's parameters and
    a view of the process variables. `subject` is the caller's own row of the subject, opaque to the engine."""

    subject_id: int
    subject: Any
    actor_id: int | None
    parameters: Mapping[str, Any]
    variables: Mapping[str, Any]


Action = Callable[[Call], Any]
actions: Registry[Action] = Registry("action")


def action(name: str) -> Callable[[Action], Action]:
    """Enters a function under the name that service tasks call it by."""
    return lambda function: actions.add(name, function)

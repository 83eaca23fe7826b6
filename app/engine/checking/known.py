"""What the house around the engine knows and a diagram may refer to. None: not known here, so not judged."""

from collections.abc import Container
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """Actions that service tasks may call, roles that lanes may have, variables that a process begins with, papers that
    a task may have printed. In the lanes `deciding` nobody is stood in for; in the lanes `personal` people speak for
    themselves, and only their silence may be put in their place."""

    actions: Container[str] | None = None
    roles: frozenset[str] | None = None
    variables: frozenset[str] | None = None
    letters: frozenset[str] | None = None
    deciding: frozenset[str] | None = None
    personal: frozenset[str] | None = None


NOTHING = Known()

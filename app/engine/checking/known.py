"""What the house around the engine knows and a diagram may refer to. None: not known here, so not judged."""

from collections.abc import Container
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """Actions that service tasks may call, roles that lanes may have, variables that a process begins with."""

    actions: Container[str] | None = None
    roles: frozenset[str] | None = None
    variables: frozenset[str] | None = None


NOTHING = Known()

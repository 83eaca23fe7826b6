"""What stands in for the host where a state is only looked at."""

from typing import Any


def no_call(action: str, _parameters: Any, _variables: Any) -> Any:
    """Raises RuntimeError: a look at a state runs no step."""
    raise RuntimeError(f"a reading must not call {action}")

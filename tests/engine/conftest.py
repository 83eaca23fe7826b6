"""A host that remembers what it was asked, and instances of drawings."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import Engine

from app.core.db import transaction
from app.engine import definitions, queries, runtime
from app.engine.definitions import Bundle
from app.engine.nodes import Node
from app.engine.runtime import Placement, Progress

_subjects = itertools.count(1)


class Host:
    """Places everything at unit 1; its actions are functions of the parameters, recorded in `calls`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.actions: dict[str, Callable[..., Any]] = {}

    def place(self, node: Node, variables: Mapping[str, Any]) -> Placement:
        return Placement(unit_id=1, assignee_id=variables.get(node.assignee) if node.assignee else None)

    def call(self, action: str, parameters: dict[str, Any], variables: Mapping[str, Any]) -> Any:
        self.calls.append((action, parameters))
        return self.actions[action](**parameters) if action in self.actions else None


class Play:
    """One instance, moved by the names of its nodes; each move is a transaction of its own."""

    def __init__(self, bundle: Bundle, host: Host, variables: dict[str, Any]) -> None:
        self.host = host
        with transaction():
            begun = runtime.start(definitions.deploy(bundle), next(_subjects), host, variables)
        self.id, self.finished = begun.instance_id, begun.finished

    @property
    def open(self) -> list[str]:
        """The nodes of the open work items, sorted."""
        with transaction(writes=False):
            return sorted(item.node for item in queries.open_items(self.id))

    def item(self, node: str) -> Any:
        with transaction(writes=False):
            return next(item for item in queries.open_items(self.id) if item.node == node)

    def do(self, node: str, **variables: Any) -> Progress:
        item = self.item(node)
        with transaction():
            return self._moved(runtime.complete(item, self.host, variables, 7, "done"))

    def send(self, message: str, **payload: Any) -> Progress:
        with transaction():
            return self._moved(runtime.send(self.id, message, payload, self.host))

    def timers(self, now: Any) -> Progress:
        with transaction():
            return self._moved(runtime.fire_timers(self.id, self.host, now))

    def knows(self) -> dict[str, Any]:
        with transaction(writes=False):
            return queries.variables(self.id)

    def sound(self) -> bool:
        """Whether the rows are what the state says."""
        with transaction(writes=False):
            return queries.drift([self.id]) == []

    def _moved(self, progress: Progress) -> Progress:
        self.finished = progress.finished
        return progress


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def play(db: Engine, host: Host) -> Callable[..., Play]:
    """Deploys a bundle and begins an instance of it."""
    return lambda bundle, **variables: Play(bundle, host, variables)

"""What the engine asks of the house while it moves a dossier: whose a task is, and what a service task does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.cases.due_moments import task_due
from app.cases.models import Case
from app.core.clock import now
from app.engine.actions import Call, actions
from app.engine.nodes import Node
from app.engine.runtime import Placement

_AT_RECEIVING_UNIT = frozenset({"one_stop", "desk_leader"})


class CaseHost:
    """The engine's view of one dossier during one act by `actor_id` (None: a timer or another system)."""

    def __init__(self, case: Case, actor_id: int | None) -> None:
        self.case = case
        self.actor_id = actor_id

    def place(self, node: Node, variables: Mapping[str, Any]) -> Placement:
        """Where a user task goes: to a person, or to a role in a unit; with the moment it is due."""
        if node.role == "citizen":
            return Placement(unit_id=None, assignee_id=self.case.owner_id, due_at=self._due(node, None))
        unit_id = self._unit(node, variables)
        assignee_id = self._assignee(node, variables)
        return Placement(unit_id=unit_id, assignee_id=assignee_id, due_at=self._due(node, unit_id))

    def call(self, action: str, parameters: dict[str, Any], variables: Mapping[str, Any]) -> Any:
        """Runs a registered action about this dossier. Raises LookupError for an unknown one."""
        return actions[action](Call(self.case.id, self.case, self.actor_id, parameters, variables))

    def _unit(self, node: Node, variables: Mapping[str, Any]) -> int | None:
        if node.unit == "consulted":
            return int(variables["consulted_unit_id"])
        receiving = node.unit == "receiving" or (node.unit is None and node.role in _AT_RECEIVING_UNIT)
        return self.case.receiving_unit_id if receiving else self.case.competent_unit_id

    def _assignee(self, node: Node, variables: Mapping[str, Any]) -> int | None:
        if node.assignee == "handler":
            return self.case.handler_id
        return int(variables[node.assignee]) if node.assignee else None

    def _due(self, node: Node, unit_id: int | None) -> datetime | None:
        return task_due(self.case, node, unit_id, now())

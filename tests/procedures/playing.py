"""Playing a procedure: its instance moved by the names of its tasks and the buttons of their forms."""

import itertools
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.db import transaction
from app.engine import definitions, queries, runtime
from app.engine.nodes import Node
from app.engine.runtime import Placement, Progress
from app.forms.definition import Form
from tests.procedures.bundles import bundle

OWNER, HANDLER, DESK, COMPETENT = 1, 2, 10, 20
OTHER_COMMUNE = "30"
_DAYS = {"0cd": 0, "1cd": 1, "3wd": 3, "7cd": 7}
_subjects = itertools.count(1)


def _days(term: str) -> timedelta:
    return timedelta(days=_DAYS[term])


class Host:
    """Places tasks as `cases` does and answers services; remembers what was asked."""

    def __init__(self, fee_vnd: int) -> None:
        self.fee_vnd = fee_vnd
        self.paid = False
        self.extensions = 0
        self.asked: list[str] = []
        self.parameters: list[dict[str, Any]] = []

    def place(self, node: Node, variables: Mapping[str, Any]) -> Placement:
        if node.role == "citizen":
            return Placement(assignee_id=OWNER)
        if node.unit == "consulted":
            return Placement(unit_id=int(variables["consulted_unit_id"]))
        if node.assignee == "handler":
            return Placement(unit_id=COMPETENT, assignee_id=HANDLER)
        assignee = int(variables[node.assignee]) if node.assignee else None
        return Placement(unit_id=DESK if node.role in ("one_stop", "desk_leader") else COMPETENT, assignee_id=assignee)

    def call(self, action: str, parameters: dict[str, Any], variables: Mapping[str, Any]) -> Any:
        self.asked.append(action)
        self.parameters.append(parameters)
        if action == "cases.calculate_fee":
            return {"fee_vnd": self.fee_vnd}
        if action == "payments.status":
            return {"paid": self.paid}
        if action == "payments.record":
            self.paid = True
        if action == "cases.extend":
            self.extensions += 1
        if action == "cases.extensions":
            return self.extensions
        if action == "cases.moment":
            long = timedelta(hours=parameters["hours"]) if "hours" in parameters else _days(parameters["term"])
            return (clock.now() + long).isoformat()
        return None


class Play:
    """One dossier of a procedure. `do` presses a button of a form; only variables that the form declares may be set."""

    def __init__(self, slug: str, *, fee_vnd: int = 0, collect_at: str = "RECEPTION", online: bool = True) -> None:
        self.host = Host(fee_vnd)
        self.bundle = bundle(slug)
        self.subject = next(_subjects)
        variables = {
            "procedure_code": "0.000000",
            "channel_in": "ONLINE" if online else "IN_PERSON",
            "online": online,
            "fee_vnd": 0,
            "collect_at": collect_at,
        }
        with transaction():
            self.definition_id = definitions.deploy(self.bundle)
            begun = runtime.start(self.definition_id, self.subject, self.host, variables)
        self.id, self.finished = begun.instance_id, begun.finished

    @property
    def open(self) -> list[str]:
        """The nodes of the open tasks, sorted."""
        return sorted(item.node for item in self.items())

    def items(self) -> list[Any]:
        """The open tasks."""
        with transaction(writes=False):
            return queries.open_items(self.id)

    def item(self, node: str) -> Any:
        """The first open task of a node."""
        found = [item for item in self.items() if item.node == node]
        assert found, f"{node} is not open, but {self.open}"
        return found[0]

    def do(self, node: str, outcome: str | None = None, **variables: Any) -> Progress:
        """Completes the first open task of a node."""
        item = self.item(node)
        form = Form.read(json.loads(self.bundle.files[f"forms/{item.form_key}.json"]))
        assert set(variables) <= set(form.variables), f"{node}: the form sets only {form.variables}"
        if form.outcomes:
            buttons = [option.value for option in form.outcomes.options]
            assert outcome in buttons, f"{node}: the buttons are {buttons}"
            variables[form.outcomes.variable] = outcome
        with transaction():
            return self._moved(runtime.complete(item, self.host, variables, HANDLER, outcome))

    def send(self, message: str) -> Progress:
        """A message from outside."""
        with transaction():
            return self._moved(runtime.send(self.id, message, {}, self.host))

    def pay(self) -> Progress:
        """The online payment arrives."""
        self.host.paid = True
        return self.send("paid")

    def wait(self, days: float) -> Progress:
        """Lets the timers fire that are due in so many days."""
        with transaction():
            return self._moved(runtime.fire_timers(self.id, self.host, clock.now() + timedelta(days=days)))

    def knows(self) -> dict[str, Any]:
        """The process variables."""
        with transaction(writes=False):
            return queries.variables(self.id)

    def _moved(self, progress: Progress) -> Progress:
        self.finished = progress.finished
        return progress

    # ---- the stretches that every journey shares

    def file(self, channel_out: str = "DESK", **variables: Any) -> "Play":
        """Files the dossier, paying at the desk when there is a fee; `variables` come from the application."""
        self.do("choose_service", "next", channel_out=channel_out)
        self.do("fill_application", "next", **variables)
        self.do("attach_components", "next")
        if self.host.fee_vnd:
            self.do("choose_payment", "next", payment_method="DESK")
        self.do("check_and_submit", "submit")
        return self

    def transfer(self) -> "Play":
        """Accepts the dossier and hands it over to the specialist."""
        self.do("check_dossier", "complete")
        self.do("hand_over")
        self.do("take_over")
        return self

    def supplement(self) -> "Play":
        """The supplement asked for at examination goes through the desk to the citizen and comes back."""
        assert self.open == ["send_supplement"]
        self.do("send_supplement")
        assert self.open == ["supplement_examined"]
        self.do("supplement_examined")
        return self

    def hand_out(self) -> None:
        """The result is collected at the desk; the dossier ends."""
        self.do("hand_result")
        assert self.finished
        assert self.open == []
        assert self.host.asked[-1] == "cases.returned"

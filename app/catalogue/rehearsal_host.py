"""What service tasks answer in a rehearsal: nothing is written, sent or paid; a scenario may say otherwise."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from app.deadlines import terms
from app.deadlines.calendar import Calendar


class RehearsalHost:
    """Answers the house's actions as a real dossier would see them, by the rehearsal's clock and the national calendar.

    `asked` are the actions called so far, `answers` what the scenario wants them to give back, by name.
    """

    def __init__(self, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._calendar, self._now = calendar, now
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {}

    def call(self, action: str, parameters: dict[str, Any], _variables: Mapping[str, Any]) -> Any:
        """The result of an action."""
        self.asked.append(action)
        if action in self.answers:
            return self.answers[action]
        match action:
            case "cases.calculate_fee":
                return {"fee_vnd": 0}
            case "payments.status":
                return {"paid": "payments.record" in self.asked}
            case "cases.extensions":
                return self.asked.count("cases.extend")
            case "cases.moment":
                return self._moment(parameters)
        return None

    def _moment(self, parameters: Mapping[str, Any]) -> str:
        now = self._now()
        if "hours" in parameters:
            return (now + timedelta(hours=float(parameters["hours"]))).isoformat()
        return terms.due(str(parameters["term"]), now, self._calendar).isoformat()

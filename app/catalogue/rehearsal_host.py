"""What service tasks answer in a rehearsal: nothing is written, sent or paid; a scenario may say otherwise."""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.deadlines import terms
from app.deadlines.calendar import Calendar

MOST = 100  # calls remembered


@dataclass(frozen=True, slots=True)
class Called:
    """A call of an action, and what it gave back."""

    action: str
    parameters: Mapping[str, Any]
    result: Any


class RehearsalHost:
    """Answers the house's actions as a real dossier would see them, by the rehearsal's clock and the national calendar.

    `asked` counts the actions called so far, `calls` holds the last of them, `answers` what the scenario wants them to
    give back, by name.
    """

    def __init__(self, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._calendar, self._now = calendar, now
        self.asked: Counter[str] = Counter()
        self.calls: deque[Called] = deque(maxlen=MOST)
        self.answers: dict[str, Any] = {}

    def call(self, action: str, parameters: dict[str, Any], _variables: Mapping[str, Any]) -> Any:
        """The result of an action."""
        self.asked[action] += 1
        result = self._result(action, parameters)
        self.calls.append(Called(action, parameters, result))
        return result

    def _result(self, action: str, parameters: Mapping[str, Any]) -> Any:
        if action in self.answers:
            return self.answers[action]
        match action:
            case "cases.calculate_fee":
                return {"fee_vnd": 0}
            case "payments.status":
                return {"paid": self.asked["payments.record"] > 0}
            case "cases.extensions":
                return self.asked["cases.extend"]
            case "cases.moment":
                return self._moment(parameters)
        return None

    def _moment(self, parameters: Mapping[str, Any]) -> str:
        now = self._now()
        if "hours" in parameters:
            return (now + timedelta(hours=float(parameters["hours"]))).isoformat()
        return terms.due(str(parameters["term"]), now, self._calendar).isoformat()

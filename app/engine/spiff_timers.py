"""Events as this house runs them: timers by the step's own clock, messages whose payload becomes variables.

The stock timers ask the machine's clock, so no test could turn it and a step could see two different moments.
"""

from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

MAX_YEARS = 100  # of a duration


class BadTimer(Exception):
    """A timer's expression gave something that is no ISO 8601 moment, duration or repetition."""


class DateTimer(TimeDateEventDefinition):
    """Fires at a moment. The expression is evaluated once."""

    def has_fired(self, my_task: Any) -> bool:
        value = my_task.internal_data.get("event_value")
        if value is None:
            value = _moment(_said(self, my_task)).isoformat()
            my_task.internal_data["event_value"] = value
        return _fired(my_task, datetime.fromisoformat(value))


class DurationTimer(DurationTimerEventDefinition):
    """Fires so long after it was reached; the moment is fixed when it is reached."""

    def has_fired(self, my_task: Any) -> bool:
        value = my_task.internal_data.get("event_value")
        if value is None:
            now = my_task.workflow.script_engine.now
            value = (now + _duration(_said(self, my_task), now)).isoformat()
            my_task.internal_data["event_value"] = value
        return _fired(my_task, datetime.fromisoformat(value))


class CycleTimer(CycleTimerEventDefinition):
    """Fires again and again, `R3/PT1H`. Only for non-interrupting boundary events."""

    def cycle_complete(self, my_task: Any) -> bool:
        own = my_task.internal_data
        now = my_task.workflow.script_engine.now
        if own.get("event_value") is None:
            own["event_value"] = _cycle(_said(self, my_task), now)
        cycle = own["event_value"]
        if cycle["cycles"] == 0:
            own["event_fired"] = True
            return False
        due = datetime.fromisoformat(cycle["next"])
        if due > now:
            return False
        cycle["next"] = (due + timedelta(seconds=cycle["duration"])).isoformat()
        cycle["cycles"] -= 1
        return True


class Message(MessageEventDefinition):
    """A message. Its payload goes to the message variable if one is declared, else each key becomes a variable."""

    def update_task_data(self, my_task: Any) -> None:
        payload = my_task.internal_data.pop(self.name, None)
        if self.message_var is not None:
            my_task.data[self.message_var] = payload
        else:
            my_task.data.update(payload or {})


_OURS: dict[type, type] = {
    TimeDateEventDefinition: DateTimer,
    DurationTimerEventDefinition: DurationTimer,
    CycleTimerEventDefinition: CycleTimer,
    MessageEventDefinition: Message,
}


def ours(definition: Any) -> Any:
    """The stock event definition made one of ours, in place; any other is given back unchanged."""
    if isinstance(definition, MultipleEventDefinition):
        definition.event_definitions = [ours(one) for one in definition.event_definitions]
    elif type(definition) in _OURS:
        definition.__class__ = _OURS[type(definition)]
    return definition


def parts(definition: Any) -> list[Any]:
    """The event definitions that a waiting task listens to (several at an event gateway)."""
    return definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]


def due(task: Any) -> datetime | None:
    """When a waiting timer task is due, or None when it waits for no moment."""
    if not any(isinstance(part, TimerEventDefinition) for part in parts(task.task_spec.event_definition)):
        return None
    value = task.internal_data.get("event_value")
    if isinstance(value, dict):
        value = value["next"] if value["cycles"] else None
    return None if value is None else datetime.fromisoformat(value)


def put_off(task: Any, by: timedelta) -> None:
    """Lets a waiting timer task be due so much later."""
    value = task.internal_data.get("event_value")
    if isinstance(value, dict):
        value["next"] = (datetime.fromisoformat(value["next"]) + by).isoformat()
    elif value is not None:
        task.internal_data["event_value"] = (datetime.fromisoformat(value) + by).isoformat()


def messages(task: Any) -> list[str]:
    """The names of the messages that a waiting task listens to."""
    return [part.name for part in parts(task.task_spec.event_definition) if isinstance(part, MessageEventDefinition)]


def check_constant(kind: str, value: Any) -> None:
    """Whether `value` would do for a timer of `kind` (timeDate, timeDuration, timeCycle). Raises BadTimer."""
    some_moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    reading = {"timeDate": _moment, "timeDuration": lambda v: _duration(v, some_moment)}
    reading.get(kind, lambda v: _cycle(v, some_moment))(value)


def _fired(task: Any, moment: datetime) -> bool:
    if moment <= task.workflow.script_engine.now:
        task.internal_data["event_fired"] = True
    fired: bool = task.internal_data.get("event_fired", False)
    return fired


def _said(definition: Any, task: Any) -> Any:
    return task.workflow.script_engine.evaluate(task, definition.expression)


def _moment(value: Any) -> datetime:
    try:
        moment: datetime = TimerEventDefinition.get_datetime(value)
    except Exception:
        raise BadTimer(f"{value!r} is no ISO 8601 moment") from None
    if datetime.fromisoformat(value).tzinfo is None:
        raise BadTimer(f"{value!r} has no time zone")
    return moment


def _duration(value: Any, start: datetime) -> timedelta:
    try:
        parts_of_it = TimerEventDefinition.parse_iso_duration(value)
        if parts_of_it.get("years", 0) + parts_of_it.get("months", 0) / 12 > MAX_YEARS:
            raise ValueError  # the stock engine would count the months one by one
        long: timedelta = TimerEventDefinition.get_timedelta_from_start(parts_of_it, start)
        if long > timedelta(days=366 * MAX_YEARS):
            raise ValueError
    except Exception:
        raise BadTimer(f"{value!r} is no ISO 8601 duration") from None
    return long


def _cycle(value: Any, now: datetime) -> dict[str, Any]:
    try:
        times, _, duration = value.upper().removeprefix("R").partition("/")
        every = _duration(duration, now)
        if every < timedelta(minutes=1):
            raise ValueError
        return {"cycles": int(times), "next": (now + every).isoformat(), "duration": every.total_seconds()}
    except Exception:
        raise BadTimer(f"{value!r} is no repetition like R3/PT1H") from None

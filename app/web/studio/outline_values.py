"""What can be edited of a step in the list: the boxes of its form, read and written one by one."""

from collections.abc import Callable, Mapping

from app.core.errors import N_, Invalid
from app.engine.outline import edits, events, joins, lanes, reading, repeats, steps
from app.engine.outline.reading import Step

LONGEST = {"instructions": 4000, "script": 4000, "parameters": 4000}  # characters; of anything else 300
_SENT = ("receiveTask", "sendTask")


def values_of(step: Step) -> dict[str, str]:
    """What can be edited of a step, by the names of the form's boxes."""
    said = {
        "name": step.name,
        "kind": step.kind,
        "lane": step.lane or "",
        "instructions": step.instructions or "",
        "action": step.action or "",
        "parameters": "\n".join(f"{name} = {value}" for name, value in step.parameters.items()),
        "result": step.result,
        "called": step.called or "",
        "decision": step.decision or "",
        "script": step.script or "",
        "default": next((flow.id for flow in step.flows if flow.default), ""),
        "event.kind": step.event or "",
        "event.value": step.value,
        "interrupting": "true" if step.interrupting else "false",
        **{name: step.given.get(name, "") for name in reading.PROPERTIES},
        **{f"repeat.{name}": getattr(step.repeat, name) for name in repeats.NAMES},
    }
    for flow in step.flows:
        said[f"flow.{flow.id}"], said[f"condition.{flow.id}"] = flow.name, flow.condition or ""
        said[f"to.{flow.id}"] = flow.target
    return said


def step_of(content: bytes, step_id: str) -> Step:
    """The step with this id. Raises NotThere."""
    found = (step for process in reading.read(content) for step in process.steps if step.id == step_id)
    step = next(found, None)
    if step is None:
        raise edits.NotThere(id=step_id[:80])
    return step


def checked(box: str, value: str) -> str:
    """A value without blanks around it. Raises Invalid when it is too long."""
    value = value.replace("\r\n", "\n").strip()
    longest = LONGEST.get(box, 300)
    if len(value) > longest:
        raise Invalid({box: (N_("Dài quá %(count)s ký tự."), {"count": longest})})
    return value


def set_box(content: bytes, step: Step, box: str, value: str, form: Mapping[str, str]) -> bytes:
    """The file with one box of a step changed; `form` has what else was sent with it."""
    kind, _dot, about = box.partition(".")
    if kind == "event":
        return _set_event(content, step, box, value, form)
    if kind in _PARTS:
        return _PARTS[kind](content, step.id, about, value)
    if kind in reading.PROPERTIES:
        return edits.set_property(content, step.id, kind, value)
    if kind not in _SETTERS:
        raise Invalid({box[:80]: N_("Không có mục này.")})
    return _SETTERS[kind](content, step.id, value)


def _set_event(content: bytes, step: Step, box: str, value: str, form: Mapping[str, str]) -> bytes:
    """Of which kind an event is and which or when belong together: whatever was sent of both counts."""
    sent = {"event.kind": step.event or "", "event.value": step.value, **form, box: value}
    if step.kind in _SENT:
        return events.set_message(content, step.id, sent["event.value"].strip())
    return events.set_event(content, step.id, sent["event.kind"], sent["event.value"].strip())


def _put_in_lane(content: bytes, step_id: str, lane: str) -> bytes:
    return lanes.put_in_lane(content, step_id, lane) if lane else content


_PARTS: dict[str, Callable[[bytes, str, str, str], bytes]] = {
    "flow": lambda content, _step, flow, value: edits.set_name(content, flow, value),
    "condition": lambda content, _step, flow, value: edits.set_condition(content, flow, value),
    "to": lambda content, _step, flow, value: joins.retarget(content, flow, value),
    "repeat": lambda content, step, part, value: repeats.set_repeat(content, step, part, value),
}
_SETTERS: dict[str, Callable[[bytes, str, str], bytes]] = {
    "name": edits.set_name,
    "kind": steps.set_kind,
    "lane": _put_in_lane,
    "instructions": edits.set_instructions,
    "action": edits.set_action,
    "parameters": edits.set_parameters,
    "result": edits.set_result,
    "called": edits.set_called,
    "decision": edits.set_decision,
    "script": edits.set_script,
    "default": edits.set_default,
    "interrupting": lambda content, step, value: events.set_interrupting(content, step, value != "false"),
}

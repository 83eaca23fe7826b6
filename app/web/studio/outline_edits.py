"""The edits of the list of a diagram: from what a form says to the file as it then is."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from app.core.errors import N_, Conflict, Invalid
from app.engine.outline import edits, joins, lanes, reading, steps
from app.engine.outline.reading import Step

Edited = tuple[bytes, str, str]  # the file, the id of what was edited, what else there is to tell
Form = Mapping[str, str]
LONGEST = {"instructions": 4000, "script": 4000}  # characters; of anything else 300


class ChangedByAnother(Conflict):
    """Two people changed the same thing of the same step."""

    message = N_(
        "Người khác vừa sửa đúng mục này của bước. Giá trị hiện tại: “%(value)s”. Xem lại rồi lưu lần nữa nếu cần."
    )


def values_of(step: Step) -> dict[str, str]:
    """What can be edited of a step, by the names of the form's boxes."""
    said = {
        "name": step.name,
        "lane": step.lane or "",
        "instructions": step.instructions or "",
        "action": step.action or "",
        "called": step.called or "",
        "decision": step.decision or "",
        "script": step.script or "",
        "default": next((flow.id for flow in step.flows if flow.default), ""),
        **{name: step.given.get(name, "") for name in reading.PROPERTIES},
    }
    for flow in step.flows:
        said[f"flow.{flow.id}"], said[f"condition.{flow.id}"] = flow.name, flow.condition or ""
    return said


def save_step(content: bytes, base: bytes, form: Form) -> Edited:
    """Changes what the writer changed of a step, compared with what the page had shown."""
    step_id, meanwhile = form.get("id", ""), base != content
    shown, now = _values(base, step_id), _values(content, step_id)
    for box, before in shown.items():
        wanted = _checked(box, form.get(box, before))
        if wanted == before.replace("\r\n", "\n").strip():
            continue
        if now.get(box) not in (before, wanted):
            raise ChangedByAnother(value=now.get(box, "")[:100])
        content = _set(content, step_id, box, wanted)
    told = _("Người khác vừa sửa tệp này; thay đổi của bạn đã được ghép vào.") if meanwhile else ""
    return content, step_id, told


def add_step(content: bytes, _base: bytes, form: Form) -> Edited:
    """A new step behind another."""
    name, flow = _checked("name", form.get("name", "")), form.get("flow", "") or None
    if not name:
        raise Invalid({"name": N_("Đặt tên cho bước mới.")})
    made, new_id = steps.add_step(content, form.get("id", ""), form.get("kind", ""), name, flow)
    return made, new_id, _("Bước mới: %(name)s.", name=name)


def remove_step(content: bytes, _base: bytes, form: Form) -> Edited:
    """Takes a step out; the draft's history has the file as it was."""
    named = _values(content, form.get("id", "")).get("name", "")
    made = steps.remove_step(content, form.get("id", ""))
    return made, "", _("Đã bỏ bước %(name)s. Bản trước còn trong lịch sử của tệp.", name=named or form.get("id", ""))


def add_flow(content: bytes, _base: bytes, form: Form) -> Edited:
    """A flow from a step to another."""
    made, _flow = joins.add_flow(content, form.get("id", ""), form.get("to", ""))
    return made, form.get("id", ""), ""


def remove_flow(content: bytes, _base: bytes, form: Form) -> Edited:
    """Takes a flow out."""
    return joins.remove_flow(content, form.get("flow", "")), form.get("id", ""), ""


def save_lane(content: bytes, _base: bytes, form: Form) -> Edited:
    """The name and role of a lane."""
    lane = form.get("id", "")
    named = edits.set_name(content, lane, _checked("name", form.get("name", "")))
    return edits.set_property(named, lane, "role", _checked("role", form.get("role", ""))), lane, ""


def add_lane(content: bytes, _base: bytes, form: Form) -> Edited:
    """A lane beside another."""
    name, role = _checked("name", form.get("name", "")), _checked("role", form.get("role", ""))
    made, new_id = lanes.add_lane(content, form.get("id", ""), name, role)
    return made, new_id, ""


ACTS: dict[str, Callable[[bytes, bytes, Form], Edited]] = {
    "save": save_step,
    "add": add_step,
    "remove": remove_step,
    "add_flow": add_flow,
    "remove_flow": remove_flow,
    "lane": save_lane,
    "add_lane": add_lane,
}
OPENS = ("add", "add_flow", "remove_flow")  # afterwards the step stays open


def _values(content: bytes, step_id: str) -> dict[str, str]:
    found = (values_of(step) for process in reading.read(content) for step in process.steps if step.id == step_id)
    values = next(found, None)
    if values is None:
        raise edits.NotThere(id=step_id[:80])
    return values


def _checked(box: str, value: str) -> str:
    value = value.replace("\r\n", "\n").strip()
    longest = LONGEST.get(box, 300)
    if len(value) > longest:
        raise Invalid({box: (N_("Dài quá %(count)s ký tự."), {"count": longest})})
    return value


def _set(content: bytes, step_id: str, box: str, value: str) -> bytes:
    kind, _dot, flow = box.partition(".")
    if kind == "flow":
        return edits.set_name(content, flow, value)
    if kind == "condition":
        return edits.set_condition(content, flow, value)
    if kind == "lane":
        return lanes.put_in_lane(content, step_id, value) if value else content
    if kind in reading.PROPERTIES:
        return edits.set_property(content, step_id, kind, value)
    return _SETTERS[kind](content, step_id, value)


_SETTERS: dict[str, Callable[[bytes, str, str], bytes]] = {
    "name": edits.set_name,
    "instructions": edits.set_instructions,
    "action": edits.set_action,
    "called": edits.set_called,
    "decision": edits.set_decision,
    "script": edits.set_script,
    "default": edits.set_default,
}

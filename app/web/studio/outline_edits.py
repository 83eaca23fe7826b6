"""The edits of the list of a diagram: from what a form says to the file as it then is."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from app.core.errors import N_, Conflict, Invalid
from app.engine.checking.sizes import MAX_FLOWS, MAX_NODES
from app.engine.outline import boundaries, edits, events, joins, lanes, laying, steps, wrapping
from app.engine.outline.links import FLOW, NODES
from app.engine.outline.source import Source
from app.web.layout.role_words import role_words
from app.web.studio.outline_values import checked, set_box, step_of, values_of

Edited = tuple[bytes, str, str]  # the file, the id of what was edited, what else there is to tell
Form = Mapping[str, str]


class ChangedByAnother(Conflict):
    """Two people changed the same thing of the same step."""

    message = N_(
        "Người khác vừa sửa đúng mục này của bước. Giá trị hiện tại: “%(value)s”. Xem lại rồi lưu lần nữa nếu cần."
    )


def save_step(content: bytes, base: bytes, form: Form) -> Edited:
    """Changes what the writer changed of a step, compared with what the page had shown."""
    step_id, meanwhile = form.get("id", ""), base != content
    shown, now = values_of(step_of(base, step_id)), values_of(step_of(content, step_id))
    for box, before in shown.items():
        wanted = checked(box, form.get(box, before))
        if wanted == before.replace("\r\n", "\n").strip():
            continue
        if now.get(box) not in (before, wanted):
            raise ChangedByAnother(value=now.get(box, "")[:100])
        content = set_box(content, step_of(content, step_id), box, wanted, form)
    told = _("Người khác vừa sửa tệp này; thay đổi của bạn đã được ghép vào.") if meanwhile else ""
    return content, step_id, told


def set_one(content: bytes, _base: bytes, form: Form) -> Edited:
    """Changes one thing of a step as the file stands now: the offered mend of a problem."""
    step, box = step_of(content, form.get("id", "")), form.get("box", "")
    return set_box(content, step, box, checked(box, form.get("value", "")), {}), step.id, ""


def add_step(content: bytes, _base: bytes, form: Form) -> Edited:
    """A new step behind another."""
    name, kind = checked("name", form.get("name", "")), form.get("kind", "")
    if not name and not kind.startswith(("endEvent", "parallelGateway", "eventBasedGateway", "intermediate")):
        raise Invalid({"name": N_("Đặt tên cho bước mới.")})
    after, flow, to = form.get("id", ""), form.get("flow", "") or None, form.get("to", "") or None
    made, new_id = steps.add_step(content, after, kind, name, flow, to, checked("value", form.get("value", "")))
    return made, new_id, _("Bước mới: %(name)s.", name=name or new_id)


def add_first(content: bytes, _base: bytes, form: Form) -> Edited:
    """The start or an end of a process."""
    name, to = checked("name", form.get("name", "")), form.get("to", "") or None
    made, new_id = steps.add_first(content, form.get("id", ""), form.get("kind", ""), name, to)
    return made, new_id, _("Bước mới: %(name)s.", name=name or new_id)


def remove_step(content: bytes, _base: bytes, form: Form) -> Edited:
    """Takes a step out; the draft's history has the file as it was."""
    step = step_of(content, form.get("id", ""))
    made = steps.remove_step(content, step.id)
    beside = next((one for one in step.before if one != step.id), step.host or "")
    return made, beside, _("Đã bỏ bước %(name)s.", name=step.name or step.id)


def add_boundary(content: bytes, _base: bytes, form: Form) -> Edited:
    """An event on the boundary of a step."""
    name, value = checked("name", form.get("name", "")), checked("value", form.get("value", ""))
    made, new_id = boundaries.add_boundary(
        content, form.get("id", ""), form.get("event", ""), value, name,
        interrupting=form.get("interrupting") != "false", to=form.get("to", "") or None,
    )  # fmt: skip
    return made, new_id, _("Đã gắn sự kiện lên bước.")


def together(content: bytes, _base: bytes, form: Form) -> Edited:
    """A task at the same time as another step."""
    name = checked("name", form.get("name", ""))
    if not name:
        raise Invalid({"name": N_("Đặt tên cho bước mới.")})
    made, new_id = joins.together(content, form.get("id", ""), name)
    return made, new_id, _("Bước mới: %(name)s.", name=name)


def gate(content: bytes, _base: bytes, form: Form) -> Edited:
    """A gateway before or behind a step, for all its flows there."""
    put = joins.gate_behind if form.get("side") == "behind" else joins.gate_before
    made, new_id = put(content, form.get("id", ""), form.get("kind", ""), checked("name", form.get("name", "")))
    return made, new_id, _("Đã thêm cổng.")


def wrap(content: bytes, _base: bytes, form: Form) -> Edited:
    """Puts the steps from one to another into a subprocess."""
    _refuse_big(content)
    name = checked("name", form.get("name", ""))
    made, new_id = wrapping.wrap(content, form.get("id", ""), form.get("to", ""), name)
    return made, new_id, _("Đã gói các bước vào quy trình con.")


def add_flow(content: bytes, _base: bytes, form: Form) -> Edited:
    """A flow from a step to another."""
    made, _flow = joins.add_flow(content, form.get("id", ""), form.get("to", ""))
    return made, form.get("id", ""), _("Đã nối.")


def remove_flow(content: bytes, _base: bytes, form: Form) -> Edited:
    """Takes a flow out."""
    return joins.remove_flow(content, form.get("flow", "")), form.get("id", ""), _("Đã bỏ luồng.")


def save_lane(content: bytes, _base: bytes, form: Form) -> Edited:
    """The name and the role of a lane, or the one that was sent."""
    lane = form.get("id", "")
    if "name" in form:
        content = edits.set_name(content, lane, checked("name", form["name"]))
    if "role" in form:
        content = edits.set_property(content, lane, "role", checked("role", form["role"]))
    return content, lane, ""


def add_lane(content: bytes, _base: bytes, form: Form) -> Edited:
    """A lane beside another, or the first one of a process; without a name it is called as its role."""
    name, role = checked("name", form.get("name", "")), checked("role", form.get("role", ""))
    if not name and not role:
        raise Invalid({"name": N_("Đặt tên làn hoặc chọn vai trò.")})
    made, new_id = lanes.add_lane(content, form.get("id", ""), name or role_words(role), role)
    return made, new_id, _("Đã thêm làn.")


def remove_lane(content: bytes, _base: bytes, form: Form) -> Edited:
    """Takes a lane out; its steps go into another one."""
    to = form.get("to", "")
    return lanes.remove_lane(content, form.get("id", ""), to or None), to, _("Đã bỏ làn.")


def name_process(content: bytes, _base: bytes, form: Form) -> Edited:
    """The name of a process and its pool."""
    return (
        lanes.name_process(content, form.get("id", ""), checked("name", form.get("name", ""))),
        form.get("id", ""),
        "",
    )


def add_pool(content: bytes, _base: bytes, form: Form) -> Edited:
    """Somebody else who takes part, as a pool without content."""
    name = checked("name", form.get("name", ""))
    if not name:
        raise Invalid({"name": N_("Đặt tên cho bên tham gia.")})
    made, new_id = lanes.add_pool(content, form.get("id", ""), name)
    return made, new_id, _("Đã thêm bên tham gia %(name)s.", name=name)


def remove_pool(content: bytes, _base: bytes, form: Form) -> Edited:
    """Takes such a pool out."""
    return lanes.remove_pool(content, form.get("id", "")), "", _("Đã bỏ bên tham gia.")


def name_pool(content: bytes, _base: bytes, form: Form) -> Edited:
    """Another name for a pool."""
    return edits.set_name(content, form.get("id", ""), checked("name", form.get("name", ""))), form.get("id", ""), ""


def draw_all(content: bytes, _base: bytes, _form: Form) -> Edited:
    """Draws the steps and flows that are not drawn."""
    _refuse_big(content)
    return laying.draw(content), "", _("Đã vẽ sơ đồ.")


def _refuse_big(content: bytes) -> None:
    """Drawing costs the square of what is drawn: not of a diagram that is too big to be run anyway. Raises Invalid."""
    source = Source(content)
    if len(source.all(*NODES)) > MAX_NODES or len(source.all(FLOW)) > MAX_FLOWS:
        raise Invalid({"": N_("Sơ đồ quá lớn để vẽ tự động: tách thành các quy trình được gọi.")})


def name_shared(content: bytes, _base: bytes, form: Form) -> Edited:
    """Another name for a message, signal, error or escalation."""
    return events.rename(content, form.get("id", ""), checked("name", form.get("name", ""))), form.get("id", ""), ""


ACTS: dict[str, Callable[[bytes, bytes, Form], Edited]] = {
    "save": save_step,
    "set": set_one,
    "add": add_step,
    "first": add_first,
    "remove": remove_step,
    "boundary": add_boundary,
    "together": together,
    "gate": gate,
    "wrap": wrap,
    "add_flow": add_flow,
    "remove_flow": remove_flow,
    "lane": save_lane,
    "add_lane": add_lane,
    "remove_lane": remove_lane,
    "process": name_process,
    "add_pool": add_pool,
    "remove_pool": remove_pool,
    "pool": name_pool,
    "shared": name_shared,
    "draw": draw_all,
}
OPENS = ("add", "add_flow", "remove_flow", "boundary", "together", "gate")  # afterwards the step stays open

"""Offered mends of what steps do and of events."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.cases.printing import LETTERS
from app.engine.actions import actions
from app.engine.outline import events, reading, steps
from app.engine.outline.reading import Process, Step
from app.web.studio.mend_kinds import Choice, Look, Mend
from app.web.studio.mend_offers import setting, typed
from app.web.studio.words import event_words, step_kind


def choose_process(look: Look, process: Process, step: Step) -> Iterator[Mend]:
    """A process that is there."""
    known = [(one, one) for one in look.called if one != process.id]
    if known:
        yield setting(step.id, "called", _("Gọi quy trình đó"), Choice("value", _("Quy trình được gọi"), known))


def choose_action(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """An action of the house."""
    known = [(one, one) for one in sorted(actions)]
    yield setting(step.id, "action", _("Chọn việc này"), Choice("value", _("Việc hệ thống làm"), known))


def choose_table(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A table that is there."""
    known = [(one, one) for one in look.decisions]
    if known and step.kind == "businessRuleTask":
        yield setting(step.id, "decision", _("Tra bảng đó"), Choice("value", _("Bảng quyết định"), known))


def other_kind(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """Another kind of the same sort."""
    known = [(kind, step_kind(kind)) for kind in steps.kinds_like(step.kind)]
    if known:
        yield setting(step.id, "kind", _("Đổi loại"), Choice("value", _("Loại"), known))


def name_it(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """What it waits for or throws, by name."""
    kind = step.event or "message"
    known = [(one.name, one.name) for one in reading.shared(look.content) if one.kind == kind and one.name]
    choice = Choice("value", _("Tên %(what)s", what=event_words(kind)), known, free=True, value=step.value or step.name)
    yield setting(step.id, "event.value", _("Đặt"), choice)


def awaits(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """What it waits for."""
    known = [(kind, event_words(kind)) for kind in events.kinds_of(step.kind) if kind]
    yield setting(step.id, "event.kind", _("Chọn loại sự kiện"), Choice("value", _("Chờ gì"), known))


def plain_event(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A plain event instead."""
    if "" in events.kinds_of(step.kind):
        yield setting(step.id, "event.kind", _("Thành sự kiện thường"), None, "")


def set_time(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A time that can be read."""
    times = [(one, one) for one in (_("5 ngày"), _("4 giờ"), _("1 tháng"))]
    choice = Choice("value", _("Thời hạn"), times, free=True, value=step.value)
    yield setting(step.id, "event.value", _("Đặt thời hạn"), choice)


def not_repeating(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """An event that does not interrupt, or a single time."""
    if step.kind == "boundaryEvent":
        yield setting(step.id, "interrupting", _("Không ngắt bước"), None, "false")
    yield from set_time(_look, _process, step)


def uncaught(_look: Look, process: Process, step: Step) -> Iterator[Mend]:
    """An event around that catches it."""
    if step.scope != process.id and step.event:
        fields = {"act": "boundary", "id": step.scope, "event": step.event, "value": step.value, "name": step.value}
        yield Mend("boundary", _("Gắn sự kiện bắt lên quy trình con"), fields)


def one_join(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A join before the step."""
    fields = {"act": "gate", "id": step.id, "side": "before", "kind": "parallelGateway", "name": ""}
    yield Mend("gate", _("Thêm cổng gộp trước bước này"), fields)


def to_choice(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A gateway that waits for one branch only."""
    yield setting(step.id, "kind", _("Đổi thành cổng chọn một nhánh"), None, "exclusiveGateway")


def wait_first(look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """An event to wait for first, before what is none or is reached on other ways too."""
    ends = {other.id: other for other in look.beside(step)}
    waits = {one.id for one in ends.values() if one.kind == "intermediateCatchEvent" and len(one.before) < 2}
    for flow in (one for one in step.flows if one.target not in waits):
        fields = {"act": "add", "id": step.id, "flow": flow.id, "kind": "intermediateCatchEvent.timer", "name": ""}
        words = _("Chờ một thời gian trước %(name)s", name=look.spoken(flow.target))
        yield Mend("add", words, fields, typed(_("Sau bao lâu"), _("5 ngày"), "value"))


def choose_letter(_look: Look, _process: Process, step: Step) -> Iterator[Mend]:
    """A paper that the house prints, or none."""
    known = [(one, _(title)) for one, title in LETTERS.items()]
    yield setting(step.id, "letter", _("In giấy đó"), Choice("value", _("Giấy in ở bước này"), known))
    yield setting(step.id, "letter", _("Không in giấy"), None, "")

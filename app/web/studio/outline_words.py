"""What the list says of a step in whole sentences, and how steps stand inside one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from app.engine.outline import timers
from app.engine.outline.reading import Process, Step
from app.web.studio.words import event_words, step_kind


def _(text: str, **params: object) -> str:
    return str(gettext(text, **params))


@dataclass(slots=True)
class Nested:
    """A step with the steps inside it."""

    step: Step
    inside: list["Nested"] = field(default_factory=list)


def nested(steps: Iterable[Step]) -> list[Nested]:
    """The steps of a process as they stand inside one another, in the order of the flow."""
    top: list[Nested] = []
    levels = [top]
    for step in steps:
        del levels[step.depth + 1 :]
        made = Nested(step)
        levels[-1].append(made)
        levels.append(made.inside)
    return top


def called(step: Step) -> str:
    """What a step is called: by its name, or as what it is."""
    return step.name or _first_upper(step_kind(step.kind, step.event))


def names_of(process: Process) -> dict[str, str]:
    """What the steps of a process are called, by id; one without a name by what it is and what it stands beside."""
    by_id = {step.id: step for step in process.steps}
    return {step.id: step.name or _beside(step, by_id) for step in process.steps}


def _beside(step: Step, by_id: Mapping[str, Step]) -> str:
    before = next((by_id[one].name for one in (*step.before, step.host or "") if one in by_id and by_id[one].name), "")
    after = next((by_id[flow.target].name for flow in step.flows if flow.target in by_id), "")
    gate = step.kind.endswith("Gateway")
    if step.kind == "startEvent" or (gate and len(step.before) > 1 and after):
        return _("%(kind)s, trước “%(name)s”", kind=called(step), name=after) if after else called(step)
    return _("%(kind)s, sau “%(name)s”", kind=called(step), name=before) if before else called(step)


def flow_names(process: Process, names: Mapping[str, str]) -> dict[str, str]:
    """What the flows of a process are called, by id."""
    return {
        flow.id: flow.name
        or _("luồng từ “%(start)s” tới “%(end)s”", start=names[step.id], end=names.get(flow.target, flow.target))
        for step in process.steps
        for flow in step.flows
    }


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def event_line(step: Step) -> str:
    """What an event waits for or throws; empty for a plain one."""
    if not step.event:
        return ""
    throws = step.kind in ("endEvent", "intermediateThrowEvent", "sendTask")
    if step.event == "timer":
        counted = timers.counted(step.value)
        if counted is not None:
            return _("Sau %(count)s %(unit)s.", count=counted[0], unit=_unit(counted[1]))
        return _("Thời gian: %(when)s.", when=step.value) if step.value else _("Chưa ghi thời gian.")
    what = event_words(step.event)
    if throws:
        return _("Phát ra %(what)s “%(name)s”.", what=what, name=step.value) if step.value else ""
    if step.value:
        return _("Khi có %(what)s “%(name)s”.", what=what, name=step.value)
    return _("Khi có %(what)s bất kỳ.", what=what)


def hung_line(step: Step) -> str:
    """What comes of the step on whose boundary an event hangs."""
    if step.interrupting:
        return _("Khi xảy ra thì dừng bước đó và đi theo luồng này.")
    return _("Khi xảy ra thì đi theo luồng này, bước đó vẫn tiếp tục.")


def repeat_line(step: Step) -> str:
    """How often a step is done; empty when once."""
    repeat = step.repeat
    if repeat.kind == "loop":
        until = _("Lặp lại khi %(condition)s còn đúng.", condition=repeat.until) if repeat.until else _("Lặp lại.")
        return f"{until} " + _("Tối đa %(count)s vòng.", count=repeat.most) if repeat.most else until
    if not repeat.kind:
        return ""
    order = _("lần lượt") if repeat.order == "sequential" else _("cùng lúc")
    if repeat.kind == "each":
        return _("Làm cho từng phần tử của %(list)s, %(order)s.", list=repeat.over, order=order)
    return _("Làm %(count)s lần, %(order)s.", count=repeat.over, order=order)


def _unit(unit: str) -> str:
    words = {
        "phút": _("phút"), "giờ": _("giờ"), "ngày": _("ngày"), "tuần": _("tuần"), "tháng": _("tháng"), "năm": _("năm"),
    }  # fmt: skip
    return words[unit]

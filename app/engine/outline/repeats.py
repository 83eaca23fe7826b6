"""Steps done more than once: for each of a list, so many times, or until something holds."""

from dataclasses import dataclass, fields, replace

from app.core.errors import N_
from app.engine.nodes import BPMN, SUBPROCESSES, TASKS
from app.engine.outline.edits import BPMN_URI, XSI, NotPossible, element
from app.engine.outline.source import Element, Source, written

EACH, TIMES, LOOP = "each", "times", "loop"
KINDS = ("", EACH, TIMES, LOOP)
_EACH, _LOOP = f"{BPMN}multiInstanceLoopCharacteristics", f"{BPMN}standardLoopCharacteristics"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a step is repeated; all texts as the diagram has them, empty where it says nothing.

    `over` is the list, or the number of times; `item` the variable of each, `result` what each writes, `into` the list
    of results; `until` ends it; `most` rounds at most; `order` is `sequential` or `parallel`.
    """

    kind: str = ""
    order: str = "parallel"
    over: str = ""
    item: str = ""
    result: str = ""
    into: str = ""
    until: str = ""
    most: str = ""


NAMES = tuple(one.name for one in fields(Repeat))


def read(step: Element) -> Repeat:
    """How a step is repeated."""
    each, loop = step.child(_EACH), step.child(_LOOP)
    if each is not None:
        listed = _text(each, "loopDataInputRef")
        return Repeat(
            kind=EACH if listed or not _text(each, "loopCardinality") else TIMES,
            order="sequential" if each.attributes.get("isSequential") == "true" else "parallel",
            over=listed or _text(each, "loopCardinality"),
            item=_item(each, "inputDataItem"),
            result=_item(each, "outputDataItem"),
            into=_text(each, "loopDataOutputRef"),
            until=_text(each, "completionCondition"),
        )
    if loop is not None:
        return Repeat(LOOP, until=_text(loop, "loopCondition"), most=loop.attributes.get("loopMaximum", ""))
    return Repeat()


def set_repeat(content: bytes, step_id: str, part: str, value: str) -> bytes:
    """Changes one part of how a step is repeated; an empty `kind`: it is done once."""
    source = Source(content)
    step = element(source, step_id)
    if step.tag.removeprefix(BPMN) not in (*TASKS, *SUBPROCESSES):
        raise NotPossible({step_id: N_("Chỉ lặp được việc, quy trình con hoặc lời gọi.")})
    before = read(step)
    if part not in NAMES:
        raise NotPossible({"repeat": N_("Không có cách lặp này.")})
    wanted = replace(before, **{part: " ".join(value.split())})
    if wanted.kind not in KINDS:
        raise NotPossible({"repeat": N_("Không có cách lặp này.")})
    if wanted == before or not (wanted.kind or before.kind):
        return content
    _refuse_taken(source, step, wanted)
    declared = source.declare(XSI, "xsi") if wanted.kind else None
    if declared is not None:
        return set_repeat(declared, step_id, part, value)
    held = [one for one in step.children if one.tag in (_EACH, _LOOP)]
    ahead = [one for one in step.children if one.tag in _AHEAD]
    if wanted.kind:
        source.insert(step, _made(step, wanted), ahead[-1] if ahead else None, first=not ahead)
    for one in held:
        source.remove(one)
    return source.result()


def _refuse_taken(source: Source, step: Element, wanted: Repeat) -> None:
    """The engine knows the variables of each instance by their ids, and an id is there once in a file."""
    own = {one.id for one in step.within()}
    for name in (wanted.item, wanted.result):
        if name and name in source.by_id.keys() - own:
            raise NotPossible({"repeat": (N_("Tên %(name)s đã có trong sơ đồ. Đặt tên biến khác."), {"name": name})})
    if wanted.item and wanted.item == wanted.result:
        raise NotPossible({"repeat": N_("Biến của từng lần và biến kết quả phải khác tên nhau.")})


_AHEAD = tuple(BPMN + one for one in ("documentation", "extensionElements", "incoming", "outgoing", "ioSpecification",
                                      "property", "dataInputAssociation", "dataOutputAssociation"))  # fmt: skip


def _made(step: Element, wanted: Repeat) -> str:
    def part(local: str, text: str) -> list[str]:
        said = {step.name(XSI, "type"): step.name(BPMN_URI, "tFormalExpression")} if local in _FORMULAS else {}
        return [written(step.name(BPMN_URI, local), said, text=text)] if text else []

    def variable(local: str, name: str) -> list[str]:
        return [written(step.name(BPMN_URI, local), {"id": name, "name": name})] if name else []

    if wanted.kind == LOOP:
        said = {"loopMaximum": wanted.most} if wanted.most else {}
        return written(step.name(BPMN_URI, "standardLoopCharacteristics"), said, *part("loopCondition", wanted.until))
    inside = [
        *part("loopDataInputRef" if wanted.kind == EACH else "loopCardinality", wanted.over),
        *part("loopDataOutputRef", wanted.into),
        *variable("inputDataItem", wanted.item),
        *variable("outputDataItem", wanted.result),
        *part("completionCondition", wanted.until),
    ]
    order = {"isSequential": "true" if wanted.order == "sequential" else "false"}
    return written(step.name(BPMN_URI, "multiInstanceLoopCharacteristics"), order, *inside)


_FORMULAS = ("loopCondition", "loopCardinality", "completionCondition")


def _text(owner: Element, local: str) -> str:
    found = owner.child(BPMN + local)
    return found.text.strip() if found is not None else ""


def _item(owner: Element, local: str) -> str:
    found = owner.child(BPMN + local)
    return found.id if found is not None else ""

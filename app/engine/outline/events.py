"""What an event waits for or throws: a time, or something with a name that the file declares once for all."""

from app.core.errors import N_
from app.core.folding import fold
from app.engine.nodes import BPMN
from app.engine.outline import timers
from app.engine.outline.edits import BPMN_URI, XSI, NotPossible, element, set_name
from app.engine.outline.links import free_id
from app.engine.outline.source import Element, Source, written

TIMER = "timer"
_REFS = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
NAMED = tuple(_REFS)
_CODES = {"error": "errorCode", "escalation": "escalationCode"}
_TIMES = ("timeDuration", "timeDate", "timeCycle")
CATCHES = ("timer", "message", "signal")
THROWS = ("message", "signal", "escalation")
ENDS = ("", "terminate", "error", "escalation", "message", "signal")
BOUNDARIES = ("timer", "message", "error", "escalation", "signal")
_OF = {
    "intermediateCatchEvent": CATCHES,
    "intermediateThrowEvent": ("", *THROWS),
    "endEvent": ENDS,
    "boundaryEvent": BOUNDARIES,
    "startEvent": ("", "message", "timer", "signal"),
}
NEVER_ALONE = ("error", "cancel", "compensate")  # these always interrupt


def kinds_of(tag: str) -> tuple[str, ...]:
    """What an event of this element may wait for or throw; empty: it may be plain."""
    return _OF.get(tag, ())


def set_event(content: bytes, event_id: str, kind: str, value: str) -> bytes:
    """What an event waits for or throws: of which kind, and which time or name of it. An empty kind: nothing."""
    source = Source(content)
    event = element(source, event_id)
    if kind and kind not in kinds_of(event.tag.removeprefix(BPMN)):
        raise NotPossible({"event": N_("Sự kiện này không dùng được loại đó.")})
    held = [one for one in event.children if one.tag.endswith("EventDefinition")]
    if not [one for one in held if one.tag == f"{BPMN}{kind}EventDefinition"]:
        content = _redefined(source, event, held, kind)
    if kind == TIMER:
        return _set_time(content, event_id, value)
    return _set_reference(content, event_id, kind, value) if kind in _REFS else content


def set_message(content: bytes, task_id: str, name: str) -> bytes:
    """Which message a receive or send task waits for or sends."""
    return _refer(content, task_id, task_id, "message", name)


def set_interrupting(content: bytes, event_id: str, interrupting: bool) -> bytes:
    """Whether the step ends when the event comes."""
    source = Source(content)
    event = element(source, event_id)
    if event.tag != f"{BPMN}boundaryEvent":
        raise NotPossible({event_id: N_("Đây không phải sự kiện gắn trên bước.")})
    if not interrupting and any(
        f"{BPMN}{one}EventDefinition" == held.tag for one in NEVER_ALONE for held in event.children
    ):
        raise NotPossible({event_id: N_("Sự kiện lỗi luôn ngắt bước.")})
    if (event.attributes.get("cancelActivity") != "false") == interrupting:
        return content
    source.set_attribute(event, "cancelActivity", "true" if interrupting else "false")
    return source.result()


def rename(content: bytes, element_id: str, name: str) -> bytes:
    """Another name for a message, signal, error or escalation, wherever it is used."""
    if element(Source(content), element_id).tag not in [BPMN + one for one in NAMED]:
        raise NotPossible({element_id: N_("Đây không phải thông điệp, tín hiệu hay lỗi.")})
    if not name.strip():
        raise NotPossible({element_id: N_("Thông điệp, tín hiệu và lỗi phải có tên.")})
    return set_name(content, element_id, name)


def _redefined(source: Source, event: Element, held: list[Element], kind: str) -> bytes:
    """The event with an empty definition of this kind in the place of those it had."""
    if kind:
        made = written(event.name(BPMN_URI, f"{kind}EventDefinition"), {"id": free_id(source, f"{event.id}_{kind}")})
        source.insert(event, made, first=not event.children)
    for one in held:
        source.remove(one)
    return source.result()


def _definition(source: Source, event_id: str, kind: str) -> Element | None:
    return element(source, event_id).child(f"{BPMN}{kind}EventDefinition")


def _set_time(content: bytes, event_id: str, value: str) -> bytes:
    source = Source(content)
    definition = _definition(source, event_id, TIMER)
    held = [one for one in definition.children if one.tag in [BPMN + one for one in _TIMES]] if definition else []
    kind, text = timers.expression(value)
    if definition is None or (held and held[0].text.strip() == text) or (not held and not text):
        return content
    if held and text and (held[0].tag == BPMN + kind or timers.constant(text) is None):
        source.set_text(held[0], text)
        return source.result()
    for one in held:
        source.remove(one)
    content = source.result()
    return _with_time(content, event_id, kind, text) if text else content


def _with_time(content: bytes, event_id: str, kind: str, text: str) -> bytes:
    source = Source(content)
    declared = source.declare(XSI, "xsi")
    if declared is not None:
        return _with_time(declared, event_id, kind, text)
    definition = _definition(source, event_id, TIMER)
    if definition is not None:
        said = {definition.name(XSI, "type"): definition.name(BPMN_URI, "tFormalExpression")}
        source.insert(definition, written(definition.name(BPMN_URI, kind), said, text=text))
    return source.result()


def _set_reference(content: bytes, event_id: str, kind: str, name: str) -> bytes:
    source = Source(content)
    definition = _definition(source, event_id, kind)
    if definition is None:
        return content
    return _refer(content, event_id, definition.id, kind, name)


def _refer(content: bytes, event_id: str, definition_id: str, kind: str, name: str) -> bytes:
    name = " ".join(name.split())
    content, ref = _declared(content, kind, name) if name else (content, None)
    source = Source(content)
    event = element(source, event_id)
    place = event if definition_id == event_id else _definition(source, event_id, kind)
    if place is None or place.attributes.get(_REFS[kind]) == ref:
        return content
    source.set_attribute(place, _REFS[kind], ref)
    return source.result()


def _declared(content: bytes, kind: str, name: str) -> tuple[bytes, str]:
    """The file in which something of this kind has the name, and its id."""
    source = Source(content)
    tag = BPMN + kind
    known = next(
        (one.id for one in source.root.children if one.tag == tag and one.attributes.get("name") == name), None
    )
    if known:
        return content, known
    new_id = free_id(source, f"{kind}_{fold(name)}")
    said = {"id": new_id, "name": name} | ({_CODES[kind]: new_id} if kind in _CODES else {})
    before = [one for one in source.root.children if one.tag.startswith(BPMN)]
    made = written(source.root.name(BPMN_URI, kind), said)
    source.insert(source.root, made, before[-1] if before else None, first=not before)
    return source.result(), new_id

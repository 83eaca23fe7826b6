"""Events: what they wait for has a name, what they hang on is there, what they throw is caught."""

from collections.abc import Iterator

from lxml import etree

from app.engine.checking.placing import at, near
from app.engine.checking.subject import Subject
from app.engine.nodes import BPMN, Found, local
from app.engine.problems import ERROR, WARNING, Problem, rule

NO_MESSAGE = rule(
    "event.no-message", ERROR,
    vi="Phần tử chờ một tin nhắn nhưng chưa chọn tin nhắn.", en="It waits for a message, and none is chosen.",
    mend_vi="Chọn hoặc tạo một tin nhắn có tên.", mend_en="Choose or make a message that has a name.",
)  # fmt: skip
UNHEARD = rule(
    "event.message-unheard", WARNING,
    vi="Tin nhắn ném ra ở đây không đi đâu: ra ngoài chỉ có nhiệm vụ hệ thống gửi được.",
    en="A message thrown here goes nowhere: only a service task can send something out.",
    mend_vi="Thay bằng nhiệm vụ hệ thống cases.notify, hoặc bỏ tin nhắn.",
    mend_en="Use a service task cases.notify, or drop the message.",
)  # fmt: skip
DANGLING = rule(
    "event.dangling", ERROR,
    vi="Sự kiện trỏ tới %(ref)s không có trong tệp.", en="The event refers to %(ref)s, which is not in the file.",
    mend_vi="Chọn lại tin nhắn, tín hiệu, lỗi hoặc leo thang.",
    mend_en="Choose the message, signal, error or escalation again.",
)  # fmt: skip
NO_NAME = rule(
    "event.no-name", ERROR,
    vi="Tín hiệu, lỗi hoặc leo thang chưa có tên.", en="The signal, error or escalation has no name.",
    mend_vi="Đặt tên cho nó.", mend_en="Give it a name.",
)  # fmt: skip
LOOSE = rule(
    "event.loose", ERROR,
    vi="Sự kiện trên biên không gắn vào nhiệm vụ nào.", en="The boundary event hangs on no activity.",
    mend_vi="Kéo nó lên cạnh của một nhiệm vụ.", mend_en="Drag it onto the edge of an activity.",
)  # fmt: skip
NOTHING_AWAITED = rule(
    "event.nothing-awaited", ERROR,
    vi="Sự kiện chưa ghi nó chờ gì.", en="The event does not say what it waits for.",
    mend_vi="Chọn tin nhắn, thời gian, lỗi… cho sự kiện.", mend_en="Choose a message, a time, an error… for it.",
)  # fmt: skip
LATE_START = rule(
    "event.start-waits", WARNING,
    vi="Sự kiện bắt đầu này chờ tin nhắn hoặc thời gian: hồ sơ mới sẽ đứng ở đây cho tới lúc đó.",
    en="This start event waits for a message or a time: a new case stands here until then.",
    mend_vi="Dùng sự kiện bắt đầu thường; hồ sơ tự bắt đầu khi được lập.",
    mend_en="Use a plain start event; a case begins by itself when it is opened.",
)  # fmt: skip
NOT_A_TRANSACTION = rule(
    "event.cancel", ERROR,
    vi="Sự kiện hủy (cancel) chỉ dùng được trong giao dịch (transaction).",
    en="Cancel events work in transactions only.",
    mend_vi="Dùng sự kiện kết thúc terminate hoặc lỗi.", mend_en="Use a terminate or error end event.",
)  # fmt: skip
UNCAUGHT = rule(
    "event.uncaught", WARNING,
    vi="Lỗi hoặc leo thang này không có sự kiện nào bắt.", en="Nothing catches this error or escalation.",
    mend_vi="Gắn sự kiện bắt lỗi lên quy trình con hoặc lời gọi quanh nó.",
    mend_en="Put a catching event on the boundary of the subprocess or call around it.",
)  # fmt: skip

_DEFINITIONS = {"signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
_CATCHES = ("intermediateCatchEvent", "boundaryEvent")


def messages_have_names(subject: Subject) -> Iterator[Problem]:
    """What waits for a message says for which; a message that is thrown is not taken for one that is sent."""
    for file, root in subject.diagrams.items():
        names = {one.get("id"): one.get("name") for one in root.iter(f"{BPMN}message")}
        for one in (one for one in subject.found if one.file == file):
            asked = _message(one)
            if asked is None:
                continue
            given = names.get(asked.get("messageRef"))
            if one.node.kind in ("intermediateThrowEvent", "endEvent", "sendTask"):
                yield from (
                    [at(one, UNHEARD)]
                    if given or not asked.get("messageRef")
                    else [at(one, DANGLING, ref=asked.get("messageRef"))]
                )
            elif not given:
                yield at(one, NO_MESSAGE)


def _message(one: Found) -> etree._Element | None:
    if one.node.kind in ("receiveTask", "sendTask") and one.element.get("messageRef"):
        return one.element
    found = one.element.find(f"{BPMN}messageEventDefinition")
    return one.element if found is None and one.node.kind in ("receiveTask", "sendTask") else found


def references_lead_somewhere(subject: Subject) -> Iterator[Problem]:
    """Signals, errors and escalations that events refer to are in the file and have names."""
    for file, root in subject.diagrams.items():
        for kind, reference in _DEFINITIONS.items():
            names = {one.get("id"): one.get("name") for one in root.iter(f"{BPMN}{kind}")}
            for definition in root.iter(f"{BPMN}{kind}EventDefinition"):
                ref = definition.get(reference)
                if ref is None:
                    continue  # catches any, or is told by the event's own name
                if ref not in names:
                    yield near(file, definition, DANGLING, ref=ref)
                elif not names[ref]:
                    yield near(file, definition, NO_NAME)


def events_hang_on_something(subject: Subject) -> Iterator[Problem]:
    """A boundary event hangs on an activity of its scope, and every event that catches says what."""
    for scope in subject.scopes:
        for one in scope.nodes.values():
            if one.node.kind == "boundaryEvent" and not _is_activity(scope.nodes.get(one.element.get("attachedToRef"))):
                yield at(one, LOOSE)
            if one.node.kind in _CATCHES and not _awaited(one.element):
                yield at(one, NOTHING_AWAITED)
            if (
                one.node.kind == "startEvent"
                and _awaited(one.element)
                and scope.element.get("triggeredByEvent") is None
            ):
                yield at(one, LATE_START)


def _is_activity(one: Found | None) -> bool:
    return one is not None and not one.node.kind.endswith(("Event", "Gateway"))


def _awaited(element: etree._Element) -> list[str]:
    return [local(child) for child in element if local(child).endswith("EventDefinition")]


def cancels_stand_in_transactions(subject: Subject) -> Iterator[Problem]:
    """A cancel event is inside a transaction, or on the boundary of one."""
    for scope in subject.scopes:
        for one in scope.nodes.values():
            if one.element.find(f"{BPMN}cancelEventDefinition") is None:
                continue
            around = scope.element
            if one.node.kind == "boundaryEvent":
                hangs_on = scope.nodes.get(one.element.get("attachedToRef", ""))
                around = scope.element if hangs_on is None else hangs_on.element
            if local(around) != "transaction":
                yield at(one, NOT_A_TRANSACTION)


def throws_are_caught(subject: Subject) -> Iterator[Problem]:
    """An error or escalation thrown has somebody around who catches it."""
    catching = {kind for one in subject.found if one.node.kind == "boundaryEvent" for kind in _awaited(one.element)}
    for scope in subject.scopes:
        for one in scope.nodes.values():
            for kind in _awaited(one.element) if one.node.kind in ("endEvent", "intermediateThrowEvent") else ():
                if kind in ("errorEventDefinition", "escalationEventDefinition") and kind not in catching:
                    yield at(one, UNCAUGHT)


RULES = (
    messages_have_names,
    references_lead_somewhere,
    events_hang_on_something,
    cancels_stand_in_transactions,
    throws_are_caught,
)

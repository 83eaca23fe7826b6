"""Elements that the engine cannot run, or runs otherwise than BPMN says."""

from collections.abc import Iterator

from lxml import etree

from app.engine.checking.placing import at, near
from app.engine.checking.subject import Subject
from app.engine.nodes import BPMN, local
from app.engine.problems import ERROR, WARNING, Problem, Rule, rule

AD_HOC = rule(
    "element.ad-hoc", ERROR,
    vi="Không dùng được quy trình con tùy ý (ad-hoc).", en="Ad-hoc subprocesses cannot be run.",
    mend_vi="Vẽ lại bằng các luồng nối.", mend_en="Draw its steps with flows.",
)  # fmt: skip
COMPLEX = rule(
    "element.complex-gateway", ERROR,
    vi="Không dùng được cổng phức hợp.", en="Complex gateways cannot be run.",
    mend_vi="Thay bằng cổng XOR, OR hoặc AND.", mend_en="Use an XOR, OR or AND gateway.",
)  # fmt: skip
CONDITIONAL = rule(
    "element.conditional-event", ERROR,
    vi="Không dùng được sự kiện theo điều kiện.", en="Conditional events cannot be run.",
    mend_vi="Thay bằng cổng XOR.", mend_en="Use an XOR gateway.",
)  # fmt: skip
EVENT_SUBPROCESS = rule(
    "element.event-subprocess", ERROR,
    vi="Không dùng được quy trình con theo sự kiện.", en="Event subprocesses cannot be run.",
    mend_vi="Thay bằng sự kiện gắn trên biên.", mend_en="Use a boundary event.",
)  # fmt: skip
PARALLEL_MULTIPLE = rule(
    "element.parallel-multiple", ERROR,
    vi="Không dùng được sự kiện nhiều tín hiệu song song.", en="Parallel multiple events cannot be run.",
    mend_vi="Tách thành nhiều sự kiện.", mend_en="Split it into several events.",
)  # fmt: skip
LINK = rule(
    "element.link", ERROR,
    vi="Không dùng được sự kiện liên kết (link).", en="Link events cannot be run.",
    mend_vi="Nối thẳng hai phần bằng một luồng.", mend_en="Join the two parts with a flow.",
)  # fmt: skip
COMPENSATION = rule(
    "element.compensation", ERROR,
    vi="Không dùng được bồi hoàn (compensation).", en="Compensation cannot be run.",
    mend_vi="Vẽ việc hoàn lại thành một nhánh sau cổng XOR.", mend_en="Draw the undoing as a branch behind an XOR.",
)  # fmt: skip
CHOREOGRAPHY = rule(
    "element.choreography", ERROR,
    vi="Không dùng được bước của sơ đồ phối hợp (choreography).", en="Choreography activities cannot be run.",
    mend_vi="Vẽ lại bằng nhiệm vụ trong làn.", mend_en="Draw it as tasks in lanes.",
)  # fmt: skip
PLAIN_TASK = rule(
    "element.plain-task", WARNING,
    vi="Nhiệm vụ chưa có loại nên tự trôi qua, không ai được giao.",
    en="The task has no kind, so it passes by itself and nobody is given it.",
    mend_vi="Chọn loại: nhiệm vụ người làm, nhiệm vụ hệ thống hoặc tập lệnh.",
    mend_en="Choose its kind: user task, service task or script.",
)  # fmt: skip
NO_SCRIPT = rule(
    "element.no-script", ERROR,
    vi="Nhiệm vụ tập lệnh chưa có lệnh nào.", en="The script task has no script.",
    mend_vi="Ghi tập lệnh, ví dụ accepted = True.", mend_en="Write the script, for example accepted = True.",
)  # fmt: skip

_REFUSED: dict[str, Rule] = {
    "adHocSubProcess": AD_HOC,
    "complexGateway": COMPLEX,
    "conditionalEventDefinition": CONDITIONAL,
    "linkEventDefinition": LINK,
    "compensateEventDefinition": COMPENSATION,
    "choreographyTask": CHOREOGRAPHY,
    "subChoreography": CHOREOGRAPHY,
    "callChoreography": CHOREOGRAPHY,
}


def nothing_unusable(subject: Subject) -> Iterator[Problem]:
    """No element that the engine cannot run."""
    for file, root in subject.diagrams.items():
        for element in root.iter(f"{BPMN}*"):
            refused = _REFUSED.get(local(element)) or _by_attribute(element)
            if refused:
                yield near(file, element, refused)


def _by_attribute(element: etree._Element) -> Rule | None:
    if local(element) == "subProcess" and element.get("triggeredByEvent") == "true":
        return EVENT_SUBPROCESS
    if element.get("parallelMultiple") == "true":
        return PARALLEL_MULTIPLE
    return COMPENSATION if element.get("isForCompensation") == "true" else None


def tasks_have_kinds(subject: Subject) -> Iterator[Problem]:
    """A task is somebody's, or something does it; a script task has a script."""
    for one in subject.found:
        if one.node.kind == "task":
            yield at(one, PLAIN_TASK)
        elif one.node.kind == "scriptTask" and not (one.element.findtext(f"{BPMN}script") or "").strip():
            yield at(one, NO_SCRIPT)


RULES = (nothing_unusable, tasks_have_kinds)

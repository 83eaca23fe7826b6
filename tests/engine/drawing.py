"""Diagrams for tests, drawn in Python: nodes and flows, no shapes. `bundle(...)` makes them ready to deploy."""

import json
import re
from collections.abc import Iterable
from itertools import chain, pairwise
from xml.sax.saxutils import escape, quoteattr

from app.engine.definitions import Bundle

_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions targetNamespace="t" '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">'
)


class Drawing:
    """A process, or an embedded subprocess of one (`sub`)."""

    def __init__(self, process_id: str, around: "Drawing | None" = None) -> None:
        self.id = process_id
        self._around = around
        self._nodes: list[str] = []
        self._flows: list[str] = []
        self._lanes: dict[str, list[str]] = {}
        self._subs: dict[str, Drawing] = {}
        self._messages: set[str] = set()
        self._errors: set[str] = set()
        self.forms: set[str] = set()
        self.writes: dict[str, list[str]] = {}

    # ---- nodes

    def node(self, kind: str, node_id: str, inside: str = "", **attributes: str) -> "Drawing":
        """Any element; the methods below are for the usual ones."""
        written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self._nodes.append(f'<bpmn:{kind} id="{node_id}" name="{node_id}"{written}>{inside}</bpmn:{kind}>')
        return self

    def start(self, node_id: str = "start", inside: str = "") -> "Drawing":
        return self.node("startEvent", node_id, inside)

    def end(self, node_id: str = "end", terminate: bool = False) -> "Drawing":
        return self.node("endEvent", node_id, "<bpmn:terminateEventDefinition/>" if terminate else "")

    def user(
        self, node_id: str, role: str | None = "desk", inside: str = "", form: bool = True, writes: Iterable[str] = ()
    ) -> "Drawing":
        """A user task whose form writes these variables, or the result of each instance."""
        if role:
            self._lanes.setdefault(role, []).append(node_id)
        if form:
            self.forms.add(node_id)
            self.writes[node_id] = re.findall('<bpmn:outputDataItem id="(.*?)"', inside) or list(writes)
        return self.node("userTask", node_id, inside)

    def xor(self, node_id: str, default: str | None = None) -> "Drawing":
        return self.node("exclusiveGateway", node_id, **({"default": default} if default else {}))

    def both(self, node_id: str) -> "Drawing":
        return self.node("parallelGateway", node_id)

    def call(self, node_id: str, process_id: str) -> "Drawing":
        return self.node("callActivity", node_id, calledElement=process_id)

    def script(self, node_id: str, text: str) -> "Drawing":
        return self.node("scriptTask", node_id, f"<bpmn:script>{escape(text)}</bpmn:script>")

    def service(self, node_id: str, action: str, result: str | None = None, **parameters: str) -> "Drawing":
        given = "".join(
            f'<spiffworkflow:parameter id="{name}" type="any" value={quoteattr(value)}/>'
            for name, value in parameters.items()
        )
        kept = f' resultVariable="{result}"' if result else ""
        operator = (
            f'<spiffworkflow:serviceTaskOperator id="{action}"{kept}><spiffworkflow:parameters>{given}'
            "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        )
        return self.node("serviceTask", node_id, f"<bpmn:extensionElements>{operator}</bpmn:extensionElements>")

    def sub(self, node_id: str, role: str | None = None) -> "Drawing":
        """An embedded subprocess: draw in what comes back, then go on with this drawing."""
        if role:
            self._lanes.setdefault(role, []).append(node_id)
        inner = self._subs[node_id] = Drawing(node_id, self)
        self._nodes.append(f"<!--{node_id}-->")
        return inner

    def boundary(self, node_id: str, on: str, inside: str, interrupting: bool = True) -> "Drawing":
        return self.node(
            "boundaryEvent", node_id, inside, attachedToRef=on, cancelActivity="true" if interrupting else "false"
        )

    def message(self, name: str) -> str:
        """A message event definition, to put inside of an event."""
        top = self
        while top._around:
            top = top._around
        top._messages.add(name)
        return f'<bpmn:messageEventDefinition messageRef="message_{name}"/>'

    def error(self, name: str) -> str:
        """An error event definition, to put inside of an end event or a boundary event."""
        top = self
        while top._around:
            top = top._around
        top._errors.add(name)
        return f'<bpmn:errorEventDefinition errorRef="error_{name}"/>'

    # ---- flows

    def flow(self, source: str, target: str, when: str | None = None, flow_id: str | None = None) -> "Drawing":
        flow_id = flow_id or f"{self.id}_flow{len(self._flows)}"
        condition = f"<bpmn:conditionExpression>{escape(when)}</bpmn:conditionExpression>" if when else ""
        self._flows.append(
            f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">'
            f"{condition}</bpmn:sequenceFlow>"
        )
        return self

    def path(self, *nodes: str) -> "Drawing":
        for source, target in pairwise(nodes):
            self.flow(source, target)
        return self

    # ---- XML

    def xml(self) -> str:
        messages = "".join(f'<bpmn:message id="message_{name}" name="{name}"/>' for name in sorted(self._messages))
        messages += "".join(
            f'<bpmn:error id="error_{name}" name="{name}" errorCode="{name}"/>' for name in sorted(self._errors)
        )
        body = f'<bpmn:process id="{self.id}" isExecutable="true">{self._inside()}</bpmn:process>'
        return f"{_OPEN}{messages}{body}</bpmn:definitions>"

    def all_forms(self) -> set[str]:
        return self.forms.union(*(inner.all_forms() for inner in self._subs.values()))

    def all_writes(self) -> dict[str, list[str]]:
        """What the form of each task writes."""
        return dict(chain(self.writes.items(), *(inner.all_writes().items() for inner in self._subs.values())))

    def _inside(self) -> str:
        nodes = "".join(self._nodes)
        for sub_id, inner in self._subs.items():
            drawn = f'<bpmn:subProcess id="{sub_id}" name="{sub_id}">{inner._inside()}</bpmn:subProcess>'
            nodes = nodes.replace(f"<!--{sub_id}-->", drawn)
        return self._lane_set() + nodes + "".join(self._flows)

    def _lane_set(self) -> str:
        lanes = "".join(
            f'<bpmn:lane id="lane_{self.id}_{role}" name="Làn {role}"><bpmn:extensionElements>'
            "<spiffworkflow:properties>"
            f'<spiffworkflow:property name="role" value="{role}"/></spiffworkflow:properties></bpmn:extensionElements>'
            + "".join(f"<bpmn:flowNodeRef>{node_id}</bpmn:flowNodeRef>" for node_id in nodes)
            + "</bpmn:lane>"
            for role, nodes in self._lanes.items()
        )
        return f'<bpmn:laneSet id="lanes_{self.id}">{lanes}</bpmn:laneSet>' if lanes else ""


def timer(kind: str, expression: str) -> str:
    """A timer event definition: kind timeDate, timeDuration or timeCycle."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(expression)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def each(of: str, item: str, into: str | None = None, result: str | None = None, until: str | None = None) -> str:
    """Parallel multi-instance: one instance per element of the variable `of`."""
    target = f"<bpmn:loopDataOutputRef>{into}</bpmn:loopDataOutputRef>" if into else ""
    output = f'<bpmn:outputDataItem id="{result}" name="{result}"/>' if result else ""
    done = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>{of}</bpmn:loopDataInputRef>{target}"
        f'<bpmn:inputDataItem id="{item}" name="{item}"/>{output}{done}</bpmn:multiInstanceLoopCharacteristics>'
    )


def bundle(main: Drawing, *called: Drawing, decisions: dict[str, str] | None = None) -> Bundle:
    """The drawings, and a form for each user task that writes what the task does."""
    drawings = (main, *called)
    files = {f"{drawing.id}.bpmn": drawing.xml().encode() for drawing in drawings}
    files |= {name: text.encode() for name, text in (decisions or {}).items()}
    for drawing in drawings:
        files |= {f"forms/{key}.json": _form(key, drawing.all_writes().get(key, [])) for key in drawing.all_forms()}
    return Bundle(main.id, files)


def _form(key: str, variables: list[str]) -> bytes:
    fields = [{"name": name, "kind": "text", "variable": name} for name in variables]
    return json.dumps({"title": {"vi": key}, "sections": [{"fields": fields}] if fields else []}).encode()

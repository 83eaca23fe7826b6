"""Edits of a diagram's elements. Each takes a file and gives it back with that one thing changed.

Whoever edits names things by their ids. Raises NotThere for an id that is not in the file (the page is old), and
NotPossible where the edit would leave a diagram that nobody meant.
"""

from collections.abc import Callable

from app.core.errors import N_, Conflict, Invalid
from app.engine.nodes import BPMN, SPIFF
from app.engine.outline.source import Element, Source, written

BPMN_URI, SPIFF_URI = BPMN[1:-1], SPIFF[1:-1]
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_FIRST = (f"{BPMN}documentation", f"{BPMN}extensionElements")


class NotThere(Conflict):
    """The element is gone since the page was made."""

    message = N_("Phần tử %(id)s không còn trong sơ đồ. Tải lại trang để xem bản hiện tại.")


class NotPossible(Invalid):
    """The edit would leave something that nobody meant."""


def element(source: Source, element_id: str) -> Element:
    """The element with this id. Raises NotThere."""
    if element_id not in source.by_id:
        raise NotThere(id=element_id[:80])
    return source.by_id[element_id]


def set_name(content: bytes, element_id: str, name: str) -> bytes:
    """Names an element; an empty name is none."""
    return _attribute(content, element_id, "name", " ".join(name.split()) or None)


def set_called(content: bytes, element_id: str, process: str) -> bytes:
    """Says which process a call activity calls."""
    return _attribute(content, element_id, "calledElement", process.strip() or None)


def set_default(content: bytes, element_id: str, flow_id: str | None) -> bytes:
    """Chooses the flow that is taken when no condition holds; None: there is none."""
    return _attribute(content, element_id, "default", flow_id or None)


def set_property(content: bytes, element_id: str, name: str, value: str) -> bytes:
    """Sets one of our properties (form, step_term, role …); an empty value takes it away."""
    value = value.strip()
    source = Source(content)
    owner = element(source, element_id)
    held = _below(owner, f"{BPMN}extensionElements", f"{SPIFF}properties")
    found = next((one for one in held.children if one.attributes.get("name") == name), None) if held else None
    if found is None and not value:
        return content
    if held is not None and found is not None:
        if value:
            source.set_attribute(found, "value", value)
        else:
            source.remove(found if len(held.children) > 1 else held)
        return source.result()
    return _extended(content, element_id, "properties", lambda uri: uri("property", {"name": name, "value": value}))


def set_instructions(content: bytes, element_id: str, text: str) -> bytes:
    """What the officer reads above the form; empty: nothing."""
    return _extension_text(content, element_id, "instructionsForEndUser", text.replace("\r\n", "\n").strip())


def set_decision(content: bytes, element_id: str, decision: str) -> bytes:
    """Which decision table a business rule task asks."""
    return _extension_text(content, element_id, "calledDecisionId", decision.strip())


def set_action(content: bytes, element_id: str, action: str) -> bytes:
    """What a service task does; its parameters stay. Empty: nothing."""
    source = Source(content)
    found = _below(element(source, element_id), f"{BPMN}extensionElements", f"{SPIFF}serviceTaskOperator")
    if found is not None and action:
        source.set_attribute(found, "id", action)
    elif found is not None:
        source.remove(found)
    elif action:
        return _extended(content, element_id, None, lambda uri: uri("serviceTaskOperator", {"id": action}))
    return source.result()


def set_parameters(content: bytes, element_id: str, lines: str) -> bytes:
    """What a service task is told, one `name = expression` on a line; those that stay keep their bytes."""
    source = Source(content)
    operator = _below(element(source, element_id), f"{BPMN}extensionElements", f"{SPIFF}serviceTaskOperator")
    wanted = _parameters(element_id, lines)
    if operator is None:
        if wanted:
            raise NotPossible({"parameters": N_("Chọn việc hệ thống làm trước khi ghi tham số.")})
        return content
    group = operator.child(f"{SPIFF}parameters")
    held = {one.id: one for one in group.children} if group is not None else {}
    for name, one in held.items():
        if name not in wanted:
            source.remove(one)
        elif one.attributes.get("value") != wanted[name]:
            source.set_attribute(one, "value", wanted[name])
    fresh = [(name, value) for name, value in wanted.items() if name not in held]
    made = [written(operator.name(SPIFF_URI, "parameter"), _parameter(*one)) for one in fresh]
    if group is None and made:
        source.insert(operator, written(operator.name(SPIFF_URI, "parameters"), {}, *made), first=True)
    elif group is not None:
        for line in made:
            source.insert(group, line)
    return source.result()


def set_result(content: bytes, element_id: str, variable: str) -> bytes:
    """The variable in which a service task's answer is kept; empty: none."""
    source = Source(content)
    operator = _below(element(source, element_id), f"{BPMN}extensionElements", f"{SPIFF}serviceTaskOperator")
    if operator is None or operator.attributes.get("resultVariable", "") == variable.strip():
        return content
    source.set_attribute(operator, "resultVariable", variable.strip() or None)
    return source.result()


def set_script(content: bytes, element_id: str, script: str) -> bytes:
    """The script of a script task."""
    source = Source(content)
    owner = element(source, element_id)
    script = script.replace("\r\n", "\n").strip()
    found = owner.child(f"{BPMN}script")
    if found is not None and found.text.strip() == script:
        return content
    if found is not None:
        source.set_text(found, script)
    elif script:
        source.insert(owner, written(owner.name(BPMN_URI, "script"), {}, text=script))
    return source.result()


def set_condition(content: bytes, flow_id: str, condition: str) -> bytes:
    """When a flow is taken; empty: always."""
    source = Source(content)
    flow = element(source, flow_id)
    condition = " ".join(condition.split())
    found = flow.child(f"{BPMN}conditionExpression")
    if found is not None and found.text.strip() == condition:
        return content
    if found is not None and condition:
        source.set_text(found, condition)
    elif found is not None:
        source.remove(found)
    elif condition:
        declared = source.declare(XSI, "xsi")
        if declared is not None:
            return set_condition(declared, flow_id, condition)
        kind = {flow.name(XSI, "type"): flow.name(BPMN_URI, "tFormalExpression")}
        source.insert(flow, written(flow.name(BPMN_URI, "conditionExpression"), kind, text=condition))
    return source.result()


def set_lane(content: bytes, node_id: str, lane_id: str) -> bytes:
    """Puts a step into a lane, out of all others of its process."""
    source = Source(content)
    element(source, node_id)
    lane = element(source, lane_id)
    refs = [one for one in source.all(f"{BPMN}flowNodeRef") if one.text.strip() == node_id]
    if any(one.parent is lane for one in refs):
        return content
    for one in refs:
        source.remove(one)
    before = [one for one in lane.children if one.tag == f"{BPMN}flowNodeRef" and one not in refs]
    made = written(lane.name(BPMN_URI, "flowNodeRef"), {}, text=node_id)
    ahead = before or [one for one in lane.children if one.tag in _FIRST]
    if ahead:
        source.insert(lane, made, ahead[-1])
    else:
        source.insert(lane, made, first=bool(lane.children))
    return source.result()


def _parameters(element_id: str, lines: str) -> dict[str, str]:
    found = {}
    for line in lines.replace("\r\n", "\n").split("\n"):
        name, equals, value = (part.strip() for part in line.partition("="))
        if name and not (equals and value):
            raise NotPossible({"parameters": N_("Mỗi dòng tham số ghi: tên = biểu thức.")})
        if name:
            found[name] = value
    return found


def _parameter(name: str, value: str) -> dict[str, str]:
    return {"id": name, "type": "any", "value": value}


def _attribute(content: bytes, element_id: str, name: str, value: str | None) -> bytes:
    source = Source(content)
    found = element(source, element_id)
    if found.attributes.get(name) == value:
        return content
    source.set_attribute(found, name, value)
    return source.result()


def _extension_text(content: bytes, element_id: str, local: str, text: str) -> bytes:
    source = Source(content)
    found = _below(element(source, element_id), f"{BPMN}extensionElements", f"{SPIFF}{local}")
    if found is None:
        return _extended(content, element_id, None, lambda made: made(local, {}, text)) if text else content
    if found.text.strip() == text:
        return content
    if text:
        source.set_text(found, text)
    else:
        source.remove(found)
    return source.result()


def _below(owner: Element, *tags: str) -> Element | None:
    found: Element | None = owner
    for tag in tags:
        found = found.child(tag) if found is not None else None
    return found


Maker = Callable[..., str]


def _extended(content: bytes, element_id: str, group: str | None, make: Callable[[Maker], str]) -> bytes:
    """The file with something of ours in the extension elements (in their `group`, if one is named)."""
    source = Source(content)
    declared = source.declare(SPIFF_URI, "spiffworkflow")
    if declared is not None:
        return _extended(declared, element_id, group, make)
    owner = element(source, element_id)

    def maker(local: str, attributes: dict[str, str], text: str | None = None) -> str:
        return written(owner.name(SPIFF_URI, local), attributes, text=text)

    made = make(maker)
    extension = owner.child(f"{BPMN}extensionElements")
    held = extension.child(f"{SPIFF}{group}") if extension is not None and group else None
    if held is not None:
        source.insert(held, made)
        return source.result()
    if group:
        made = written(owner.name(SPIFF_URI, group), {}, made)
    if extension is not None:
        source.insert(extension, made)
    else:
        documented = [one for one in owner.children if one.tag == f"{BPMN}documentation"]
        around = written(owner.name(BPMN_URI, "extensionElements"), {}, made)
        source.insert(owner, around, documented[-1] if documented else None, first=not documented)
    return source.result()

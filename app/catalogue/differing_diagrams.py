"""What changed between two diagrams: steps, flows and lanes by their ids, never where they are drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.catalogue.changes import ADDED, CHANGED, REMOVED, Change, Text
from app.engine import hostile_xml
from app.engine.nodes import FLOW_NODES, local
from app.engine.outline import reading

_WORDS: dict[str, tuple[str, str]] = {
    "name": ("tên", "name"),
    "kind": ("loại", "kind"),
    "lane": ("làn", "lane"),
    "role": ("vai trò", "role"),
    "form": ("biểu mẫu", "form"),
    "step_term": ("thời hạn bước", "step's term"),
    "assignee": ("người nhận việc", "assignee"),
    "unit": ("đơn vị", "unit"),
    "letter": ("văn bản", "letter"),
    "instructions": ("hướng dẫn", "instructions"),
    "action": ("tác vụ", "action"),
    "called": ("quy trình được gọi", "called process"),
    "decision": ("bảng quyết định", "decision table"),
    "script": ("đoạn tính", "script"),
    "host": ("gắn trên bước", "stands on"),
    "event": ("sự kiện", "event"),
    "details": ("chi tiết", "details"),
    "condition": ("điều kiện", "condition"),
    "default": ("nhánh mặc định", "default flow"),
    "from": ("đi từ", "from"),
    "to": ("đi tới", "to"),
}
_WHAT = {"step": ("Bước", "Step"), "flow": ("Luồng", "Flow"), "lane": ("Làn", "Lane")}
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Thing:
    """A step, a flow or a lane, with what is said of it."""

    what: str
    name: str
    facts: Mapping[str, str]


def changes(file: str, before: bytes, after: bytes) -> Iterator[Change]:
    """The changes of one BPMN file, in the order of the flow. Raises HostileXml."""
    old, new = _things(before), _things(after)
    for one in dict.fromkeys((*new, *old)):
        if one not in new:
            yield Change(file, one, REMOVED, _said(old[one], "bỏ", "taken out"))
        elif one not in old:
            yield Change(file, one, ADDED, _said(new[one], "thêm mới", "new"))
        elif facts := list(_facts(old[one].facts, new[one].facts)):
            vi, en = "; ".join(fact[0] for fact in facts), "; ".join(fact[1] for fact in facts)
            yield Change(file, one, CHANGED, _said(new[one], vi, en))


def _said(thing: _Thing, vi: str, en: str) -> Text:
    what = _WHAT[thing.what]
    return {"vi": f"{what[0]} “{thing.name}”: {vi}.", "en": f"{what[1]} “{thing.name}”: {en}."}


def _facts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key, ""), after.get(key, "")
        if was != now:
            vi, en = _WORDS.get(key, (key, key))
            said = f"{_cut(was)} → {_cut(now)}"
            yield f"{vi} {said}", f"{en} {said}"


def _cut(text: str) -> str:
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”" if text else "–"


def _things(content: bytes) -> dict[str, _Thing]:
    found: dict[str, _Thing] = {}
    details = _details(content)
    for process in reading.read(content):
        for lane in process.lanes:
            found[lane.id] = _Thing("lane", lane.name or lane.id, _filled(name=lane.name, role=lane.role))
        lanes = {lane.id: lane.name or lane.id for lane in process.lanes}
        for step in process.steps:
            found[step.id] = _Thing("step", step.name or step.id, _of_step(step, lanes, details))
            for flow in step.flows:
                found[flow.id or f"{step.id}>{flow.target}"] = _of_flow(step, flow)
    return found


def _of_step(step: reading.Step, lanes: Mapping[str, str], details: Mapping[str, str]) -> dict[str, str]:
    own = _filled(
        name=step.name,
        kind=step.kind,
        lane=lanes.get(step.lane or "", ""),
        instructions=step.instructions,
        action=step.action,
        called=step.called,
        decision=step.decision,
        script=step.script,
        host=step.host,
        event=step.event,
        details=details.get(step.id),
    )
    return {**own, **_filled(**dict(step.given))}


def _of_flow(step: reading.Step, flow: reading.Flow) -> _Thing:
    name = flow.name or f"{step.name or step.id} → {flow.target_name}"
    default = "có" if flow.default else None
    facts = _filled(name=flow.name, condition=flow.condition, default=default, to=flow.target)
    return _Thing("flow", name, {**facts, "from": step.id})


def _details(content: bytes) -> dict[str, str]:
    """What an element says besides: a timer's moment, a message's name, parameters of an action, loops; by id."""
    found = {}
    for element in hostile_xml.read(content).iter():
        if local(element) in FLOW_NODES:
            found[element.get("id", "")] = " ".join(_deep(element))
    return found


_ELSEWHERE = FLOW_NODES | {
    "incoming", "outgoing", "sequenceFlow", "laneSet", "instructionsForEndUser", "properties", "script",
    "calledDecisionId", "documentation", "dataObject", "dataObjectReference", "textAnnotation", "association",
}  # fmt: skip


def _deep(element: etree._Element) -> Iterator[str]:
    for child in element:
        if local(child) in _ELSEWHERE:
            continue
        given = [f"{key}={value}" for key, value in sorted(child.attrib.items()) if key != "id" or len(child)]
        said = " ".join((child.text or "").split())
        if given or said:
            yield " ".join(filter(None, (local(child), *map(str, given), said)))
        yield from _deep(child)


def _filled(**facts: str | None) -> dict[str, str]:
    return {key: " ".join(value.split()) for key, value in facts.items() if value}

"""Random edits of a diagram through its list, and what must hold of a file after each."""

from collections.abc import Callable
from random import Random

from app.engine import hostile_xml
from app.engine.nodes import BPMN, SPIFF
from app.engine.outline import boundaries, edits, events, joins, lanes, reading, repeats, steps, wrapping
from app.engine.outline.drawing import LANE, Drawing
from app.engine.outline.edits import NotPossible, NotThere
from app.engine.outline.reading import Step
from app.engine.outline.source import Source

NAMES = ("Xem hồ sơ", "Đủ chưa?", "Ký & đóng dấu", "", 'Hỏi "ý kiến" <lại>')
VALUES = ("5 ngày", "PT4H", "2030-01-05", "R3/PT1H", "n > 1", "", "Đã trả lời")


def all_steps(content: bytes) -> list[Step]:
    """The steps of all processes of a file."""
    return [step for process in reading.read(content) for step in process.steps]


def edited(content: bytes, random: Random) -> bytes:
    """The file after one random edit; as it was where that is refused."""
    try:
        if not all_steps(content):
            return _begin(content, random)
        return random.choice(_ACTS)(content, random)
    except (NotPossible, NotThere):
        return content


def _some(content: bytes, random: Random) -> Step:
    return random.choice(all_steps(content))


def _begin(content: bytes, random: Random) -> bytes:
    process = random.choice(reading.read(content))
    unreached = [
        step.id for step in process.steps if not step.before and step.kind not in ("startEvent", "boundaryEvent")
    ]
    to = random.choice(unreached) if unreached else None
    return steps.add_first(content, process.id, "startEvent", random.choice(NAMES), to)[0]


def _add(content: bytes, random: Random) -> bytes:
    step = _some(content, random)
    flow = random.choice(step.flows).id if step.flows and random.random() < 0.7 else None
    to = _some(content, random).id if flow is None and random.random() < 0.4 else None
    kind, name = random.choice(steps.KINDS), random.choice(NAMES)
    return steps.add_step(content, step.id, kind, name, flow, to, random.choice(VALUES))[0]


def _boundary(content: bytes, random: Random) -> bytes:
    to = _some(content, random).id if random.random() < 0.5 else None
    kind, value = random.choice(events.BOUNDARIES), random.choice(VALUES)
    said = (_some(content, random).id, kind, value, random.choice(NAMES))
    return boundaries.add_boundary(content, *said, interrupting=random.random() < 0.7, to=to)[0]


def _flow(content: bytes, random: Random) -> bytes:
    one, other = _some(content, random), _some(content, random)
    if one.flows and random.random() < 0.4:
        return joins.retarget(content, random.choice(one.flows).id, other.id)
    if one.flows and random.random() < 0.2:
        return joins.remove_flow(content, random.choice(one.flows).id)
    return joins.add_flow(content, one.id, other.id)[0]


def _gate(content: bytes, random: Random) -> bytes:
    step, kind = _some(content, random), random.choice(("exclusiveGateway", "parallelGateway", "inclusiveGateway"))
    if random.random() < 0.4:
        return joins.together(content, step.id, random.choice(NAMES))[0]
    return random.choice((joins.gate_before, joins.gate_behind))(content, step.id, kind, random.choice(NAMES))[0]


def _wrap(content: bytes, random: Random) -> bytes:
    return wrapping.wrap(content, _some(content, random).id, _some(content, random).id, random.choice(NAMES))[0]


def _lane(content: bytes, random: Random) -> bytes:
    process = random.choice(reading.read(content))
    known = [lane.id for lane in process.lanes] or [process.id]
    if random.random() < 0.3:
        return lanes.add_lane(content, random.choice(known), random.choice(NAMES), "leader")[0]
    if random.random() < 0.2:
        return lanes.remove_lane(content, random.choice(known), random.choice(known))
    if random.random() < 0.2:
        return lanes.add_pool(content, process.id, "Ngân hàng")[0]
    return lanes.put_in_lane(content, _some(content, random).id, random.choice(known))


def _say(content: bytes, random: Random) -> bytes:
    step, text = _some(content, random), random.choice(VALUES)
    acts: tuple[Callable[[], bytes], ...] = (
        lambda: edits.set_name(content, step.id, random.choice(NAMES)),
        lambda: edits.set_property(content, step.id, random.choice(reading.PROPERTIES), text),
        lambda: events.set_event(content, step.id, random.choice(events.kinds_of(step.kind) or ("timer",)), text),
        lambda: events.set_interrupting(content, step.id, random.random() < 0.5),
        lambda: _repeat(content, step.id, random, text),
        lambda: steps.set_kind(content, step.id, random.choice(steps.KINDS)),
        lambda: edits.set_action(content, step.id, "cases.notify") if step.kind == "serviceTask" else content,
        lambda: edits.set_parameters(content, step.id, f"a = {text or 1}") if step.action else content,
        lambda: edits.set_condition(content, step.flows[0].id, text) if step.flows else content,
        lambda: edits.set_script(content, step.id, text) if step.kind == "scriptTask" else content,
    )
    return random.choice(acts)()


def _repeat(content: bytes, step_id: str, random: Random, until: str) -> bytes:
    parts = {"kind": random.choice(repeats.KINDS), "over": "rows", "item": random.choice(("row", "")), "until": until}
    for part, value in parts.items():
        content = repeats.set_repeat(content, step_id, part, value)
    return content


def _remove(content: bytes, random: Random) -> bytes:
    return steps.remove_step(content, _some(content, random).id)


_ACTS = (_add, _add, _add, _boundary, _flow, _gate, _lane, _say, _say, _remove, _begin, _wrap, _wrap)


def faults(content: bytes) -> list[str]:
    """What is wrong with a file as such: ids, links, lanes' lists."""
    hostile_xml.read(content)
    source = Source(content)
    found = []
    ids = [one.id for one in source.root.within() if one.id and not one.tag.startswith(SPIFF)]
    found += [f"{one} twice" for one in set(ids) if ids.count(one) > 1]
    flows = {one.id: one for one in source.all(f"{BPMN}sequenceFlow")}
    for node in (one for one in source.root.within() if one.child(f"{BPMN}incoming") or one.child(f"{BPMN}outgoing")):
        for kind, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            said = sorted(one.text.strip() for one in node.children if one.tag == BPMN + kind)
            meant = sorted(one.id for one in flows.values() if one.attributes[end] == node.id)
            if said != meant:
                found.append(f"{node.id} says {kind} {said}, has {meant}")
    refs = [one.text.strip() for one in source.all(f"{BPMN}flowNodeRef")]
    found += [f"{one} in two lanes" for one in set(refs) if refs.count(one) > 1]
    found += [f"{one} is gone" for one in refs if one not in source.by_id]
    return found


def overlaps(content: bytes) -> list[str]:
    """Shapes that are drawn over one another, stick out of their lane or are not drawn; lines that are missing."""
    drawing = Drawing(content)
    found = [f"{step.id} is not drawn" for step in all_steps(content) if step.id not in drawing.shapes]
    plain = [one for one in drawing.shapes.values() if drawing.source.by_id[one.id].tag != LANE]
    around = {one.id: drawing.around(one.id) for one in plain}
    for place, one in enumerate(plain):
        for other in plain[place + 1 :]:
            near = {drawing.hosts.get(one.id), drawing.hosts.get(other.id), *around[one.id], *around[other.id]}
            if one.plane == other.plane and not {one.id, other.id} & near and one.box.meets(other.box):
                found.append(f"{one.id} {one.box} over {other.id} {other.box}")
    for one in plain:
        holders = around[one.id] if drawing.source.by_id[one.id].tag.startswith(BPMN) else []
        found += [f"{one.id} outside {up}" for up in holders if not drawing.shapes[up].box.padded(1).holds(one.box)]
    for event, host in drawing.hosts.items():
        if not drawing.shapes[host].box.meets(drawing.shapes[event].box):
            found.append(f"{event} off {host}")
    flows = drawing.source.all(f"{BPMN}sequenceFlow")
    found += [f"{one.id} is not drawn" for one in flows if one.id not in drawing.lines]
    for line in drawing.lines.values():
        for end, point in ((line.start, line.points[0]), (line.end, line.points[-1])):
            box = drawing.shapes[end].box
            if not (box.padded(2).x <= point[0] <= box.padded(2).high(0) and box.y - 2 <= point[1] <= box.high(1) + 2):
                found.append(f"{line.id} hangs loose at {end}")
    return found

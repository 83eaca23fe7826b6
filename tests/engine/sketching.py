"""Random diagrams: block-structured ones, and ones that somebody has drawn badly. For property tests and measuring."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from app.engine.definitions import Bundle
from tests.engine.drawing import Drawing, bundle, each, timer

SPLITS = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway", "race": "eventBasedGateway"}
EVENTS = ("event", "word_event", "cycle_event", "error_event")
# What a sketch may have beyond choices, parallel blocks, loops, subprocesses and reminders.
MORE = ("catch", "pause", "date", "race", "word", "cycle", "each", "in_turn", "rounds", "called", "table", "fault")
_AT_ONCE = frozenset(("catch", "pause", "date", "each", "in_turn", "rounds", "table", "called"))
_TABLE = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
    '<decision id="{0}" name="{0}"><decisionTable id="{0}_t" hitPolicy="FIRST"><input id="{0}_i"><inputExpression'
    ' id="{0}_x"><text>n</text></inputExpression></input><output id="{0}_o" name="{0}_d"/><rule id="{0}_r"><inputEntry'
    ' id="{0}_c"><text>? &gt; 1</text></inputEntry><outputEntry id="{0}_v"><text>1</text></outputEntry></rule>'
    "</decisionTable></decision></definitions>"
)


@dataclass
class Sketch:
    """A process as nodes and flows, easy to spoil. A flow is (source, target); conditions are given at last."""

    name: str = "main"
    nodes: dict[str, str] = field(default_factory=dict)  # id -> kind
    flows: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[str, str, bool]] = field(default_factory=list)  # event, activity, interrupting
    inner: dict[str, "Sketch"] = field(default_factory=dict)
    called: dict[str, "Sketch"] = field(default_factory=dict)
    more: tuple[str, ...] = ()

    def add(self, kind: str) -> str:
        """A new node; its id."""
        node = f"{self.name}_{kind}{len(self.nodes)}"
        self.nodes[node] = kind
        return node

    def drawing(self, into: Drawing | None = None) -> Drawing:
        """The sketch as a diagram: every decision asks for the last answer before it, and has a default."""
        drawing = into or Drawing(self.name)
        for node, kind in self.nodes.items():
            if kind == "sub":
                self.inner[node].drawing(drawing.sub(node, "desk"))
            elif kind in EVENTS:
                host, breaks = next((host, breaks) for event, host, breaks in self.events if event == node)
                drawing.boundary(node, host, _trigger(drawing, kind, node, host), interrupting=breaks)
            else:
                self._draw(drawing, node, kind)
        for number, (source, target) in enumerate(self.flows):
            drawing.flow(source, target, self._condition(source, number), f"{self.name}_f{number}")
        return drawing

    def _draw(self, drawing: Drawing, node: str, kind: str) -> None:
        if kind in SPLITS:
            out = [number for number, flow in enumerate(self.flows) if flow[0] == node]
            decides = kind != "and" and len(out) > 1
            drawing.node(SPLITS[kind], node, **({"default": f"{self.name}_f{out[-1]}"} if decides else {}))
        elif kind == "user":
            drawing.user(node, writes=[answer(node)])
        elif kind == "script":
            drawing.script(node, f"{node}_done = True")
        elif kind in ("each", "in_turn"):
            of_each = each("people", f"{node}_i", f"{node}_all", answer(node))
            in_turn = 'Characteristics isSequential="true">' if kind == "in_turn" else "Characteristics>"
            drawing.user(node, "desk", of_each.replace("Characteristics>", in_turn, 1))
        elif kind == "rounds":
            drawing.user(node, "desk", _ROUNDS, writes=[answer(node)])
        elif kind == "called":
            drawing.call(node, self.called[node].name)
        elif kind == "table":
            asked = f"<spiffworkflow:calledDecisionId>{node}</spiffworkflow:calledDecisionId>"
            drawing.node("businessRuleTask", node, f"<bpmn:extensionElements>{asked}</bpmn:extensionElements>")
        elif kind in ("catch", "pause", "date"):
            drawing.node("intermediateCatchEvent", node, _trigger(drawing, kind, node, ""))
        elif kind == "error_end":
            drawing.node("endEvent", node, drawing.error(self.name))
        else:
            getattr(drawing, kind)(node)

    def _condition(self, source: str, number: int) -> str | None:
        out = [n for n, flow in enumerate(self.flows) if flow[0] == source]
        if self.nodes.get(source) not in ("xor", "or") or len(out) < 2 or number == out[-1]:
            return None
        return f"{self._answer_before(source)} > {out.index(number)}"

    def _answer_before(self, node: str) -> str:
        """What somebody last decided on a way to a node, or `n`."""
        seen, level = {node}, [node]
        while level:
            for one in level:
                if self.nodes.get(one) == "user":
                    return answer(one)
            level = [source for source, target in self.flows if target in level and source not in seen]
            seen.update(level)
        return "n"

    def answers(self) -> dict[str, object]:
        """All variables, as a case begins."""
        mine = {answer(node): 0 for node, kind in self.nodes.items() if kind == "user"}
        return {"n": 0, "people": [1, 2], **mine, **_all(self.inner.values()), **_all(self.called.values())}

    def all(self) -> Iterator["Sketch"]:
        """The sketch, what is inside of it and what it calls."""
        yield self
        for one in (*self.inner.values(), *self.called.values()):
            yield from one.all()

    def bundle(self) -> Bundle:
        """Ready to be judged and run, with what it calls and its tables."""
        drawn = [one.drawing() for sketch in self.all() for one in sketch.called.values()]
        tables = [node for sketch in self.all() for node, kind in sketch.nodes.items() if kind == "table"]
        return bundle(self.drawing(), *drawn, decisions={f"{node}.dmn": _TABLE.format(node) for node in tables})


def answer(node: str) -> str:
    """The variable that a user task writes."""
    return f"{node}_n"


def _all(inner: Iterable[Sketch]) -> dict[str, object]:
    return {name: value for one in inner for name, value in one.answers().items()}


_ROUNDS = (
    '<bpmn:standardLoopCharacteristics loopMaximum="3"><bpmn:loopCondition>n &lt; 3</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>"
)


def _trigger(drawing: Drawing, kind: str, node: str, host: str) -> str:
    """What a catching event waits for."""
    match kind:
        case "catch" | "word_event":
            return drawing.message(node)
        case "cycle_event":
            return timer("timeCycle", '"R2/PT6H"')
        case "error_event":
            return drawing.error(f"{host}_")
        case "date":
            return timer("timeDate", '"2026-03-05T10:00:00+00:00"')
        case _:
            return timer("timeDuration", '"P1D"')


def structured(random: Random, size: int, name: str = "main", depth: int = 0, more: tuple[str, ...] = ()) -> Sketch:
    """A sound process of blocks: choices, parallel blocks, loops around people, subprocesses, timers, and `more`."""
    sketch = Sketch(name, more=more)
    start = sketch.add("start")
    last = _blocks(sketch, random, start, size, depth, looping=False)
    sketch.flows.append((last, sketch.add("end")))
    return sketch


def _blocks(
    sketch: Sketch, random: Random, last: str, size: int, depth: int, *, looping: bool, plain: bool = False
) -> str:
    while size > 0:
        kind = random.choice(("user", "user", "script", "choice", "both", "some", "loop", "sub", "timer", *sketch.more))
        if looping and kind in ("each", "in_turn"):  # their lists would have to be emptied for the next round
            kind = "user"
        if kind in ("both", "some") and looping:
            kind = "sub"
        if plain and kind not in ("user", "script"):
            kind = "sub"
        if kind not in ("user", "script") and depth > 2 and (plain or kind != "timer"):
            kind = "user"
        last, used = _block(sketch, random, last, kind, depth, looping)
        size -= used
    return last


def _block(sketch: Sketch, random: Random, last: str, kind: str, depth: int, looping: bool) -> tuple[str, int]:
    if kind in ("choice", "both", "some"):
        return _branches(sketch, random, last, {"choice": "xor", "both": "and", "some": "or"}[kind], depth, looping)
    if kind == "loop":
        head, tail = sketch.add("xor"), sketch.add("user")
        sketch.flows.append((last, head))
        inside = _blocks(sketch, random, head, random.randrange(1, 4), depth + 1, looping=True)
        again = sketch.add("xor")
        sketch.flows += [(inside, tail), (tail, again), (again, head)]
        return again, 5
    if kind in MORE and kind not in _AT_ONCE:
        return _waiting(sketch, random, last, kind, depth, _inside(sketch, looping))
    node = sketch.add("user" if kind == "timer" else kind)
    sketch.flows.append((last, node))
    if kind == "sub":
        sketch.inner[node] = structured(random, random.randrange(1, 6), f"{node}_", depth + 1, _inside(sketch, looping))
    if kind == "called":
        more = _inside(sketch, looping)
        sketch.called[node] = structured(random, random.randrange(1, 6), f"{node}_", depth + 1, more)
    if kind == "timer":
        event, late, merge = sketch.add("event"), sketch.add("user"), sketch.add("xor")
        breaks = random.random() < 0.6
        sketch.events.append((event, node, breaks))
        sketch.flows += [(event, late), (node, merge), (late, merge if breaks else sketch.add("end"))]
        return merge, 4
    return node, 1


def _inside(sketch: Sketch, looping: bool) -> tuple[str, ...]:
    """What may stand inside of a block: in a loop nothing whose list would have to be emptied for the next round."""
    return tuple(kind for kind in sketch.more if not (looping and kind in ("each", "in_turn")))


def _waiting(
    sketch: Sketch, random: Random, last: str, kind: str, depth: int, more: tuple[str, ...]
) -> tuple[str, int]:
    """A race of events, or a step with a message, a cycle or an error on its edge."""
    if kind == "race":
        gate, heard, late, merge = (sketch.add(one) for one in ("race", "catch", "pause", "xor"))
        sketch.flows += [(last, gate), (gate, heard), (gate, late), (heard, merge), (late, merge)]
        return merge, 4
    host = sketch.add("sub" if kind == "fault" else "user")
    event, after, merge = (
        sketch.add({"fault": "error"}.get(kind, kind) + "_event"),
        sketch.add("user"),
        sketch.add("xor"),
    )
    breaks = kind == "fault" or (kind == "word" and random.random() < 0.5)
    sketch.events.append((event, host, breaks))
    sketch.flows += [(last, host), (event, after), (host, merge), (after, merge if breaks else sketch.add("end"))]
    if kind == "fault":
        sketch.inner[host] = _failing(random, f"{host}_", depth + 1, more)
    return merge, 4


def _failing(random: Random, name: str, depth: int, more: tuple[str, ...]) -> Sketch:
    """A subprocess that ends well or with an error."""
    sketch = Sketch(name, more=more)
    last = _blocks(sketch, random, sketch.add("start"), random.randrange(1, 3), depth, looping=False)
    fate, well, badly = (sketch.add(one) for one in ("xor", "end", "error_end"))
    sketch.flows += [(last, fate), (fate, badly), (fate, well)]
    return sketch


def _branches(sketch: Sketch, random: Random, last: str, kind: str, depth: int, looping: bool) -> tuple[str, int]:
    split = sketch.add(kind)
    sketch.flows.append((last, split))
    ends = [
        _blocks(sketch, random, split, random.randrange(1, 4), depth + 1, looping=looping, plain=kind == "or")
        for _ in range(random.randrange(2, 4))
    ]
    join = sketch.add(kind)
    sketch.flows += [(end, join) for end in ends]
    return join, 2 + len(ends)


def spoilt(random: Random, size: int, more: tuple[str, ...] = ()) -> Sketch:
    """A sound process after somebody has bent flows, exchanged gateways and drawn new ones."""
    sketch = structured(random, size, more=more)
    for _ in range(random.randrange(1, 4)):
        nodes = [node for node, kind in sketch.nodes.items() if kind not in ("start", *EVENTS)]
        gates = [node for node, kind in sketch.nodes.items() if kind in SPLITS]
        act = random.choice(("bend", "exchange", "draw"))
        if act == "bend":
            number = random.randrange(len(sketch.flows))
            sketch.flows[number] = (sketch.flows[number][0], random.choice(nodes))
        elif gates and act == "exchange":
            sketch.nodes[random.choice(gates)] = random.choice(tuple(SPLITS))
        elif gates:
            sketch.flows.append((random.choice(gates), random.choice(nodes)))
    return sketch


def long_process(nodes: int) -> Sketch:
    """A process of so many flow nodes: blocks of every kind one after the other, the same each time."""
    random = Random(2026)
    sketch = Sketch()
    last = sketch.add("start")
    while len(sketch.nodes) < nodes - 40:
        last = _blocks(sketch, random, last, 8, 2, looping=False)
    while len(sketch.nodes) < nodes - 1:
        node = sketch.add("user")
        sketch.flows.append((last, node))
        last = node
    sketch.flows.append((last, sketch.add("end")))
    return sketch

"""Random diagrams: block-structured ones, and ones that somebody has drawn badly. For property tests and measuring."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.engine.drawing import Drawing, timer

SPLITS = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}


@dataclass
class Sketch:
    """A process as nodes and flows, easy to spoil. A flow is (source, target); conditions are given at last."""

    name: str = "main"
    nodes: dict[str, str] = field(default_factory=dict)  # id -> kind
    flows: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[str, str, bool]] = field(default_factory=list)  # event, activity, interrupting
    inner: dict[str, "Sketch"] = field(default_factory=dict)

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
            elif kind == "event":
                host, breaks = next((host, breaks) for event, host, breaks in self.events if event == node)
                drawing.boundary(node, host, timer("timeDuration", '"P1D"'), interrupting=breaks)
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

    def answers(self) -> dict[str, int]:
        """All variables, as a case begins."""
        mine = {answer(node): 0 for node, kind in self.nodes.items() if kind == "user"}
        return {"n": 0, **mine, **_all(self.inner.values())}


def answer(node: str) -> str:
    """The variable that a user task writes."""
    return f"{node}_n"


def _all(inner: Iterable[Sketch]) -> dict[str, int]:
    return {name: value for one in inner for name, value in one.answers().items()}


def structured(random: Random, size: int, name: str = "main", depth: int = 0) -> Sketch:
    """A sound process of blocks: choices, parallel blocks, loops around people, subprocesses, timers."""
    sketch = Sketch(name)
    start = sketch.add("start")
    last = _blocks(sketch, random, start, size, depth, looping=False)
    sketch.flows.append((last, sketch.add("end")))
    return sketch


def _blocks(
    sketch: Sketch, random: Random, last: str, size: int, depth: int, *, looping: bool, plain: bool = False
) -> str:
    while size > 0:
        kind = random.choice(("user", "user", "script", "choice", "both", "some", "loop", "sub", "timer"))
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
    node = sketch.add("user" if kind == "timer" else kind)
    sketch.flows.append((last, node))
    if kind == "sub":
        sketch.inner[node] = structured(random, random.randrange(1, 6), f"{node}_", depth + 1)
    if kind == "timer":
        event, late, merge = sketch.add("event"), sketch.add("user"), sketch.add("xor")
        breaks = random.random() < 0.6
        sketch.events.append((event, node, breaks))
        sketch.flows += [(event, late), (node, merge), (late, merge if breaks else sketch.add("end"))]
        return merge, 4
    return node, 1


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


def spoilt(random: Random, size: int) -> Sketch:
    """A sound process after somebody has bent flows, exchanged gateways and drawn new ones."""
    sketch = structured(random, size)
    for _ in range(random.randrange(1, 4)):
        nodes = [node for node, kind in sketch.nodes.items() if kind not in ("start", "event")]
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

"""For every rule of the checker a diagram that breaks it, and its twin that does not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.engine.checking.known import Known
from tests.engine.drawing import Drawing, bundle, each

KNOWN = Known(
    actions={"cases.submit", "cases.notify"},
    roles=frozenset({"desk", "leader", "citizen"}),
    variables=frozenset({"n", "rows", "flag"}),
    letters=frozenset({"receipt"}),
    deciding=frozenset({"leader"}),
    personal=frozenset({"citizen"}),
)


@dataclass(frozen=True)
class Pair:
    """Files with the fault and without, and the element that the problem must name."""

    faulty: Mapping[str, bytes]
    sound: Mapping[str, bytes]
    element: str = ""
    alone: bool = False
    main: str | None = "main"
    sound_main: str | None = field(default="main")


def plain(inside: str = "", **of_work: str) -> Drawing:
    """Start, one task, end."""
    return Drawing("main").start().user("work", inside=inside, **of_work).end().path("start", "work", "end")


def behind(drawing: Drawing, node: str) -> Drawing:
    """Puts a node between `before` and `end`."""
    return drawing.start().user("before").end().path("start", "before", node, "end")


def one(draw: Callable[[Drawing], Drawing]) -> dict[str, bytes]:
    """A process with the node `it` in the middle."""
    return bundle(behind(draw(Drawing("main")), "it")).files


def xml(drawing: Drawing, **instead: str) -> dict[str, bytes]:
    """A drawing's files, with pieces of the diagram exchanged (`old` -> `new`)."""
    files = dict(bundle(drawing).files)
    text = files["main.bpmn"].decode()
    for old, new in instead.items():
        assert old in text, old
        text = text.replace(old, new)
    return {**files, "main.bpmn": text.encode()}


def changed(drawing: Drawing, old: str, new: str) -> dict[str, bytes]:
    """A drawing's files with one piece of the diagram exchanged."""
    return xml(drawing, **{old: new})


def split(kind: str, join: str, default: str | None = None) -> Drawing:
    """Two branches from a gateway to a gateway."""
    drawing = Drawing("main").start().user("a").user("b").end()
    drawing.node(kind, "split", **({"default": default} if default else {})).node(join, "join")
    drawing.path("start", "split").flow("split", "a", "n > 1" if default else None, "one")
    return drawing.flow("split", "b", flow_id="two").path("a", "join", "end").path("b", "join")


def xor(default: str | None = "no", when: str | None = "n > 1", back: str | None = None) -> Drawing:
    """A choice after the task."""
    drawing = Drawing("main").start().user("work").xor("g", default).end().end("end2").path("start", "work", "g")
    drawing.flow("g", back or "end", when, "yes").flow("g", "end2", flow_id="no")
    return drawing if back is None else drawing.script("s", "flag = 1").path("s", "end")


def loop(inside: str) -> dict[str, bytes]:
    """A loop over one node, `user` or `script`."""
    drawing = Drawing("main").start().xor("g", "out").xor("head").end()
    drawing.user("r") if inside == "user" else drawing.script("r", "flag = 2")
    drawing.path("start", "head", "r", "g").flow("g", "head", "n > 1", "again")
    return bundle(drawing.flow("g", "end", flow_id="out")).files


def block_in_loop(wrapped: bool, writes: Iterable[str] = ()) -> dict[str, bytes]:
    """A parallel block that is done again and again, in a subprocess of its own or not."""
    drawing = Drawing("main").start("s0").xor("head").xor("g", "out").end("e0")
    inner = drawing.sub("block", "desk") if wrapped else drawing
    inner.both("split").user("a", writes=writes).user("b").both("join").path("split", "a", "join").path(
        "split", "b", "join"
    )
    if wrapped:
        inner.start("i0").end("i1").path("i0", "split").path("join", "i1")
        drawing.path("s0", "head", "block", "g")
    else:
        drawing.path("s0", "head", "split").path("join", "g")
    return bundle(drawing.flow("g", "head", "n > 1", "again").flow("g", "e0", flow_id="out")).files


def event_on(inside: str, interrupting: bool = True, to: str = "late_end") -> Drawing:
    """A boundary event on the task that leads to an end of its own."""
    drawing = plain().boundary("event", "work", inside, interrupting=interrupting).end("late_end")
    return drawing.path("event", to)


def message_on(kind: str, inside: str) -> Drawing:
    """An event of a kind in the middle that may refer to the message `m`."""
    drawing = Drawing("main")
    drawing.message("m")
    return behind(drawing.node(kind, "it", inside), "it")


M = '<bpmn:messageEventDefinition messageRef="message_m"/>'
NO_M = "<bpmn:messageEventDefinition/>"
SIGNAL = '<bpmn:signal id="sig"%s/><bpmn:process '


def signal(name: str, ref: str) -> dict[str, bytes]:
    """A process that waits for a signal."""
    it = f'<bpmn:signalEventDefinition signalRef="{ref}"/>'
    drawing = behind(Drawing("main").node("intermediateCatchEvent", "it", it), "it")
    return changed(drawing, "<bpmn:process ", SIGNAL % name)


def calls(*pairs: tuple[str, str]) -> dict[str, bytes]:
    """Processes that call one another: (caller, called)."""
    names = dict.fromkeys(name for pair in (*pairs, ("main", "")) for name in pair if name)
    drawings = []
    for name in names:
        drawing = Drawing(name).start(f"{name}_s").user(f"{name}_u").end(f"{name}_e")
        called = [pair[1] for pair in pairs if pair[0] == name]
        for number, other in enumerate(called):
            drawing.call(f"{name}_c{number}", other)
        drawings.append(
            drawing.path(f"{name}_s", f"{name}_u", *(f"{name}_c{n}" for n in range(len(called))), f"{name}_e")
        )
    drawings.sort(key=lambda drawing: drawing.id != "main")
    return bundle(*drawings).files


def council(
    into: str | None, result: str | None, item: str = "member", *, again: str | None = None
) -> dict[str, bytes]:
    """A task for each of `rows`, in a loop when `again` names what the script in it clears."""
    drawing = Drawing("main").start().end()
    drawing.user("cast", inside=each("rows", item, into, result), writes=["vote"])
    if again is None:
        return bundle(drawing.path("start", "cast", "end")).files
    drawing.xor("head").script("clear", f"{again} = []").user("ask").xor("g", "out").path(
        "start", "head", "cast", "ask"
    )
    drawing.path("ask", "clear", "g").flow("g", "head", "n > 1", "back").flow("g", "end", flow_id="out")
    return bundle(drawing).files


def parallel_writers(left: str, right: str, before: str = "z") -> dict[str, bytes]:
    """Two branches that each write a variable."""
    drawing = Drawing("main").start().user("first", writes=[before]).both("split").user("a", writes=[left])
    drawing.user("b", writes=[right]).both("join").end().path("start", "first", "split", "a", "join", "end")
    return bundle(drawing.path("split", "b", "join")).files


def table(
    *rows: tuple[str, str], policy: str = "UNIQUE", kind: str = "number", rest: str = "", output: str = "fee",
    source: str = "n", asked: str = "fee_table",
) -> dict[str, bytes]:  # fmt: skip
    """A process that asks a table of one input, its rows (cell, result)."""
    drawn = "".join(
        f'<rule id="row{number}"><inputEntry id="c{number}"><text><![CDATA[{cell}]]></text></inputEntry>'
        f'<outputEntry id="o{number}"><text><![CDATA[{result}]]></text></outputEntry></rule>'
        for number, (cell, result) in enumerate(rows, 1)
    )
    dmn = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
        f'<decision id="fee_table" name="Phí"><decisionTable id="t" hitPolicy="{policy}"{rest}>'
        f'<input id="i"><inputExpression id="ix" typeRef="{kind}"><text>{source}</text></inputExpression></input>'
        f'<output id="o" name="{output}" typeRef="number"/>{drawn}</decisionTable></decision></definitions>'
    )
    inside = (
        f"<bpmn:extensionElements><spiffworkflow:calledDecisionId>{asked}</spiffworkflow:calledDecisionId>"
        "</bpmn:extensionElements>"
    )
    drawing = behind(Drawing("main").node("businessRuleTask", "it", inside), "it")
    return dict(bundle(drawing, decisions={"fee.dmn": dmn}).files)


def without(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """The files but one."""
    return {one: content for one, content in files.items() if one != name}


def service(action: str) -> dict[str, bytes]:
    """A process with one service task."""
    return one(lambda d: d.service("it", action))


def written(**given: str) -> str:
    """Properties as an element holds them."""
    drawn = "".join(f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in given.items())
    return (
        f"<bpmn:extensionElements><spiffworkflow:properties>{drawn}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def with_properties(**given: str) -> dict[str, bytes]:
    """A process whose task has these properties."""
    return dict(bundle(plain(written(**given))).files)


def stood_in(role: str = "desk", form: str = "{}", timer: str = "", interrupting: bool = True) -> dict[str, bytes]:
    """A process whose task an operator may complete, in a lane, with a form; `timer` on it leads where it leads."""
    drawing = Drawing("main").start().user("work", role, inside=written(operator="complete")).end()
    if timer:
        drawing.boundary("late", "work", timer, interrupting=interrupting).path("late", "end")
    return {**bundle(drawing.path("start", "work", "end")).files, "forms/work.json": form.encode()}


def looped(attributes: str, inside: str = "") -> dict[str, bytes]:
    """A task that repeats itself."""
    loop_of = f"<bpmn:standardLoopCharacteristics{attributes}>{inside}</bpmn:standardLoopCharacteristics>"
    return dict(bundle(plain(loop_of)).files)

"""The pairs by rule."""

from tests.engine.checking.faults import (
    KNOWN,
    NO_M,
    M,
    Pair,
    behind,
    block_in_loop,
    calls,
    changed,
    council,
    event_on,
    loop,
    looped,
    message_on,
    one,
    parallel_writers,
    plain,
    service,
    signal,
    split,
    stood_in,
    table,
    with_properties,
    without,
    written,
    xor,
)
from tests.engine.drawing import Drawing, bundle, timer

PLAIN = bundle(plain()).files
CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"
EMPTY = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
CONDITION = "<bpmn:conditionalEventDefinition><bpmn:condition>n</bpmn:condition></bpmn:conditionalEventDefinition>"
ALONE = (
    "<bpmn:script>flag = 1</bpmn:script><bpmn:standardLoopCharacteristics><bpmn:loopCondition>n > 1"
    "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
)
CANCEL = "<bpmn:cancelEventDefinition/>"
LATER = timer("timeDuration", '"P5D"')
WORKS = event_on(LATER)
ONE_WAY = '{"outcomes": {"variable": "flag", "options": [{"value": "done"}]}}'
TWO_WAYS = '{"outcomes": {"variable": "flag", "options": [{"value": "yes"}, {"value": "no"}]}}'
ASKED = '{"sections": [{"fields": [{"name": "why", "required": true}]}]}'
ASKED_AT_TIMES = '{"sections": [{"fields": [{"name": "why", "required": true, "when": {"flag": ["no"]}}]}]}'
BIG = Drawing("main").start().end()
for _number in range(640):
    BIG.script(f"s{_number}", "flag = 1").flow(f"s{_number - 1}" if _number else "start", f"s{_number}")
BIG.path("s639", "end")
TANGLED = Drawing("main").start().end().path("start", "n0", "end")
for _number in range(40):
    TANGLED.xor(f"n{_number}")
    for _other in range(40):
        TANGLED.flow(f"n{_number}", f"n{_other}")


def _written(before: bool) -> Drawing:
    """A condition, and the task that writes what it names before or after it."""
    drawing = Drawing("main").start().user("tell", writes=["wanted"]).user("other").xor("asks", default="no").end()
    drawing.end("done").path("start", *(("tell",) if before else ("other",)), "asks")
    drawing.flow("asks", "end", "wanted == 'x'", "yes").flow("asks", "other" if before else "tell", flow_id="no")
    return drawing.path("other" if before else "tell", "done")


def _with_timer(inside: str) -> dict[str, bytes]:
    return bundle(event_on(inside)).files


def _repeating(interrupting: bool) -> dict[str, bytes]:
    return bundle(event_on(timer("timeCycle", '"R3/PT1H"'), interrupting)).files


def _dangling() -> Drawing:
    return plain().flow("work", "nowhere", flow_id="f")


def _crossing(target: str) -> dict[str, bytes]:
    drawing = Drawing("main").start().user("out").xor("g", "no").end()
    drawing.sub("box", "desk").start("i0").user("inside").end("i1").path("i0", "inside", "i1")
    drawing.path("start", "out", "g").flow("g", target, "n > 1", "f").flow("g", "box", flow_id="no")
    return bundle(drawing.path("box", "end")).files


def _subprocess(kind: str, inside: str) -> dict[str, bytes]:
    drawing = Drawing("main").start().user("a").end().node(kind, "it", inside).path("start", "a", "it", "end")
    return changed(drawing, 'name="it"', 'name="Gói"')


def _event_subprocess(attribute: str) -> dict[str, bytes]:
    inner = Drawing("inner", plain()).start("i0").user("iu").end("i1").path("i0", "iu", "i1")._inside()
    files = dict(bundle(behind(Drawing("main").node("subProcess", "it", inner), "it")).files)
    files["main.bpmn"] = files["main.bpmn"].replace(b'name="it"', b'name="it"' + attribute.encode())
    return {**files, "forms/iu.json": files["forms/before.json"]}


def _race(target: str) -> dict[str, bytes]:
    drawing = Drawing("main").start().node("eventBasedGateway", "race").end().node(CATCH, "slow", LATER)
    drawing.node(CATCH, "heard", drawing.message("m")).user("other").path("start", "race", "slow", "end")
    drawing.path("race", target)
    return bundle(drawing.path("heard", "other", "end") if target == "heard" else drawing.path("other", "end")).files


def _or_block(meeting: bool) -> dict[str, bytes]:
    drawing = split("inclusiveGateway", "inclusiveGateway", "two")
    if meeting:
        drawing.xor("x", "on").xor("m").user("c").path("a", "x").flow("x", "m", flow_id="on").flow("x", "c", "n > 1")
        drawing.path("c", "m")
        return changed(drawing, 'sourceRef="a" targetRef="join"', 'sourceRef="m" targetRef="join"')
    return bundle(drawing).files


def _lanes(role: str) -> dict[str, bytes]:
    return bundle(Drawing("main").start().user("work", role).end().path("start", "work", "end")).files


def _no_role() -> dict[str, bytes]:
    return changed(plain(), '<spiffworkflow:property name="role" value="desk"/>', "")


def _two_tables() -> dict[str, bytes]:
    files = table(("-", "1"))
    more = b'<decision id="b" name="b"><decisionTable id="bt"/></decision></definitions>'
    return {**files, "fee.dmn": files["fee.dmn"].replace(b"</definitions>", more)}


def _error_end(caught: bool) -> dict[str, bytes]:
    drawing = Drawing("main").start().end().end("failed")
    drawing.sub("box", "desk").start("i0").user("u").node("endEvent", "i1", "<bpmn:errorEventDefinition/>").path(
        "i0", "u", "i1"
    )
    drawing.path("start", "box", "end")
    on = "<bpmn:errorEventDefinition/>" if caught else LATER
    return bundle(drawing.boundary("event", "box", on).path("event", "failed")).files


def _cancel(kind: str) -> dict[str, bytes]:
    inner = Drawing("inner", plain()).start("i0").user("iu").node("endEvent", "i1", CANCEL).path("i0", "iu", "i1")
    drawing = behind(Drawing("main").node(kind, "it", inner._inside()), "it")
    drawing.boundary("event", "it", "<bpmn:cancelEventDefinition/>" if kind == "transaction" else LATER)
    files = dict(bundle(drawing.end("late").path("event", "late")).files)
    return {**files, "forms/iu.json": files["forms/before.json"]}


def _reminder(to: str) -> dict[str, bytes]:
    drawing = (
        Drawing("main").start().user("work").user("next").end().end("late_end").path("start", "work", "next", "end")
    )
    return bundle(
        drawing.boundary("event", "work", LATER, interrupting=False).user("remind").path("event", "remind", to)
    ).files


def _list_loop(asks: bool) -> dict[str, bytes]:
    files = council("votes", "vote", again="votes")
    if asks:
        return files
    return {
        **files,
        "main.bpmn": files["main.bpmn"]
        .replace(b'<bpmn:userTask id="ask"', b'<bpmn:task id="ask"')
        .replace(b'name="ask"></bpmn:userTask>', b'name="ask"></bpmn:task>'),
    }


def _left_by(choice: bool) -> dict[str, bytes]:
    """A loop that is left by a boundary event, and by a choice too or not."""
    drawing = Drawing("main").start().user("r").end().end("late").boundary("event", "r", LATER).path("event", "late")
    if not choice:
        return bundle(drawing.user("s").path("start", "r", "s", "r").boundary("e2", "s", LATER).path("e2", "end")).files
    return bundle(
        drawing.xor("g", "out").path("start", "r", "g").flow("g", "r", "n > 1").flow("g", "end", None, "out")
    ).files


def _many_choices(ways: int) -> dict[str, bytes]:
    drawing = Drawing("main").start("m0").end()
    for number in range(1, 10):
        drawing.xor(f"x{number}", f"d{number}").xor(f"m{number}").path(f"m{number - 1}", f"x{number}")
        drawing.flow(f"x{number}", f"m{number}", flow_id=f"d{number}")
        for way in range(ways):
            drawing.flow(f"x{number}", f"m{number}", f"n > {way}")
    return bundle(drawing.path("m9", "end")).files


PAIRS: dict[str, Pair] = {
    "id.missing": Pair(changed(plain(), 'id="work" ', ""), PLAIN),
    "id.twice": Pair(
        {**PLAIN, "other.bpmn": bundle(Drawing("other").start("s").end("work").path("s", "work")).files["other.bpmn"]},
        PLAIN,
        "work",
    ),
    "id.taken": Pair(
        service("cases.submit") | one(lambda d: d.service("it", "cases.submit", before="1")),
        service("cases.submit"),
        "before",
    ),
    "id.long": Pair(
        bundle(Drawing("main").start().user("w" * 81).end().path("start", "w" * 81, "end")).files, PLAIN, "w" * 80
    ),
    "id.characters": Pair(changed(plain(), 'id="main_flow0"', 'id="main flow"'), PLAIN, "main flow"),
    "process.none": Pair({**PLAIN, "empty.bpmn": EMPTY}, PLAIN),
    "process.no-start": Pair(bundle(Drawing("main").user("work").end().path("work", "end")).files, PLAIN, "main"),
    "process.starts": Pair(bundle(plain().start("s2").path("s2", "work")).files, PLAIN, "main"),
    "process.no-end": Pair(bundle(Drawing("main").start().user("work").path("start", "work")).files, PLAIN, "main"),
    "process.too-big": Pair(bundle(BIG).files, PLAIN, "main"),
    "process.too-many-flows": Pair(bundle(TANGLED).files, PLAIN, "main"),
    "process.not-run": Pair({**PLAIN, "other.bpmn": calls(("other", "main"))["other.bpmn"]}, PLAIN, "other"),
    "element.ad-hoc": Pair(_subprocess("adHocSubProcess", ""), _event_subprocess(""), "it"),
    "element.complex-gateway": Pair(one(lambda d: d.node("complexGateway", "it")), one(lambda d: d.xor("it")), "it"),
    "element.conditional-event": Pair(bundle(event_on(CONDITION)).files, bundle(WORKS).files, "event"),
    "element.event-subprocess": Pair(_event_subprocess(' triggeredByEvent="true"'), _event_subprocess(""), "it"),
    "element.parallel-multiple": Pair(
        changed(message_on(CATCH, M), 'name="it"', 'name="it" parallelMultiple="true"'),
        bundle(message_on(CATCH, M)).files,
        "it",
    ),
    "element.link": Pair(
        one(lambda d: d.node(THROW, "it", "<bpmn:linkEventDefinition/>")), one(lambda d: d.node(THROW, "it")), "it"
    ),
    "element.compensation": Pair(
        changed(plain(), 'name="work"', 'name="work" isForCompensation="true"'), PLAIN, "work"
    ),
    "element.choreography": Pair(
        changed(plain(), "</bpmn:process>", '<bpmn:choreographyTask id="c"/></bpmn:process>'), PLAIN, "c"
    ),
    "element.plain-task": Pair(one(lambda d: d.node("task", "it")), one(lambda d: d.user("it")), "it"),
    "element.no-script": Pair(one(lambda d: d.script("it", " ")), one(lambda d: d.script("it", "flag = 1")), "it"),
    "flow.dangling": Pair(bundle(_dangling()).files, PLAIN, "f"),
    "flow.crosses": Pair(_crossing("inside"), _crossing("end"), "f"),
    "flow.unreachable": Pair(bundle(plain().user("lost").path("lost", "end")).files, PLAIN, "lost"),
    "flow.stops": Pair(bundle(plain().boundary("event", "work", LATER)).files, bundle(WORKS).files, "event"),
    "flow.no-way-out": Pair(
        bundle(xor().user("a").user("b").path("a", "b", "a").boundary("e", "work", LATER).path("e", "a")).files,
        bundle(xor()).files,
        "a",
    ),
    "flow.splits": Pair(bundle(plain().end("e2").path("work", "e2")).files, bundle(xor()).files, "work"),
    "flow.into-start": Pair(bundle(xor(back="start")).files, bundle(xor()).files, "start"),
    "flow.out-of-end": Pair(bundle(plain().user("more").end("e2").path("end", "more", "e2")).files, PLAIN, "end"),
    "flow.condition-ignored": Pair(
        bundle(
            Drawing("main").start().user("work").end().path("start", "work").flow("work", "end", "n > 1", "f")
        ).files,
        PLAIN,
        "f",
    ),
    "gateway.no-default": Pair(bundle(xor(default=None)).files, bundle(xor()).files, "g"),
    "gateway.no-condition": Pair(bundle(xor(when=None)).files, bundle(xor()).files, "yes"),
    "gateway.parallel-in-loop": Pair(block_in_loop(False), block_in_loop(True), "split"),
    "gateway.double-flow": Pair(
        bundle(
            Drawing("main")
            .start()
            .both("s")
            .user("a")
            .both("j")
            .end()
            .path("start", "s", "a", "j", "end")
            .path("s", "j")
            .path("s", "j")
        ).files,
        bundle(
            Drawing("main")
            .start()
            .both("s")
            .user("a")
            .both("j")
            .end()
            .path("start", "s", "a", "j", "end")
            .path("s", "j")
        ).files,
        "s",
    ),
    "gateway.or-branches": Pair(_or_block(True), _or_block(False), "join"),
    "gateway.race": Pair(_race("other"), _race("heard"), "race"),
    "tokens.join-waits": Pair(
        bundle(split("exclusiveGateway", "parallelGateway", "two")).files,
        bundle(split("parallelGateway", "parallelGateway")).files,
        "join",
    ),
    "tokens.not-joined": Pair(
        bundle(split("parallelGateway", "exclusiveGateway")).files,
        bundle(split("exclusiveGateway", "exclusiveGateway", "two")).files,
        "join",
    ),
    "tokens.reminder-returns": Pair(_reminder("next"), _reminder("late_end"), "next"),
    "tokens.undecided": Pair(_many_choices(50), _many_choices(3), "main"),
    "loop.no-choice": Pair(_left_by(choice=False), _left_by(choice=True), "r"),
    "loop.nobody-waits": Pair(loop("script"), loop("user"), "r"),
    "loop.perhaps-nobody-waits": Pair(_list_loop(False), _list_loop(True), "ask"),
    "loop.repeats-alone": Pair(
        one(lambda d: d.node("scriptTask", "it", ALONE)), looped("", "<bpmn:loopCondition>n</bpmn:loopCondition>"), "it"
    ),
    "event.no-message": Pair(bundle(message_on(CATCH, NO_M)).files, bundle(message_on(CATCH, M)).files, "it"),
    "event.message-unheard": Pair(bundle(message_on(THROW, M)).files, bundle(message_on(CATCH, M)).files, "it"),
    "event.dangling": Pair(signal(' name="s"', "other"), signal(' name="s"', "sig"), "it"),
    "event.no-name": Pair(signal("", "sig"), signal(' name="s"', "sig"), "it"),
    "event.loose": Pair(
        bundle(plain().boundary("event", "nowhere", LATER).path("event", "end")).files, bundle(WORKS).files, "event"
    ),
    "event.nothing-awaited": Pair(bundle(event_on("")).files, bundle(WORKS).files, "event"),
    "event.start-waits": Pair(
        bundle(Drawing("main").start(inside=LATER).user("work").end().path("start", "work", "end")).files,
        PLAIN,
        "start",
    ),
    "event.cancel": Pair(_cancel("subProcess"), _cancel("transaction"), "i1"),
    "event.uncaught": Pair(_error_end(False), _error_end(True), "i1"),
    "timer.unreadable": Pair(_with_timer(timer("timeDuration", '"5 days"')), bundle(WORKS).files, "event"),
    "timer.unquoted": Pair(_with_timer(timer("timeDuration", "P5D")), bundle(WORKS).files, "event"),
    "timer.cron": Pair(_with_timer(timer("timeCycle", '"0 0 * * *"')), _repeating(False), "event"),
    "timer.missing": Pair(_with_timer("<bpmn:timerEventDefinition/>"), bundle(WORKS).files, "event"),
    "timer.repeats": Pair(_repeating(True), _repeating(False), "event"),
    "call.not-chosen": Pair(one(lambda d: d.node("callActivity", "it")), calls(("main", "b")), "it"),
    "call.nowhere": Pair(without(calls(("main", "b")), "b.bpmn"), calls(("main", "b")), "main_c0"),
    "call.not-at-hand": Pair(without(calls(("main", "b")), "b.bpmn"), calls(("main", "b")), "main_c0", alone=True),
    "call.endless": Pair(calls(("main", "b"), ("b", "main")), calls(("main", "b")), "main_c0"),
    "call.too-deep": Pair(
        calls(*((f"p{n}" if n else "main", f"p{n + 1}") for n in range(25))),
        calls(*((f"p{n}" if n else "main", f"p{n + 1}") for n in range(5))),
        None,
    ),
    "call.same-process": Pair(
        {
            **PLAIN,
            "twin.bpmn": bundle(Drawing("main").start("s2").user("u2").end("e2").path("s2", "u2", "e2")).files[
                "main.bpmn"
            ],
        },
        PLAIN,
        "main",
    ),
    "instances.no-list": Pair(
        bundle(plain("<bpmn:multiInstanceLoopCharacteristics/>")).files, council("votes", "vote"), "work"
    ),
    "instances.no-limit": Pair(looped(' loopMaximum="viele"'), looped(' loopMaximum="3"'), "work"),
    "instances.item-taken": Pair(council("votes", "vote", "flag"), council("votes", "vote"), "cast"),
    "instances.leaks": Pair(council(None, None), council("votes", "vote"), "cast"),
    "instances.leaks-in-loop": Pair(
        council(None, None, again="votes"), council("votes", "vote", again="votes"), "cast"
    ),
    "instances.not-cleared": Pair(
        council("votes", "vote", again="others"), council("votes", "vote", again="votes"), "cast"
    ),
    "instances.no-result": Pair(
        {**council("votes", "vote"), "forms/cast.json": b'{"title": {}, "sections": []}'},
        council("votes", "vote"),
        "cast",
    ),
    "expression.refused": Pair(bundle(xor(when="__import__('os')")).files, bundle(xor()).files, "yes"),
    "expression.foreign": Pair(bundle(xor(when="${n > 1}")).files, bundle(xor()).files, "yes"),
    "expression.empty": Pair(
        one(lambda d: d.service("it", "cases.submit", p="")),
        one(lambda d: d.service("it", "cases.submit", p="1")),
        "it",
    ),
    "table.one": Pair(_two_tables(), table(("-", "1"))),
    "table.hit-policy": Pair(table(("-", "1"), policy="PRIORITY"), table(("-", "1")), "t"),
    "table.aggregation": Pair(
        table(("-", "1"), policy="COLLECT", rest=' aggregation="SUM"'), table(("-", "1"), policy="COLLECT"), "t"
    ),
    "table.shape": Pair(
        {
            **table(("-", "1")),
            "fee.dmn": table(("-", "1"))["fee.dmn"].replace(
                b"</rule>", b'<outputEntry id="o9"><text>1</text></outputEntry></rule>'
            ),
        },
        table(("-", "1")),
        "row1",
    ),
    "table.no-output": Pair(table(("-", "1"), output=""), table(("-", "1")), "t"),
    "table.no-input": Pair(table(("-", "1"), source=""), table(("-", "1")), "t"),
    "table.feel": Pair(table(("1, 2, 3", "1")), table(("? in (1, 2, 3)", "1")), "c1"),
    "table.never-matches": Pair(table(('"5"', "1")), table(("5", "1")), "c1"),
    "table.overlap": Pair(table(("< 5", "1"), (">= 4", "2")), table(("< 5", "1"), (">= 5", "2")), "row2"),
    "table.any-differs": Pair(
        table(("< 5", "1"), ("< 4", "2"), policy="ANY"), table(("< 5", "1"), ("< 4", "1"), policy="ANY"), "row2"
    ),
    "table.undecided": Pair(table(("< flag", "1"), ("> 4", "2")), table(("< 4", "1"), ("> 4", "2")), "t"),
    "table.unknown": Pair(table(("-", "1"), asked="other"), table(("-", "1")), "it"),
    "table.not-at-hand": Pair(without(table(("-", "1")), "fee.dmn"), table(("-", "1")), "it", alone=True),
    "service.not-chosen": Pair(one(lambda d: d.node("serviceTask", "it")), service("cases.submit"), "it"),
    "service.unknown": Pair(service("cases.submitt"), service("cases.submit"), "it"),
    "service.parameter": Pair(
        {
            **(f := one(lambda d: d.service("it", "cases.submit", p="1"))),
            "main.bpmn": f["main.bpmn"].replace(b' type="any"', b""),
        },
        f,
        "it",
    ),
    "people.no-lane": Pair(
        bundle(Drawing("main").start().user("work", None).end().path("start", "work", "end")).files, PLAIN, "work"
    ),
    "people.no-role": Pair(_no_role(), PLAIN, "work"),
    "people.unknown-role": Pair(_lanes("king"), _lanes("leader"), "lane_main_king"),
    "people.step-term": Pair(
        with_properties(form="work", step_term="8 hours"), with_properties(form="work", step_term="8wh"), "work"
    ),
    "people.unknown-unit": Pair(
        with_properties(form="work", unit="mars"), with_properties(form="work", unit="receiving"), "work"
    ),
    "people.unknown-letter": Pair(with_properties(letter="recipe"), with_properties(letter="receipt"), "work"),
    "people.letter-elsewhere": Pair(
        one(lambda d: d.node("task", "it", written(letter="receipt"))), with_properties(letter="receipt"), "it"
    ),
    "people.operator-unknown": Pair(with_properties(operator="anything"), with_properties(operator="complete"), "work"),
    "people.operator-elsewhere": Pair(
        one(lambda d: d.node("task", "it", written(operator="complete"))), stood_in(), "it"
    ),
    "people.operator-decides": Pair(stood_in("leader"), stood_in("desk", ONE_WAY), "work"),
    "people.operator-personal": Pair(stood_in("citizen"), stood_in("citizen", timer=LATER), "work"),
    "people.operator-states": Pair(stood_in(form=ASKED), stood_in(form=ASKED_AT_TIMES), "work"),
    "form.unknown": Pair(without(PLAIN, "forms/work.json"), PLAIN, "work"),
    "form.unused": Pair({**PLAIN, "forms/lost.json": b"{}"}, PLAIN),
    "variable.never-written": Pair(bundle(xor(when="nn > 1")).files, bundle(xor()).files, "yes"),
    "variable.written-later": Pair(bundle(_written(False)).files, bundle(_written(True)).files, "yes"),
    "variable.from-elsewhere": Pair(
        without(bundle(xor(when="nn > 1")).files, "forms/work.json"),
        without(bundle(xor()).files, "forms/work.json"),
        "yes",
        alone=True,
    ),
    "parallel.both-write": Pair(parallel_writers("x", "x"), parallel_writers("x", "y"), "split"),
    "parallel.overwritten": Pair(parallel_writers("x", "y", before="x"), parallel_writers("x", "y"), "split"),
    "bundle.no-main": Pair(PLAIN, PLAIN, main="other"),
}

__all__ = ["KNOWN", "PAIRS"]

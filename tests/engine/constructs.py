"""Processes that use what real ones use, and what each user task in them may answer: food for the equivalence fuzz."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.engine.definitions import Bundle
from tests.engine.drawing import Drawing, bundle, each, timer

Answers = dict[str, Callable[[Random], dict[str, Any]]]


@dataclass(frozen=True)
class Construct:
    """A bundle, its first variables, what its tasks answer, the messages that may be sent once only.

    `results` are what its service tasks return, by action; others return their parameters.
    """

    bundle: Bundle
    answers: Answers
    variables: dict[str, Any] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    results: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)

    def call(self, action: str, parameters: dict[str, Any], _variables: Any = None) -> Any:
        """What a service task returns."""
        return self.results.get(action, lambda given: given)(parameters)


def _either(name: str, *values: Any) -> Callable[[Random], dict[str, Any]]:
    return lambda random: {name: random.choice(values)}


def standard_case() -> Construct:
    """File, receive with supplements, resolve in a called process, return; withdrawal beside it all."""
    main = Drawing("main").start().call("filing", "file").end().end("stopped", terminate=True).end("kept")
    inner = (
        main.sub("processing", "desk").start("p_start").call("receiving", "receive").xor("taken", default="taken_no")
    )
    inner.call("resolving", "resolve").user("hand_over").end("p_end").end("p_refused").path(
        "p_start", "receiving", "taken"
    )
    inner.flow("taken", "resolving", "accepted").flow("taken", "p_refused", flow_id="taken_no")
    inner.path("resolving", "hand_over", "p_end")
    inner.boundary("silent", "hand_over", timer("timeDuration", '"P7D"')).end("p_silent").path("silent", "p_silent")
    main.boundary("withdraw", "processing", main.message("withdraw"), interrupting=False)
    main.user("decide").xor("agreed", default="no").path("start", "filing", "processing", "end").path(
        "withdraw", "decide", "agreed"
    )
    main.flow("agreed", "stopped", "agree").flow("agreed", "kept", flow_id="no")
    return Construct(
        bundle(main, _filing(), _receiving(), _resolving()),
        {
            "choose": _either("go", "next"),
            "fill": _either("go", "next", "next", "back"),
            "pay": _either("method", "CARD", "DESK"),
            "check": _either("outcome", "complete", "incomplete", "incomplete", "refuse"),
            "examine": _either("finding", "approve", "supplement", "approve", "again"),
            "approve": _either("signed", True, True, False),
            "decide": _either("agree", False, False, True),
        },
        {"fee_vnd": 8000, "accepted": False},
        once=frozenset({"withdraw"}),
    )


def _filing() -> Drawing:
    drawing = (
        Drawing("file").start("f_start").user("choose", "citizen").user("fill", "citizen").xor("f_back", default="f_on")
    )
    drawing.service("fee", "fees.calculate", "fee", vnd="fee_vnd").xor("f_due", default="f_free").user(
        "pay", "citizen"
    ).end("f_end")
    drawing.boundary("paid", "pay", drawing.message("paid")).script("mark", "paid = True").end("f_paid")
    drawing.path("f_start", "choose", "fill", "f_back").flow("f_back", "choose", "go == 'back'")
    drawing.flow("f_back", "fee", flow_id="f_on").flow("fee", "f_due").flow("f_due", "pay", "fee['vnd'] > 0")
    return drawing.flow("f_due", "f_end", flow_id="f_free").path("pay", "f_end").path("paid", "mark", "f_paid")


def _receiving() -> Drawing:
    drawing = (
        Drawing("receive").start("r_start").user("check").xor("r_how", default="r_refuse").user("supplement", "citizen")
    )
    drawing.script("accept", "accepted = True").script("refuse", "accepted = False\nreason = 'none'").end("r_end").end(
        "r_out"
    )
    drawing.path("r_start", "check", "r_how").flow("r_how", "supplement", "outcome == 'incomplete'").path(
        "supplement", "check"
    )
    drawing.flow("r_how", "accept", "outcome == 'complete'").flow("r_how", "refuse", flow_id="r_refuse")
    return drawing.path("accept", "r_end").path("refuse", "r_out")


def _resolving() -> Drawing:
    drawing = Drawing("resolve").start("s_start").user("examine", "specialist").xor("s_how", default="s_on")
    drawing.user("more", "citizen").user("approve", "leader").xor("s_signed", default="s_back").user(
        "issue", "clerk"
    ).end("s_end")
    block = (
        drawing.sub("opinions", "specialist")
        .start("o_start")
        .both("o_split")
        .user("left")
        .user("right")
        .both("o_join")
        .end("o_end")
    )
    block.path("o_start", "o_split", "left", "o_join").path("o_split", "right", "o_join", "o_end")
    drawing.path("s_start", "opinions", "examine", "s_how").flow("s_how", "more", "finding == 'supplement'").path(
        "more", "examine"
    )
    drawing.flow("s_how", "opinions", "finding == 'again'").flow("s_how", "approve", flow_id="s_on").path(
        "approve", "s_signed"
    )
    return (
        drawing.flow("s_signed", "issue", "signed").flow("s_signed", "examine", flow_id="s_back").path("issue", "s_end")
    )


def council() -> Construct:
    """Votes of many at once, calls of many at once, one after the other, with an early end."""
    main = Drawing("main").start().user("cast", "council", each("members", "member", "votes", "vote"))
    main.user("quick", "council", each("members", "one", until="enough")).node(
        "callActivity", "asking", each("units", "unit", "replies", "reply"), calledElement="ask"
    )
    one_by_one = each("units", "unit", "seen", "saw").replace(
        "Characteristics>", 'Characteristics isSequential="true">', 1
    )
    main.user("visit", "desk", one_by_one).user("go_on")
    main.script("clear", "replies = []\nseen = []").xor("again", default="no").end()
    main.path("start", "cast", "quick", "asking", "visit", "go_on", "clear", "again").flow(
        "again", "asking", "more"
    ).flow("again", "end", flow_id="no")
    ask = Drawing("ask").start("a_start").user("reply_to").script("take", "reply = answer + 1").end("a_end")
    ask.path("a_start", "reply_to", "take", "a_end")
    return Construct(
        bundle(main, ask),
        {
            "cast": _either("vote", True, False),
            "quick": _either("enough", True, False, False),
            "reply_to": lambda random: {"answer": random.randrange(5)},
            "visit": lambda random: {"saw": random.random() < 0.5},
            "go_on": _either("more", True, False),
        },
        {"members": [1, 2, 3], "units": [10, 20, 30]},
    )


def waiting() -> Construct:
    """Event gateway, boundary timer and message on a subprocess and a call, a non-interrupting timer."""
    main = Drawing("main").start().node("eventBasedGateway", "race").end().end("late_end").user("late").user("after")
    main.node("intermediateCatchEvent", "heard", main.message("answer"))
    main.node("intermediateCatchEvent", "slow", timer("timeDuration", '"P3D"')).xor("again", default="no").user(
        "wrap_up"
    )
    block = (
        main.sub("block", "desk")
        .start("b_start")
        .user("one")
        .user("two")
        .end("b_end")
        .path("b_start", "one", "two", "b_end")
    )
    block.boundary("nag", "one", timer("timeDuration", '"P1D"'), interrupting=False).user("nagged").end("b_nag").path(
        "nag", "nagged", "b_nag"
    )
    main.boundary("too_late", "block", timer("timeDuration", '"P10D"')).call("calling", "called")
    main.boundary("stop_call", "calling", main.message("stop")).user("stopped")
    main.path("start", "race").path("race", "heard", "after", "block").path(
        "race", "slow", "late", "block", "calling", "wrap_up", "again"
    )
    main.path("too_late", "late_end").path("stop_call", "stopped", "wrap_up")
    main.flow("again", "race", "more").flow("again", "end", flow_id="no")
    called = (
        Drawing("called")
        .start("c_start")
        .user("inside")
        .user("inside_too")
        .end("c_end")
        .path("c_start", "inside", "inside_too", "c_end")
    )
    return Construct(bundle(main, called), {"wrap_up": _either("more", True, False)})


def choosing() -> Construct:
    """Inclusive gateways in a subprocess, a decision table, scripts, an error caught outside, a standard loop."""
    main = Drawing("main").start().user("weigh").node(
        "businessRuleTask", "decide",
        "<bpmn:extensionElements><spiffworkflow:calledDecisionId>fee</spiffworkflow:calledDecisionId></bpmn:extensionElements>",
    )  # fmt: skip
    block = (
        main.sub("block", "desk")
        .start("b_start")
        .node("inclusiveGateway", "b_split", default="b_c")
        .node("inclusiveGateway", "b_join")
    )
    block.user("left").user("right").user("middle").end("b_end").path("b_start", "b_split").flow(
        "b_split", "left", "weight > 1"
    )
    block.flow("b_split", "right", "weight > 2").flow("b_split", "middle", flow_id="b_c")
    block.path("left", "b_join").path("right", "b_join").path("middle", "b_join", "b_end")
    looped = (
        '<bpmn:standardLoopCharacteristics loopMaximum="3"><bpmn:loopCondition>not done</bpmn:loopCondition>'
        "</bpmn:standardLoopCharacteristics>"
    )
    main.user("repeat", "desk", looped).script("count", "rounds = rounds + 1\nif rounds > 3:\n    big = True")
    main.xor("again", default="no").end().path("start", "weigh", "decide", "block", "repeat", "count", "again")
    main.flow("again", "weigh", "more and rounds < 4").flow("again", "end", flow_id="no")
    return Construct(
        bundle(main, decisions={"fee.dmn": FEE}),
        {
            "weigh": lambda random: {"weight": random.randrange(5)},
            "repeat": lambda random: {"done": random.random() < 0.5, "more": random.random() < 0.6},
        },
        {"rounds": 0, "done": False},
    )


FEE = (Path(__file__).parent / "diagrams" / "fee.dmn").read_text()


ALL: dict[str, Callable[[], Construct]] = {
    "standard_case": standard_case,
    "council": council,
    "waiting": waiting,
    "choosing": choosing,
}

"""All rules of the checker as a document: by topic, each with what it says and how to mend it in both languages.

`docs/checker.md` is what `markdown` writes; a test compares the two.
"""

import re
from itertools import groupby
from typing import Any

from app.catalogue import draft_checks, folders  # with all that they import, every rule is entered
from app.engine.problems import RULES, SEVERITIES, Rule

ENTERED = (draft_checks, folders)

TOPICS = {
    "file": "Files", "bundle": "Bundles", "zip": "Bundles", "folder": "Bundles", "check": "The check itself",
    "engine": "The check itself", "id": "Ids", "process": "Processes", "element": "Elements", "flow": "Sequence flows",
    "gateway": "Gateways", "tokens": "Gateways", "parallel": "Gateways", "loop": "Loops and repetition",
    "instances": "Loops and repetition", "event": "Events", "timer": "Timers", "call": "Calls",
    "expression": "Expressions and variables", "variable": "Expressions and variables", "table": "Decision tables",
    "service": "Service tasks", "people": "People", "form": "Forms", "manifest": "Manifest and draft",
    "draft": "Manifest and draft", "scenario": "Scenarios",
}  # fmt: skip

# The engine's traps (SpiffWorkflow 3.2.0), by number; each is a rule, or the house's own code stands before it.
FACTS: tuple[tuple[int, str, tuple[str, ...], str], ...] = (
    (1, "A parallel join inside a loop fires wrongly", ("gateway.parallel-in-loop", "gateway.or-branches"), ""),
    (2, "Parallel branches lose updates", ("parallel.both-write", "parallel.overwritten"), "answers have tables"),
    (3, "JSONB and sorted keys corrupt state", (), "states are bytes"),
    (4, "Timers are scripts, and fail when reached",
     ("timer.unquoted", "timer.unreadable", "timer.cron", "timer.missing", "timer.repeats"), ""),
    (5, "Event subprocesses are unusable", ("element.event-subprocess",), ""),
    (6, "Deep chains hang", ("process.too-big", "call.too-deep"), "ended parts are spliced out of a state"),
    (7, "A task's lane is the innermost one's, or the caller's", ("people.no-lane", "people.no-role"), ""),
    (8, "The wrong parser gives no form", ("form.unknown",), "one parser, one way to name a form"),
    (9, "Decision tables are Python, and match the first",
     ("table.hit-policy", "table.aggregation", "table.overlap", "table.any-differs", "table.feel",
      "table.never-matches", "table.one", "table.shape"), ""),
    (10, "Messages must match exactly", ("event.no-message", "event.message-unheard"), "routed by subscription"),
    (11, "What works, and how", ("event.nothing-awaited", "instances.no-list", "gateway.race"), ""),
    (12, "Resetting a task leaves dead timers", (), "going back takes a snapshot"),
    (13, "Migration drops drafts, and some changes make states unloadable", (),
     "a move is made on a copy, round-tripped and compared"),
    (14, "What neither parser nor engine notices",
     ("tokens.join-waits", "tokens.not-joined", "flow.unreachable", "flow.no-way-out", "loop.nobody-waits",
      "loop.no-choice", "gateway.no-default", "event.dangling", "flow.dangling", "call.endless", "element.ad-hoc",
      "form.unknown", "service.unknown", "people.no-lane"), ""),
    (15, "Hostile XML", ("file.doctype", "file.too-big", "file.too-deep", "file.too-many", "file.encoding"), ""),
    (16, "Scripts, conditions, timers and cells are exec and eval", ("expression.refused", "expression.foreign"),
     "a white-list of the syntax, compiled once, with guarded arithmetic"),
    (17, "A shared spec is safe but for event subprocesses", ("element.event-subprocess",), "states, not replays"),
    (18, "A fault of the stock engine hides our errors", (), "the call is overridden"),
    (19, "Data stores, and many starts, make the stock parser fail", ("process.starts",),
     "what only documents is left out before parsing"),
)  # fmt: skip

_HEAD = """# What the checker finds

This file is written by `flask studio rules > docs/checker.md`; a test says when it is old. `flask studio check` and the
studio name each problem by the id below. An **error** keeps a procedure from being released, a **warning** is worth a
look, a **note** only says something. Places like `…` are filled in. Every rule has a small diagram that has the fault
and a twin that has not: `tests/engine/checking/pairs.py`.
"""
_PLACE = re.compile(r"%\(\w+\)s")
_OWN = re.compile(r"[<>|*_]")
_SEVERE = {"error": "error", "warning": "warning", "info": "note"}


def markdown() -> str:
    """The document."""
    return "\n".join([_HEAD, *(line for topic in _topics() for line in _section(*topic)), *_facts(), ""])


def as_json() -> list[dict[str, Any]]:
    """The rules as plain data, in the order of the document."""
    return [
        {"id": one.id, "severity": one.severity, "topic": topic, "message": dict(one.said), "mend": dict(one.mend)}
        for topic, rules in _topics()
        for one in rules
    ]


def _topics() -> list[tuple[str, list[Rule]]]:
    order = list(dict.fromkeys(TOPICS.values()))
    known = sorted(RULES.values(), key=lambda one: (order.index(_topic(one)), SEVERITIES.index(one.severity), one.id))
    return [(topic, list(rules)) for topic, rules in groupby(known, _topic)]


def _topic(one: Rule) -> str:
    return TOPICS[one.id.split(".")[0]]


def _section(topic: str, rules: list[Rule]) -> list[str]:
    lines = [f"## {topic}", "", "| Rule | It says | How to mend it |", "| --- | --- | --- |"]
    for one in rules:
        said, mend = (f"{_cell(text['vi'])}<br>*{_cell(text['en'])}*" for text in (one.said, one.mend))
        lines.append(f"| `{one.id}`<br>{_SEVERE[one.severity]} | {said} | {mend} |")
    return [*lines, ""]


def _facts() -> list[str]:
    lines = ["## The engine's traps", "", "| | Trap | Found by | Kept off by |", "| --- | --- | --- | --- |"]
    for number, what, rules, house in FACTS:
        lines.append(f"| {number} | {what} | {', '.join(f'`{one}`' for one in rules) or '–'} | {house or '–'} |")
    return lines


def _cell(text: str) -> str:
    """A text in a cell: places are told by an ellipsis, what Markdown would take for its own is escaped."""
    plain = _PLACE.sub("…", text).replace("%%", "%")
    return _OWN.sub(r"\\\g<0>", plain)

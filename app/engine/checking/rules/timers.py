"""Timers: their texts are expressions; a constant one must be a moment, a duration or a repetition of ISO 8601."""

import re
from collections.abc import Iterator

from app.engine import expressions
from app.engine.checking.placing import at
from app.engine.checking.subject import Subject
from app.engine.formulas import TIMERS
from app.engine.nodes import BPMN, Found
from app.engine.problems import ERROR, Problem, rule
from app.engine.spiff_timers import BadTimer, check_constant

UNREADABLE = rule(
    "timer.unreadable", ERROR,
    vi="Thời hạn %(text)s không đọc được.", en="The timer %(text)s cannot be read.",
    mend_vi='Ghi theo ISO 8601 và đặt trong dấu nháy: thời gian "P5D", lặp "R3/PT1H", thời điểm có múi giờ'
    ' "2026-01-05T08:00:00+07:00".',
    mend_en='Write it by ISO 8601 and in quotes: a duration "P5D", a repetition "R3/PT1H", a moment with its time zone'
    ' "2026-01-05T08:00:00+07:00".',
)  # fmt: skip
UNQUOTED = rule(
    "timer.unquoted", ERROR,
    vi="Thời hạn %(text)s thiếu dấu nháy.", en="The timer %(text)s lacks its quotes.",
    mend_vi='Ghi "%(text)s" (trong dấu nháy); ISO 8601, ví dụ "P5D".',
    mend_en='Write "%(text)s" (in quotes); ISO 8601, for example "P5D".',
)  # fmt: skip
CRON = rule(
    "timer.cron", ERROR,
    vi="Lịch kiểu cron %(text)s không dùng được.", en="Cron times like %(text)s cannot be used.",
    mend_vi='Ghi lặp theo ISO 8601, ví dụ "R3/PT1H".', mend_en='Write a repetition by ISO 8601, for example "R3/PT1H".',
)  # fmt: skip
MISSING = rule(
    "timer.missing", ERROR,
    vi="Sự kiện thời gian chưa ghi thời hạn.", en="The timer event has no time.",
    mend_vi='Ghi thời hạn, ví dụ "P5D" (năm ngày).', mend_en='Write one, for example "P5D" (five days).',
)  # fmt: skip
NO_REPEAT = rule(
    "timer.repeats", ERROR,
    vi="Thời gian lặp lại chỉ dùng được cho sự kiện không ngắt gắn trên biên.",
    en="A repeating timer works only on a boundary, and only where it does not interrupt.",
    mend_vi="Dùng thời gian một lần (timeDuration), hoặc bỏ ngắt.",
    mend_en="Use a single duration, or let the event not interrupt.",
)  # fmt: skip

_UNQUOTED = re.compile(r"(P(?=[\dT])[\dYMWDTHS.]+|R\d*/\S+|\d{4}-\d\d-\d\d\S*)")
_CRON = re.compile(r"""["']?\s*(?:[\d*/,?LW#-]+\s+){4,6}[\w*/,?#-]+\s*["']?""")


def timers_are_readable(subject: Subject) -> Iterator[Problem]:
    """Every timer has a text, and what is constant in it can be read."""
    for one in subject.found:
        definition = one.element.find(f"{BPMN}timerEventDefinition")
        if definition is None:
            continue
        given = [(kind, definition.findtext(f"{BPMN}{kind}")) for kind in TIMERS]
        texts = [(kind, text.strip()) for kind, text in given if text and text.strip()]
        if not texts:
            yield at(one, MISSING)
        for kind, text in texts:
            yield from _judged(one, kind, text)


def _judged(one: Found, kind: str, text: str) -> Iterator[Problem]:
    if _CRON.fullmatch(text):
        yield at(one, CRON, text=text)
    elif _UNQUOTED.fullmatch(text):  # P5D is a variable's name to the engine; "P5D" was meant
        yield at(one, UNQUOTED, text=text)
    elif not _readable(kind, text):
        yield at(one, UNREADABLE, text=text)
    elif kind == "timeCycle" and not _may_repeat(one):
        yield at(one, NO_REPEAT)


def _may_repeat(one: Found) -> bool:
    return one.node.kind == "boundaryEvent" and one.element.get("cancelActivity") == "false"


def _readable(kind: str, text: str) -> bool:
    """Whether a constant would do; anything with a variable in it is only known when it is reached."""
    try:
        if not expressions.names_in(text):
            check_constant(kind, expressions.evaluate(text, {}))
    except expressions.BadExpression:
        return True  # said as an expression that is refused
    except (expressions.ExpressionFault, BadTimer):
        return False
    return True


RULES = (timers_are_readable,)

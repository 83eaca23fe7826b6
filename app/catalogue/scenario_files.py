"""Scenarios as files: `scenarios/<name>.json`, what people do and what time passes, and where it must end.

    {"title": {"vi": "…", "en": "…"}, "begins": "2026-03-02T08:00:00+07:00", "variables": {"online": false},
     "answers": {"cases.calculate_fee": {"fee_vnd": 8000}},
     "steps": [{"do": "choose_service", "outcome": "next", "variables": {"channel_out": "DESK"}},
               {"wait": "P1DT2H"}, {"wait": "timer"}, {"send": "paid", "answers": {"payments.status": {"paid": true}}}],
     "ends": {"finished": true, "open": [], "variables": {"decision": "APPROVED"}, "asked": ["cases.resolve"]}}

Every step may say `open`: the tasks that must be open after it. A step of `answers` alone changes what actions give
back from there on.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

FOLDER = "scenarios/"
MAX_STEPS = 300
MAX_BYTES = 512 * 1024  # of a file
_SHOWN = 100  # signs of a name that somebody else chose
BEGINS = "2026-03-02T08:00:00+07:00"  # a Monday
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?")
_START = {"procedure_code": "0.000000", "channel_in": "ONLINE", "online": True, "fee_vnd": 0, "collect_at": "RECEPTION"}
_STEP_KEYS = {
    "do": {"do", "outcome", "variables", "answers", "open"},
    "wait": {"wait", "answers", "open"},
    "send": {"send", "variables", "answers", "open"},
    "answers": {"answers", "open"},
}
_TOP_KEYS = {"title", "begins", "variables", "answers", "steps", "ends"}
_END_KEYS = {"finished", "open", "variables", "asked"}


class BadScenario(ValueError):
    """The file is no scenario; `said` in (Vietnamese, English), `place` where (`steps.3`)."""

    def __init__(self, place: str, vi: str, en: str) -> None:
        super().__init__(f"{place}: {en}")
        self.place, self.said = place, (vi, en)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `wait` is a span, or None with `kind` wait: until the next timer. `open` None: not looked at. Of a step
    that only changes answers the kind is `answers`, and the name empty."""

    kind: str
    name: str
    outcome: str | None = None
    wait: timedelta | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    open: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as read. `finished` and `open` None: not looked at."""

    title: Mapping[str, str]
    begins: datetime
    variables: Mapping[str, Any]
    answers: Mapping[str, Any]
    steps: tuple[Step, ...]
    finished: bool | None
    open: tuple[str, ...] | None
    known: Mapping[str, Any]
    asked: tuple[str, ...]


def read(content: bytes) -> Scenario:
    """The scenario in a file. Raises BadScenario."""
    if len(content) > MAX_BYTES:
        raise BadScenario("", f"lớn hơn {MAX_BYTES // 1024} KB", f"it is bigger than {MAX_BYTES // 1024} KB")
    try:
        source = json.loads(content)
    except (ValueError, RecursionError):
        raise BadScenario("", "không phải JSON hợp lệ", "it is not valid JSON") from None
    _keys(source, _TOP_KEYS, "")
    steps = source.get("steps")
    if not isinstance(steps, list) or len(steps) > MAX_STEPS:
        said = f"cần danh sách nhiều nhất {MAX_STEPS} bước", f"a list of at most {MAX_STEPS} steps is wanted"
        raise BadScenario("steps", *said)
    ends = _dict(source, "ends", "")
    _keys(ends, _END_KEYS, "ends")
    title = _dict(source, "title", "")
    return Scenario(
        title={language: str(title.get(language) or "")[:200] for language in ("vi", "en")},
        begins=_moment(source.get("begins", BEGINS)),
        variables={**_START, **_dict(source, "variables", "")},
        answers=_dict(source, "answers", ""),
        steps=tuple(_step(one, f"steps.{number}") for number, one in enumerate(steps, 1)),
        finished=ends.get("finished"),
        open=_names(ends, "open", "ends"),
        known=_dict(ends, "variables", "ends"),
        asked=_names(ends, "asked", "ends") or (),
    )


def _step(source: Any, place: str) -> Step:
    kind = _kind(source, place)
    _keys(source, _STEP_KEYS[kind], place)
    name, outcome = "" if kind == "answers" else source[kind], source.get("outcome")
    if not isinstance(name, str) or not isinstance(outcome, str | None):
        raise BadScenario(place, "cần một tên", "a name is wanted")
    return Step(
        kind=kind,
        name=name,
        outcome=outcome,
        wait=_span(name, place) if kind == "wait" and name != "timer" else None,
        variables=_dict(source, "variables", place),
        answers=_dict(source, "answers", place),
        open=_names(source, "open", place),
    )


def _kind(source: Any, place: str) -> str:
    given = source.keys() & {"do", "wait", "send"} if isinstance(source, dict) else set()
    if len(given) == 1:
        return str(given.pop())
    if given or not isinstance(source, dict) or "answers" not in source:
        raise BadScenario(place, "mỗi bước có đúng một trong do, wait, send", "a step has one of do, wait, send")
    return "answers"


def _span(text: str, place: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    span = timedelta(days=days, hours=hours, minutes=minutes)
    if not span:
        raise BadScenario(place, "thời gian viết như P1DT2H30M, hoặc timer", "time is like P1DT2H30M, or timer")
    return span


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadScenario("begins", f"cần thời điểm như {BEGINS}", f"a moment like {BEGINS} is wanted")
    return moment


def _keys(source: Any, known: set[str], place: str) -> None:
    if not isinstance(source, dict):
        raise BadScenario(place, "cần một đối tượng JSON", "an object is wanted")
    if strange := sorted(source.keys() - known):
        name = strange[0][:_SHOWN]
        raise BadScenario(place, f"không nhận mục {name}", f"{name} is not known")


def _dict(source: Mapping[str, Any], key: str, place: str) -> dict[str, Any]:
    found = source.get(key, {})
    if not isinstance(found, dict):
        where = f"{place}.{key}".strip(".")
        raise BadScenario(where, "cần một đối tượng JSON", "an object is wanted")
    return found


def _names(source: Mapping[str, Any], key: str, place: str) -> tuple[str, ...] | None:
    found = source.get(key)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadScenario(f"{place}.{key}", "cần một danh sách tên", "a list of names is wanted")
    return tuple(sorted(found)) if key == "open" else tuple(found)

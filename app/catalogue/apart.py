"""Checking in a process of its own, with limits: whatever strangers upload costs at most so much time and memory."""

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.catalogue import confined, differing, replays, scenarios, situations
from app.catalogue.changes import Change
from app.catalogue.confined import Broken
from app.catalogue.differing import Comparison
from app.catalogue.inspecting import look
from app.engine.checking.known import NOTHING, Known
from app.engine.problems import ERROR, Problem, of_json, rule

SECONDS = 10
BYTES = 512 * 1024 * 1024
SMALL = 512 * 1024  # bytes that are compared at once

TOO_SLOW = rule(
    "check.too-slow", ERROR,
    vi="Kiểm tra mất hơn %(seconds)s giây nên đã dừng.",
    en="The check took more than %(seconds)s seconds and was stopped.",
    mend_vi="Tách sơ đồ hoặc bảng quyết định thành nhiều phần nhỏ hơn.",
    mend_en="Split the diagram or decision table into smaller ones.",
)  # fmt: skip
TOO_MUCH = rule(
    "check.failed", ERROR,
    vi="Kiểm tra bị dừng giữa chừng: tệp cần quá nhiều bộ nhớ hoặc bị hỏng.",
    en="The check was broken off: the files need too much memory, or are damaged.",
    mend_vi="Tách thành nhiều phần nhỏ hơn, hoặc gửi tệp cho người quản trị.",
    mend_en="Split them into smaller ones, or send them to an administrator.",
)  # fmt: skip


def broken_off(found: Iterable[Problem]) -> bool:
    """Whether this is no judgement: perhaps the machine was only busy."""
    return any(one.rule in (TOO_SLOW.id, TOO_MUCH.id) for one in found)


def check_apart(
    files: Mapping[str, bytes],
    seconds: float = SECONDS,
    bytes: int = BYTES,
    *,
    process_id: str | None = None,
    known: Known = NOTHING,
    alone: bool = False,
) -> list[Problem]:
    """`problems_of` in a process that is killed after `seconds` (wall clock) or when it needs more than `bytes` of
    memory; then that is the one problem. It inherits no environment, so no secret."""
    return look_apart(files, seconds, bytes, process_id=process_id, known=known, alone=alone)[0]


def look_apart(
    files: Mapping[str, bytes],
    seconds: float = SECONDS,
    bytes: int = BYTES,
    *,
    process_id: str | None = None,
    known: Known = NOTHING,
    alone: bool = False,
) -> tuple[list[Problem], scenarios.Report | None]:
    """`inspecting.look` in such a process. Raises Busy, as all of these do, while too many of them are under way."""
    asked = {"do": "check", "process_id": process_id, "alone": alone, "known": _plain(known)}
    try:
        found = _ask(asked, files, seconds, bytes)
    except Broken as broken:
        return [TOO_SLOW.at("", seconds=seconds) if broken.slow else TOO_MUCH.at("")], None
    report = scenarios.of_json(found["report"]) if found["report"] else None
    return [of_json(problem) for problem in found["problems"]], report


def rehearse_apart(
    files: Mapping[str, bytes], process_id: str, seconds: float = SECONDS, bytes: int = BYTES
) -> scenarios.Report | None:
    """`scenarios.report` in such a process; None when it could not be had within the limits, or the files are
    broken."""
    try:
        found = _ask({"do": "rehearse", "process_id": process_id}, files, seconds, bytes)
    except Broken:
        return None
    return scenarios.of_json(found)


def play_apart(
    files: Mapping[str, bytes], process_id: str, scenario: bytes, seconds: float = SECONDS, bytes: int = BYTES
) -> situations.Situation | None:
    """`situations.situation` in such a process; None as above."""
    asked = {"do": "play", "process_id": process_id, "scenario": base64.b64encode(scenario).decode()}
    try:
        found = _ask(asked, files, seconds, bytes)
    except Broken:
        return None
    return situations.of_json(found)


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Comparison:
    """`differing.compare`; what is big in such a process. Where that is broken off: that each file differs."""
    files = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if sum(len(one.get(name, b"")) for one in (before, after) for name in files) <= SMALL:
        return differing.compare(before, after)
    asked = {"do": "compare", "old": _packed({name: before[name] for name in files if name in before})}
    try:
        found = _ask(asked, {name: after[name] for name in files if name in after}, SECONDS, BYTES)
    except Broken:
        return differing.unread(sorted(files))
    return Comparison(tuple(Change(*one) for one in found))


def replay_apart(
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    process_id: str,
    asked: Mapping[str, Any],
    seconds: float,
    bytes: int = BYTES,
) -> replays.Outcome | None:
    """`replays.replay` of the `histories` asked, with their `calendars`, for at most about `seconds`; None when a
    version is broken, or plays so that it had to be killed."""
    whole = {**asked, "do": "replay", "process_id": process_id, "old": _packed(old), "budget": seconds}
    try:
        found = _ask(whole, new, seconds + 10, bytes)
    except Broken:
        return None
    return replays.outcome_of(found)


def _ask(asked: dict[str, Any], files: Mapping[str, bytes], seconds: float, bytes: int) -> Any:
    """What the other side answers. Raises Broken, Busy."""
    return confined.ask({**asked, "files": _packed(files)}, seconds, bytes)


def stand_ready(number: int) -> None:
    """The other side: answers on the lines that come through this file descriptor."""
    confined.stand_ready(number, _answer)


def _answer(asked: dict[str, Any]) -> Any:
    return _ASKS[asked["do"]](_unpacked(asked["files"]), asked)


def _check(files: Mapping[str, bytes], asked: Mapping[str, Any]) -> Any:
    known = Known(**{name: None if given is None else frozenset(given) for name, given in asked["known"].items()})
    found, report = look(files, asked["process_id"], known, alone=asked["alone"])
    return {"problems": [one.as_json() for one in found], "report": report.as_json() if report else None}


def _rehearse(files: Mapping[str, bytes], asked: Mapping[str, Any]) -> Any:
    return scenarios.report(files, asked["process_id"]).as_json()


def _play(files: Mapping[str, bytes], asked: Mapping[str, Any]) -> Any:
    return situations.situation(files, asked["process_id"], base64.b64decode(asked["scenario"])).as_json()


def _replay(files: Mapping[str, bytes], asked: Mapping[str, Any]) -> Any:
    told = asked["histories"], asked["calendars"]
    return replays.replay(_unpacked(asked["old"]), files, asked["process_id"], *told, asked["budget"]).as_json()


def _compare(files: Mapping[str, bytes], asked: Mapping[str, Any]) -> Any:
    found = differing.compare(_unpacked(asked["old"]), files).changes
    return [(one.file, one.element, one.sign, one.text) for one in found]


def _packed(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def _unpacked(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(content) for name, content in files.items()}


_ASKS: dict[str, Callable[[Mapping[str, bytes], Mapping[str, Any]], Any]] = {
    "check": _check, "rehearse": _rehearse, "play": _play, "replay": _replay, "compare": _compare,
}  # fmt: skip


def plain(known: Known) -> bytes:
    """What is known, as a text that is the same for the same."""
    return repr(_plain(known)).encode()


def _plain(known: Known) -> dict[str, list[str] | None]:
    return {
        "roles": _listed(known.roles),
        "variables": _listed(known.variables),
        "actions": _listed(known.actions),
        "letters": _listed(known.letters),
        "deciding": _listed(known.deciding),
        "personal": _listed(known.personal),
    }


def _listed(names: object) -> list[str] | None:
    return sorted(names) if hasattr(names, "__iter__") else None

"""What a press on the page of a scenario makes of its file."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import request

from app.catalogue import recording, scenario_files, scenario_text
from app.catalogue.scenario_files import BadScenario
from app.catalogue.situations import Situation
from app.core.errors import N_, Conflict, Invalid
from app.forms.answers import check
from app.web.formats import t
from app.web.forms.read import read_form
from app.web.studio.playing_scene import Scene

_LINE = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]{0,59})\s*=(.*)")
TOO_LONG = N_("Việc thử mất quá nhiều thời gian hoặc bộ nhớ nên đã dừng; bước này không được ghi.")
FAILS = N_("Bước này không chạy được nên không được ghi: %(said)s.")


def _do(scene: Scene, here: Situation) -> dict[str, Any]:
    node = request.form.get("_node", "")
    if node not in here.open or here.now is None:
        raise Conflict()
    form = scene.form(here.places[node].form)
    if form is None:
        return recording.doing(node, None, None)
    checked = check(form, read_form(form, request.form), options=scene.lists(), today=here.now.date())
    return recording.doing(node, form, checked)


def _send(_scene: Scene, _here: Situation) -> dict[str, Any]:
    given = values("_variables")
    if not isinstance(given, dict):
        raise Invalid({"_variables": N_("Viết mỗi dòng một biến: tên = giá trị.")})
    return {"send": request.form.get("_message", ""), **({"variables": given} if given else {})}


def _wait(_scene: Scene, here: Situation) -> dict[str, Any]:
    span = request.form.get("_wait", "")
    if span == "until" and here.now is not None:
        try:
            return recording.waiting_until(datetime.fromisoformat(request.form.get("_until", "")), here.now)
        except (ValueError, TypeError):
            raise Conflict() from None
    return {"wait": request.form.get("_span", "").strip().upper() if span == "own" else span}


def _answers(_scene: Scene, here: Situation) -> dict[str, Any]:
    action = request.form.get("_action", "")
    if action not in here.actions:
        raise Invalid({"_action": N_("Chọn một mục.")})
    return {"answers": {action: values("_value")}}


STEPS: dict[str, Callable[[Scene, Situation], dict[str, Any]]] = {
    "do": _do, "send": _send, "wait": _wait, "answers": _answers,
}  # fmt: skip


def longer(scene: Scene) -> bytes:
    """The scenario with the step that the press means. Raises Invalid when the step does not go, Conflict."""
    here = None if scene.errors else scene.situation
    if here is None or here.stopped:
        raise Conflict()
    step = STEPS[request.form["_act"]](scene, here)
    content = scenario_text.with_step(scene.content, step)
    _readable(content)
    after = scene.played(content)
    if after is None:
        raise Invalid({"": TOO_LONG})
    if after.said is not None:
        raise Invalid({"": (FAILS, {"said": both(after.said)})})
    if "_note" in request.form:
        content = scenario_text.with_step(scene.content, recording.with_open(step, after))
    return content


def was_done(scene: Scene) -> bool:
    """Whether a press that comes late did its work already: it was sent twice."""
    act, at = request.form.get("_act", ""), number("_at")
    if act == "undo":
        return len(scene.steps) == at - 1
    if act == "cut":
        return len(scene.steps) == number("_keep")
    if act in ("end", "title"):
        return ACTS[act](scene) == scene.content
    if act not in STEPS or len(scene.steps) != at + 1:
        return False
    kind = {"do": "_node", "send": "_message"}.get(act)
    last = scene.steps[-1]
    return act in last and (kind is None or last[act] == request.form.get(kind))


def ended(scene: Scene) -> bytes:
    """The scenario with what it came to, as far as chosen; nothing: open-ended."""
    here = scene.situation
    if here is None or here.stopped:
        raise Conflict()
    if request.form.get("_ends") == "open":
        return scenario_text.with_end(scene.content, {})
    chosen = request.form.getlist
    ends = recording.ending(here, chosen("_known"), is_open="_is_open" in request.form, asked=chosen("_asked"))
    return scenario_text.with_end(scene.content, ends)


def undone(scene: Scene) -> bytes:
    """Without its last step."""
    return scenario_text.cut(scene.content, max(0, len(scene.steps) - 1))


def cut(scene: Scene) -> bytes:
    """Only as many of its steps as are kept."""
    return scenario_text.cut(scene.content, max(0, number("_keep")))


def retitled(scene: Scene) -> bytes:
    """Under another title."""
    return scenario_text.titled(scene.content, title())


def title() -> dict[str, str]:
    """The title as typed; the English one may be left out. Raises Invalid."""
    vi, en = (" ".join(request.form.get(name, "").split())[:200] for name in ("title_vi", "title_en"))
    if not vi:
        raise Invalid({"title_vi": N_("Cần điền mục này.")})
    return {"vi": vi, "en": en or vi}


def values(name: str) -> Any:
    """What is typed in a box: `name = value` in each line, or one value; a value is JSON, else a text."""
    text = request.form.get(name, "").strip()
    lines = [_LINE.fullmatch(line) for line in text.splitlines() if line.strip()]
    if all(lines):
        return {line[1]: _value(line[2].strip()) for line in lines if line}
    return _value(text)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def both(said: tuple[str, str]) -> str:
    """A text in both languages, in the reader's."""
    return t({"vi": said[0], "en": said[1]})


def number(name: str) -> int:
    """A number that the page sent along; -1 when it is none."""
    sent = request.form.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else -1


def _readable(content: bytes) -> None:
    """Raises Invalid in place of BadScenario: what was typed makes no step."""
    try:
        scenario_files.read(content)
    except BadScenario as bad:
        raise Invalid({"": (FAILS, {"said": both(bad.said)})}) from None


ACTS: Mapping[str, Callable[[Scene], bytes]] = {
    **dict.fromkeys(STEPS, longer), "undo": undone, "cut": cut, "end": ended, "title": retitled,
}  # fmt: skip

"""Writing scenarios: a new one, one more step, steps taken off, the end noted. What is not edited stays as written."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.catalogue import scenario_files
from app.core.errors import N_, Invalid
from app.forms import json_text

_TOKEN = "\x00step\x00"  # stands for a step while the text around it is made


def new(title: Mapping[str, str], begins: str, variables: Mapping[str, Any], answers: Mapping[str, Any]) -> bytes:
    """A scenario without steps. `begins` as ISO 8601 with its zone."""
    document: dict[str, Any] = {"title": dict(title), "begins": begins}
    document |= {"variables": dict(variables)} if variables else {}
    document |= {"answers": dict(answers)} if answers else {}
    return _whole({**document, "steps": []}).encode()


def steps(content: bytes) -> list[dict[str, Any]]:
    """The steps as written. Raises BadScenario."""
    scenario_files.read(content)
    found: list[dict[str, Any]] = json.loads(content)["steps"]
    return found


def with_step(content: bytes, step: Mapping[str, Any]) -> bytes:
    """One more step at the end; what it expected at its end holds no longer and goes. Raises BadScenario, Invalid."""
    there = steps(content)
    if len(there) >= scenario_files.MAX_STEPS:
        raise Invalid({"steps": (N_("Kịch bản đã đủ %(most)s bước."), {"most": scenario_files.MAX_STEPS})})
    document = {**_open_ended(content), "steps": [*there, dict(step)]}
    return _sure(lambda: _longer(content.decode(), len(there), step), document)


def cut(content: bytes, keep: int) -> bytes:
    """The first `keep` steps only, and no end. Raises BadScenario."""
    there = steps(content)
    return _sure(lambda: _shorter(content.decode(), keep, len(there)), {**_open_ended(content), "steps": there[:keep]})


def with_end(content: bytes, ends: Mapping[str, Any]) -> bytes:
    """What it must have come to at its end; nothing: it expects nothing. Raises BadScenario."""
    steps(content)
    document = {**_open_ended(content), **({"ends": dict(ends)} if ends else {})}
    return _sure(lambda: _put(content.decode(), "ends", _line(ends) if ends else None), document)


def titled(content: bytes, title: Mapping[str, str]) -> bytes:
    """Under another title. Raises BadScenario."""
    steps(content)
    return _sure(lambda: _put(content.decode(), "title", _line(title)), {**json.loads(content), "title": dict(title)})


def _longer(text: str, count: int, step: Mapping[str, Any]) -> str:
    open_ended = json_text.put(text, ("ends",), None)
    if not count:
        return _put(open_ended, "steps", f"[\n    {_line(step)}\n  ]")
    return json_text.insert(open_ended, ("steps",), count, _TOKEN).replace(json.dumps(_TOKEN), _line(step))


def _shorter(text: str, keep: int, count: int) -> str:
    for place in range(count - 1, keep - 1, -1):
        text = json_text.put(text, ("steps", place), None)
    return json_text.put(text, ("ends",), None)


def _put(text: str, name: str, written: str | None) -> str:
    """A value of the scenario as it is to be written; None takes it out."""
    put = json_text.put(text, (name,), None if written is None else _TOKEN)
    return put if written is None else put.replace(json.dumps(_TOKEN), written)


def _open_ended(content: bytes) -> dict[str, Any]:
    return {name: value for name, value in json.loads(content).items() if name != "ends"}


def _sure(edit: Callable[[], str], document: Mapping[str, Any]) -> bytes:
    """The edited text, if it says what is meant: a name that stands twice misleads an edit by place."""
    try:
        text = edit()
    except LookupError:
        return _whole(document).encode()
    return (text if _says(text) == document else _whole(document)).encode()


def _says(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _whole(document: Mapping[str, Any]) -> str:
    lines = [
        f"  {json.dumps(name)}: {_several(value) if name == 'steps' else _line(value)}"
        for name, value in document.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _several(found: list[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(f"    {_line(one)}" for one in found) + "\n  ]" if found else "[]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

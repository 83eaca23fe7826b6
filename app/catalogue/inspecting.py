"""Whether the files of a procedure are sound: the engine's rules, and what forms and manifests must be like.

One function for the studio, the API and the command line. No database.
"""

import gettext
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from app.catalogue import manifest, scenarios
from app.catalogue.scenario_files import FOLDER
from app.core.config import ROOT
from app.core.errors import Invalid
from app.engine.checking.judging import judge
from app.engine.checking.known import NOTHING, Known
from app.engine.problems import ERROR, Problem, Rule, rule, worst_first
from app.forms.definition import Form

FORM = rule(
    "form.invalid", ERROR,
    vi="Biểu mẫu có lỗi%(path)s: %(said)s", en="The form has a fault%(path)s: %(said)s",
    mend_vi="Sửa mục đó; định dạng ở docs/forms.md.", mend_en="Correct it; docs/forms.md has the format.",
)  # fmt: skip
MANIFEST = rule(
    "manifest.invalid", ERROR,
    vi="Bản mô tả thủ tục có lỗi%(path)s: %(said)s", en="The manifest has a fault%(path)s: %(said)s",
    mend_vi="Sửa mục đó trong procedure.json.", mend_en="Correct it in procedure.json.",
)  # fmt: skip
NOT_JSON = rule(
    "manifest.not-json", ERROR,
    vi="Bản mô tả thủ tục không phải JSON hợp lệ.", en="The manifest is not valid JSON.",
    mend_vi="Sửa dấu ngoặc, dấu phẩy, bảng mã UTF-8.", mend_en="Correct brackets, commas and the UTF-8 encoding.",
)  # fmt: skip


def problems_of(
    files: Mapping[str, bytes], process_id: str | None = None, known: Known = NOTHING, *, alone: bool = False
) -> list[Problem]:
    """What is wrong with a bundle's files by their names in it (`resolve.bpmn`, `fee.dmn`, `forms/examine.json`,
    `procedure.json`, `scenarios/refused.json`), the worst first. What has no other error plays its scenarios.
    `process_id` and `alone` as in `judging.judge`."""
    return look(files, process_id, known, alone=alone)[0]


def look(
    files: Mapping[str, bytes], process_id: str | None = None, known: Known = NOTHING, *, alone: bool = False
) -> tuple[list[Problem], scenarios.Report | None]:
    """`problems_of`, and what the scenarios came to (None when none was played)."""
    bundle = {name: content for name, content in files.items() if name != manifest.FILE_NAME and not _scenario(name)}
    found = judge(bundle, process_id, known, alone=alone)
    broken = {problem.file for problem in found if problem.severity == ERROR and not problem.element}
    for name, content in files.items():
        if name in broken:
            continue
        if name == manifest.FILE_NAME:
            found += _faults(name, content, manifest.parse, MANIFEST, NOT_JSON)
        elif name.startswith("forms/") and name.endswith(".json"):
            found += _faults(name, content, Form.read, FORM, FORM)
    sound = not any(problem.severity == ERROR for problem in found)
    said, report = scenarios.look(files, process_id if sound and not alone else None)
    return sorted([*found, *said], key=worst_first), report


def _scenario(name: str) -> bool:
    return name.startswith(FOLDER)


def _faults(
    name: str, content: bytes, read: Callable[[Any], object], broken: Rule, unreadable: Rule
) -> Iterator[Problem]:
    try:
        read(json.loads(content))
    except (ValueError, RecursionError):
        yield unreadable.at(name, path="", said="JSON")
    except Invalid as refusal:
        for path, (text, params) in (refusal.fields or {"": (refusal.text, refusal.params)}).items():
            inside = path.split(": ", 1)[-1] if path != name else ""
            where = f" ({inside})" if inside and inside != name else ""
            yield broken.at(name, "", inside, path=where, said=_in_both(text, params))


def _in_both(text: str, params: Mapping[str, Any]) -> tuple[str, str]:
    english = _english().gettext(text)
    return (text % params, english % params) if params else (text, english)


@cache
def _english() -> gettext.NullTranslations:
    """The English of the house's own texts; the texts themselves where no translation has been compiled."""
    return gettext.translation("messages", ROOT / "app" / "translations", ["en"], fallback=True)

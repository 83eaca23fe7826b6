"""What is wrong with a draft: the checker's findings on its files over the shared ones, and what only a draft can lack.

The check runs in a process of its own; what it said of the same files is kept for the next page.
"""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from app.catalogue import apart, assembling
from app.catalogue.draft_paths import MANIFEST
from app.catalogue.keeping import Kept
from app.catalogue.scenarios import Report
from app.engine.checking.known import Known
from app.engine.problems import ERROR, WARNING, Problem, rule, worst_first

KEPT = 100  # drafts as they stood

MISSING = rule(
    "draft.no-manifest", ERROR,
    vi="Chưa có bản mô tả thủ tục.", en="The procedure's manifest is not there.",
    mend_vi="Thêm tệp procedure.json.", mend_en="Add the file procedure.json.",
)  # fmt: skip
SLUG = rule(
    "draft.slug", ERROR,
    vi="Mục slug của bản mô tả khác tên thư mục của bản thảo.", en="The manifest's slug is not the draft's folder.",
    mend_vi="Ghi slug là %(slug)s.", mend_en="Write the slug %(slug)s.",
)  # fmt: skip
UNREACHED = rule(
    "draft.unreached", WARNING,
    vi="Không sơ đồ nào gọi tới tệp này, nên nó không thuộc thủ tục.",
    en="No diagram calls this file, so it is no part of the procedure.",
    mend_vi="Gọi tới nó từ một sơ đồ, hoặc xóa tệp.", mend_en="Call it from a diagram, or delete the file.",
)  # fmt: skip

_said: Kept[tuple[list[Problem], Report | None]] = Kept(KEPT, lambda said: apart.broken_off(said[0]))


def problems(slug: str, files: Mapping[str, bytes], bpmn_dir: Path, forms_dir: Path, known: Known) -> list[Problem]:
    """All problems of a draft's own files over the shared ones, the worst first."""
    return look(slug, files, bpmn_dir, forms_dir, known)[0]


def look(
    slug: str, files: Mapping[str, bytes], bpmn_dir: Path, forms_dir: Path, known: Known
) -> tuple[list[Problem], Report | None]:
    """`problems`, and what the draft's scenarios came to: None while there is an error, or no scenario."""
    whole = assembling.gather(files.get, assembling.shared_files(bpmn_dir, forms_dir))
    beside = (MANIFEST, "forms/", "scenarios/")
    mine = {name: content for name, content in files.items() if name.startswith(beside)}
    checked = {**whole, **mine}
    find = partial(apart.look_apart, checked, process_id=assembling.MAIN, known=known)
    found, report = _said.of(checked, find)
    return sorted([*found, *_of_draft(slug, files, whole)], key=worst_first), report


def _of_draft(slug: str, files: Mapping[str, bytes], whole: Mapping[str, bytes]) -> Iterator[Problem]:
    if MANIFEST not in files:
        yield MISSING.at(MANIFEST)
    elif _slug(files[MANIFEST]) not in (None, slug):
        yield SLUG.at(MANIFEST, slug=slug)
    for name in sorted(files):
        if name.endswith((".bpmn", ".dmn")) and name not in whole:
            yield UNREACHED.at(name)


def _slug(content: bytes) -> str | None:
    """None: it cannot be read, which the checker says."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return str(document.get("slug")) if isinstance(document, dict) else None

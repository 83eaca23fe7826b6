"""What is wrong with a draft: of its manifest, its diagrams and decision tables, its forms; each with its place."""

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalogue import assembling, manifest, publishing
from app.catalogue.draft_paths import MANIFEST
from app.core.errors import N_, Invalid
from app.engine import definitions

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and (in the same words or by `mend`) what to do about it."""

    file: str
    element_id: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: str = ERROR
    rule: str = ""
    path: str = ""  # inside a JSON file: fees.0.amount_vnd

    @property
    def stops(self) -> bool:
        """Whether nothing can be proposed while it is there."""
        return self.severity == ERROR


def problems(
    slug: str, files: Mapping[str, bytes], bpmn_dir: Path, forms_dir: Path, actions: Container[str] | None
) -> list[Problem]:
    """All problems of a draft's own files over the shared ones, by file."""
    found = [*_of_manifest(slug, files), *_of_forms(files), *_of_bundle(slug, files, bpmn_dir, forms_dir, actions)]
    return sorted(set_of(found), key=lambda one: (one.file, one.element_id))


def set_of(found: list[Problem]) -> list[Problem]:
    """Each once."""
    return list({(one.file, one.element_id, one.path, one.text): one for one in found}.values())


def _of_manifest(slug: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
    if MANIFEST not in files:
        yield Problem(MANIFEST, "", N_("Chưa có bản mô tả thủ tục. Thêm tệp procedure.json."))
        return
    try:
        described = manifest.parse(json.loads(files[MANIFEST]))
    except ValueError:
        yield Problem(MANIFEST, "", N_("Bản mô tả không phải JSON hợp lệ."))
    except RecursionError:
        yield Problem(MANIFEST, "", N_("Bản mô tả lồng nhau quá sâu."))
    except Invalid as refusal:
        yield from (_in_json(MANIFEST, path, *said) for path, said in refusal.fields.items())
    else:
        if described.slug != slug:
            yield Problem(MANIFEST, "", N_("Mục slug phải là %(slug)s."), {"slug": slug}, path="slug")


def _of_forms(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name, content in files.items():
        if name.startswith("forms/"):
            try:
                publishing.read_form(content, name)
            except RecursionError:
                yield Problem(name, "", N_("Biểu mẫu lồng nhau quá sâu."))
            except Invalid as refusal:
                yield from (_in_json(name, path, *said) for path, said in refusal.fields.items())


def _of_bundle(
    slug: str, files: Mapping[str, bytes], bpmn_dir: Path, forms_dir: Path, actions: Container[str] | None
) -> Iterator[Problem]:
    try:
        bundle = assembling.assemble_files(slug, files, bpmn_dir, forms_dir)
    except Invalid as refusal:
        yield from (_at(path.removeprefix(f"{slug}/"), *said) for path, said in refusal.fields.items())
        return
    yield from _of_diagrams(bundle, actions)
    for name in sorted(files):
        if name.endswith((".bpmn", ".dmn")) and name not in bundle.files:
            text = N_("Không sơ đồ nào gọi tới tệp này, nên nó không thuộc thủ tục. Gọi tới nó hoặc xóa tệp.")
            yield Problem(name, "", text, severity=WARNING)


def _of_diagrams(bundle: definitions.Bundle, actions: Container[str] | None) -> Iterator[Problem]:
    """The one place where the studio asks the checker of the engine."""
    try:
        definitions.check(bundle, actions)
    except Invalid as refusal:
        for path, said in refusal.fields.items():
            yield _at(path, *said)


def _at(path: str, text: str, params: Mapping[str, Any]) -> Problem:
    file, _, element_id = path.partition("#")
    return Problem(file, element_id, text, params)


def _in_json(name: str, path: str, text: str, params: Mapping[str, Any]) -> Problem:
    inside = path.split(": ", 1)[1] if ": " in path else ""
    return Problem(name, "", text, params, path=inside)

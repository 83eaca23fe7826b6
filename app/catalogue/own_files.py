"""The files that are a procedure's own: from its folder, from a released version, or the least that runs."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.catalogue import assembling, draft_files, draft_paths, manifest, publishing, queries
from app.catalogue.draft_paths import MANIFEST
from app.catalogue.models import ProcedureDraft
from app.core import clock
from app.core.db import session
from app.core.errors import Invalid
from app.engine.definitions import definition
from app.forms import json_text

_BLANK = Path(__file__).with_name("blank")
_KINDS = ("*.bpmn", "*.dmn", "scenarios/*.json")


def of_folder(slug: str, bpmn_dir: Path, forms_dir: Path) -> dict[str, bytes]:
    """What stands in `bpmn/<slug>` and `forms/<slug>`, byte for byte; nothing where there is no such procedure."""
    draft_paths.check_slug(slug)
    place = bpmn_dir / slug
    found = [place / MANIFEST] + [path for kind in _KINDS for path in sorted(place.glob(kind))]
    files = {path.relative_to(place).as_posix(): path.read_bytes() for path in found if path.is_file()}
    files |= {f"forms/{path.name}": path.read_bytes() for path in sorted((forms_dir / slug).glob("*.json"))}
    return files


def of_version(version_id: int, bpmn_dir: Path, forms_dir: Path) -> dict[str, bytes]:
    """The own files of a released version.

    They are those of the draft that became it, or those of the folder while it says the same; else whatever in its
    bundle differs from the shared files of today. Raises NotFound.
    """
    version = queries.version(version_id)
    drawn = select(ProcedureDraft.id).where(ProcedureDraft.released_id == version_id)
    if draft_id := session().scalar(drawn.order_by(ProcedureDraft.id.desc()).limit(1)):
        return draft_files.contents(draft_id)
    on_disk = of_folder(version.slug, bpmn_dir, forms_dir)
    if _digest(on_disk, version.slug, bpmn_dir, forms_dir) == version.sha256:
        return on_disk
    shared = assembling.shared_files(bpmn_dir, forms_dir)
    bundle = definition(version.definition_id).files if version.definition_id else {}
    files = {name: content for name, content in bundle.items() if content != shared(name)}
    return {MANIFEST: _json(dict(version.manifest)), **files}


def blank(
    slug: str, name: str, sector: str, effective_from: date, *, code: str = "0.000000", name_en: str = ""
) -> dict[str, bytes]:
    """The least that runs: a manifest, a diagram of one lane with one task, and the task's form. Without an English
    name it has the Vietnamese one."""
    described = (_BLANK / MANIFEST).read_text(encoding="utf-8")
    for path, value in (
        (["slug"], slug), (["name", "vi"], name), (["name", "en"], name_en or name), (["sector"], sector),
        (["code"], code), (["effective_from"], effective_from.isoformat()),
    ):  # fmt: skip
        described = json_text.put(described, path, value)
    return {
        MANIFEST: described.encode(),
        "resolve.bpmn": (_BLANK / "resolve.bpmn").read_bytes(),
        "forms/handle.json": (_BLANK / "handle.json").read_bytes(),
    }


def beginning(path: str, slug: str) -> bytes:
    """What a new file begins with: a form of one box, a diagram of one task, an empty object. Raises Invalid."""
    if path.startswith("forms/"):
        return (_BLANK / "handle.json").read_bytes()
    if path == MANIFEST:
        return blank(slug, "", "", clock.today())[MANIFEST]
    if path.endswith(".bpmn"):
        return _diagram(path.removesuffix(".bpmn").replace("-", "_").replace(".", "_"))
    if path.endswith(".dmn"):
        name = re.sub(r"\W", "_", path.removesuffix(".dmn"))
        return (_BLANK / "decision.dmn").read_bytes().replace(b"NAME", name.encode())
    return b"{}\n"


def write_out(slug: str, files: Mapping[str, bytes], place: Path) -> list[Path]:
    """Writes the files into `bpmn/<slug>` and `forms/<slug>` below `place`; the paths written."""
    draft_paths.check_slug(slug)
    written = []
    for path, content in sorted(files.items()):
        target = place / draft_paths.on_disk(slug, draft_paths.check(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written


def _digest(files: Mapping[str, bytes], slug: str, bpmn_dir: Path, forms_dir: Path) -> str | None:
    """What the files would be published as; None when they cannot be."""
    if MANIFEST not in files:
        return None
    try:
        described = manifest.parse(json.loads(files[MANIFEST]))
        bundle = assembling.assemble_files(slug, files, bpmn_dir, forms_dir) if described.online else None
    except (Invalid, ValueError):
        return None
    return publishing.digest_of(described, bundle)


def _diagram(process: str) -> bytes:
    """A diagram of one task under names of its own: no id may stand in two files of a procedure."""
    drawn = (_BLANK / "resolve.bpmn").read_text(encoding="utf-8")
    ids = "|".join(re.escape(name) for name in re.findall(r'\bid="([^"]+)"', drawn))
    mine = re.sub(
        rf'(?<=[">])({ids})(?=["<])', lambda found: process if found[0] == "resolve" else f"{process}_{found[0]}", drawn
    )
    return mine.replace(f'value="{process}_handle"', 'value="handle"').encode()


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

"""Everything that a procedure runs on, as files by their names in a bundle, the manifest among them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.catalogue import assembling, draft_files
from app.catalogue.draft_paths import MANIFEST
from app.catalogue.manifest import Manifest
from app.catalogue.models import ProcedureDraft, ProcedureVersion
from app.core.db import session
from app.core.errors import NotFound
from app.engine.definitions import Bundle, definition


def of_version(version_id: int | None) -> dict[str, bytes]:
    """Of a released version; nothing for None. Raises NotFound."""
    if version_id is None:
        return {}
    version = session().get(ProcedureVersion, version_id)
    if version is None:
        raise NotFound
    files = definition(version.definition_id).files if version.definition_id else {}
    return {MANIFEST: _written(version.manifest), **files}


def of_draft(draft: ProcedureDraft, bpmn_dir: Path, forms_dir: Path) -> dict[str, bytes]:
    """Of a draft over the shared files of today, as far as it can be put together; its scenarios too."""
    own = draft_files.contents(draft.id)
    reached = assembling.gather(own.get, assembling.shared_files(bpmn_dir, forms_dir))
    return {name: content for name, content in {**reached, **own}.items() if not _is_scenario(name)}


def of(described: Manifest, bundle: Bundle | None) -> dict[str, bytes]:
    """Of a manifest and its bundle."""
    return {MANIFEST: _written(described.data), **(bundle.files if bundle else {})}


def _is_scenario(name: str) -> bool:
    return name.startswith("scenarios/")  # they run nowhere but in rehearsals


def _written(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()

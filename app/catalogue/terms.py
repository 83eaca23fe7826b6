"""How long a procedure takes, as published: `3wd`, `4wh`, `30cd`, `halfday`, `sameday`."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.manifest import Manifest, typed


def term(
    manifest: Manifest | Mapping[str, Any], flow: str | None = None, overrides: Mapping[str, Any] | None = None
) -> str:
    """The term that holds: the agency's own, else the flow's, else the procedure's."""
    described = typed(manifest)
    return str((overrides or {}).get("term") or described.flow(flow).term or described.term)

"""How long a procedure takes, as published: `3wd`, `4wh`, `30cd`, `halfday`, `sameday`."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.manifest import Manifest


def term(manifest: Manifest, flow: str | None = None, overrides: Mapping[str, Any] | None = None) -> str:
    """The term that holds: the agency's own, else the flow's, else the procedure's."""
    return str((overrides or {}).get("term") or manifest.flow(flow).term or manifest.term)

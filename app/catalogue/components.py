"""Which papers of a procedure a dossier needs, given what was answered."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.conditions import facts, holds
from app.catalogue.manifest import Component, Manifest


def applying(manifest: Manifest, flow: str | None, answers: Mapping[str, Any]) -> list[Component]:
    """The components that apply to these answers and this flow, in the order of the manifest."""
    known = facts(flow, answers)
    return [component for component in manifest.components if holds(component.when, known)]


def to_attach(manifest: Manifest, flow: str | None, answers: Mapping[str, Any]) -> list[Component]:
    """Those of the applying ones that come as files; papers that the e-form itself is need no file."""
    return [component for component in applying(manifest, flow, answers) if component.how != "EFORM"]

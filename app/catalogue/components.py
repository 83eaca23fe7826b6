"""Which papers of a procedure a dossier needs, given what was answered."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.conditions import facts, holds


def applicable(manifest: Mapping[str, Any], flow: str | None, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The components (as in the manifest) that apply to this flow and these answers of the application form.

    A paper of `how` EFORM is among them: the e-form itself is that paper, so no file is asked for it.
    """
    known = facts(flow or manifest["flows"][0]["key"], answers)
    return [component for component in manifest["components"] if holds(component.get("when"), known)]

"""A scenario of a draft as it stands, played in a process with limits: what its page and its presses begin from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.cases.task_forms import DELIVERY
from app.catalogue import apart, draft_files, drafts, manifest, scenario_files, scenario_text, whole
from app.catalogue.assembling import MAIN
from app.catalogue.draft_paths import MANIFEST
from app.catalogue.keeping import Kept
from app.catalogue.models import ProcedureDraft
from app.catalogue.scenario_files import BadScenario, Scenario
from app.catalogue.situations import Situation
from app.core.errors import Invalid
from app.forms.definition import Form
from app.forms.variables_only import variables_only
from app.identity import units
from app.web.studio.desk import Finding, folders, unplayable

_FILE = "scenarios/played.json"
_COUNCIL = [(str(number), {"vi": f"Thành viên {number}", "en": f"Member {number}"}) for number in range(1, 6)]

_stood: Kept[Situation | None] = Kept(100, lambda found: found is None)


@dataclass
class Scene:
    """One scenario of a draft, as the `revision` of its file has it."""

    draft: ProcedureDraft
    path: str
    revision: int
    content: bytes

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """What the draft runs on, without scenarios."""
        return whole.of_draft(self.draft, *folders())

    @cached_property
    def errors(self) -> list[Finding]:
        """What keeps the draft from being played; scenarios do not matter here."""
        return unplayable(self.draft)

    @cached_property
    def read(self) -> Scenario | BadScenario:
        """The scenario, or what is wrong with the file."""
        try:
            return scenario_files.read(self.content)
        except BadScenario as bad:
            return bad

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The steps as written. Raises BadScenario."""
        return scenario_text.steps(self.content)

    @cached_property
    def situation(self) -> Situation | None:
        """Where it stands; None when that could not be found out within the limits."""
        return self.played(self.content)

    def played(self, content: bytes) -> Situation | None:
        """Where it would stand with another content."""
        asked = {**self.files, _FILE: content}
        return _stood.of(asked, lambda: apart.play_apart(self.files, MAIN, content))

    def form(self, key: str | None) -> Form | None:
        """A form cut down to what sets variables; None for a task without one. Raises Invalid for a broken one."""
        if key is None or f"forms/{key}.json" not in self.files:
            return None
        return variables_only(Form.read(json.loads(self.files[f"forms/{key}.json"])))

    def lists(self) -> dict[str, list[tuple[str, Mapping[str, str]]]]:
        """The lists that forms choose from: the manifest's own; units that there are; made-up people."""
        described = self._described
        made = {
            "units": units.unit_options(units.COMMUNE),
            "communes": units.unit_options(units.COMMUNE),
            "police_units": units.unit_options(units.COMMUNE_POLICE),
        }
        return {
            **{name: [(one["value"], one["label"]) for one in found[:50]] for name, found in made.items()},
            "officers": _COUNCIL,
            "council": _COUNCIL,
            "components": [(one.key, one.name) for one in described.components] if described else [],
            "flows": [(flow.key, flow.name) for flow in described.flows] if described else [],
            "delivery": [(way, DELIVERY[way]) for way in described.delivery] if described else [],
        }

    @cached_property
    def _described(self) -> manifest.Manifest | None:
        try:
            return manifest.parse(json.loads(self.files[MANIFEST]))
        except (KeyError, ValueError, Invalid):
            return None


def scene(draft_id: int, path: str) -> Scene:
    """The scenario in a file. Raises NotFound."""
    found, content = draft_files.read(draft_id, path)
    return Scene(drafts.draft(draft_id), path, found.revision, content)

"""Replays of drafts: made before a release, kept with the draft, out of date when it or its dossiers have moved on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.cases import replaying
from app.cases.known import KNOWN
from app.cases.replay_results import Result, of_json
from app.catalogue import assembling, draft_checks, draft_files, drafts, kept_replays
from app.catalogue.draft_paths import MANIFEST
from app.catalogue.models import ProcedureDraft
from app.core.db import transaction
from app.core.errors import N_, Invalid
from app.engine.problems import ERROR


@dataclass(frozen=True, slots=True)
class Kept:
    """A replay that was made: by whom and when. Out of date: `changed`, the draft since; `replaced`, another version is
    in force; `moved` counts the dossiers to which something happened since."""

    result: Result
    at: datetime
    account_id: int
    changed: bool
    replaced: bool
    moved: int

    @property
    def stale(self) -> bool:
        """Whether it says nothing about what would be released now."""
        return self.changed or self.replaced


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft has been tried on old dossiers. `possible` False: no version of it could be filed, so there are
    none."""

    possible: bool
    kept: Kept | None

    @property
    def wanting(self) -> bool:
        """Whether a replay of the draft as it stands is still to be made."""
        return self.possible and (self.kept is None or self.kept.stale)


def standing(draft: ProcedureDraft) -> Standing:
    """What is known of a draft's replays."""
    version_id = replaying.version_of(draft.slug)
    row = kept_replays.latest(draft.id)
    if version_id is None or row is None:
        return Standing(version_id is not None, None)
    result = of_json(row.result)
    changed, replaced = row.revision != draft.revision, row.version_id != version_id
    moved = replaying.moved_since(row.version_id, result.last_line)
    return Standing(True, Kept(result, row.at, row.account_id, changed, replaced, moved))


def replay(draft_id: int, account_id: int, bpmn_dir: Path, forms_dir: Path) -> Result | None:
    """Plays old dossiers on a draft and keeps what is found; in transactions of its own, none while it plays.

    None where there is nothing to play: no version could be filed, or the draft cannot be. Raises NotFound, Invalid for
    a draft with errors.
    """
    with transaction(writes=False):
        draft = drafts.draft(draft_id)
        revision, version_id = draft.revision, replaying.version_of(draft.slug)
        if version_id is None:
            return None
        gathered = replaying.gather(version_id, _files(draft, bpmn_dir, forms_dir))
    if gathered is None:
        return None
    result = replaying.play(gathered)
    with transaction():
        kept_replays.keep(draft_id, revision, version_id, account_id, result.as_json())
    return result


def _files(draft: ProcedureDraft, bpmn_dir: Path, forms_dir: Path) -> Mapping[str, bytes]:
    """The draft over the shared files, and its manifest. Raises Invalid when the checker finds an error."""
    own = draft_files.contents(draft.id)
    found = draft_checks.problems(draft.slug, own, bpmn_dir, forms_dir, KNOWN)
    if any(problem.severity == ERROR for problem in found):
        raise Invalid({"problems": N_("Còn lỗi phải sửa trước khi chạy thử lại hồ sơ.")})
    return {**assembling.assemble_files(draft.slug, own, bpmn_dir, forms_dir).files, MANIFEST: own[MANIFEST]}

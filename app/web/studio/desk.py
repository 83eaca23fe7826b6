"""What the pages of a draft have in common: the folders of the house, the checker's findings in the reader's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app, request, url_for
from flask_babel import gettext as _

from app.cases.known import KNOWN
from app.catalogue import draft_checks, draft_files, drafts
from app.catalogue.draft_archive import MAX_ARCHIVE
from app.catalogue.models import ProcedureDraft
from app.catalogue.scenario_files import FOLDER
from app.catalogue.scenarios import Report
from app.core.config import Settings
from app.core.errors import N_, Invalid
from app.engine.problems import ERROR, Problem
from app.identity import accounts
from app.web.formats import t
from app.web.studio.mend_kinds import Look, Mend
from app.web.studio.outline_mends import mends

BPMN = ".bpmn"
MENDED = 50  # problems that get their next steps offered at once; mending those lets others move up
_DECISION = re.compile(rb"""<(?:\w+:)?decision\b[^<>]*?\sid=["']([A-Za-z_][\w.-]{0,100})["']""")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as the reader sees it, with the way to its place. `own` is False in a file that all share."""

    file: str
    element: str
    name: str
    text: str
    mend: str
    severity: str
    own: bool
    href: str
    rule: str = ""
    mends: list[Mend] = field(default_factory=list)


def folders() -> tuple[Path, Path]:
    """Where the house's diagrams and forms are: `(bpmn, forms)`."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.bpmn_dir, settings.forms_dir


def findings(draft: ProcedureDraft, instead: Mapping[str, bytes] | None = None) -> list[Finding]:
    """What is wrong with a draft as it stands, or with files `instead` of its own of these names."""
    files = {**draft_files.contents(draft.id), **(instead or {})}
    found = draft_checks.problems(draft.slug, files, *folders(), KNOWN)
    looks = _looks(draft.id, files) if any(one.file in files for one in found) else {}
    told = [looks.get(one.file) if number < MENDED else None for number, one in enumerate(found)]
    return [_finding(draft.id, one, one.file in files, look) for one, look in zip(found, told, strict=True)]


def _looks(draft_id: int, files: Mapping[str, bytes]) -> dict[str, Look]:
    """The draft's own diagrams, for the mends that are offered."""
    forms = form_keys(draft_id)
    own = {name: content for name, content in files.items() if name.endswith((BPMN, ".dmn"))}
    called = sorted({name[: -len(BPMN)] for name in own if name.endswith(BPMN)} | shared_processes())
    tables = decisions(own)
    return {name: Look(content, forms, called, tables) for name, content in own.items() if name.endswith(BPMN)}


def shared_processes() -> set[str]:
    """The processes of the house that any diagram may call; a shared file is named as its process."""
    return {path.stem for path in (folders()[0] / "shared").glob(f"*{BPMN}")}


def decisions(files: Mapping[str, bytes]) -> list[str]:
    """The decisions that the tables among these files and the shared ones make, by id."""
    shared = [path.read_bytes() for path in (folders()[0] / "shared").glob("*.dmn")]
    tables = [*(content for name, content in files.items() if name.endswith(".dmn")), *shared]
    return sorted({found.decode() for content in tables for found in _DECISION.findall(content)})


def rehearsed(draft: ProcedureDraft) -> Report | None:
    """What the draft's scenarios come to, as its check found it; None while there is an error, or no scenario."""
    return draft_checks.look(draft.slug, draft_files.contents(draft.id), *folders(), KNOWN)[1]


def unplayable(draft: ProcedureDraft) -> list[Finding]:
    """The errors that keep a draft from being played; those of its scenarios do not."""
    files = {name: text for name, text in draft_files.contents(draft.id).items() if not name.startswith(FOLDER)}
    found = draft_checks.problems(draft.slug, files, *folders(), KNOWN)
    return [_finding(draft.id, one, one.file in files) for one in found if one.severity == ERROR]


def _finding(draft_id: int, problem: Problem, own: bool, look: Look | None = None) -> Finding:
    return Finding(
        file=problem.file,
        element=problem.element,
        name=problem.name,
        text=t(problem.message),
        mend=t(problem.mend),
        severity=problem.severity,
        own=own,
        href=_href(draft_id, problem) if own else "",
        rule=problem.rule,
        mends=mends(problem, look) if own and look is not None else [],
    )


def _href(draft_id: int, problem: Problem) -> str:
    if problem.file.endswith(BPMN) and problem.element:
        at = problem.element
        return url_for("studio.outline", draft_id=draft_id, path=problem.file, mo=at, _anchor=at)
    if problem.file.endswith(".dmn") and problem.element:
        return url_for("studio.table", draft_id=draft_id, path=problem.file, _anchor=problem.element)
    if problem.rule == "scenario.failed":
        return url_for("studio.playing", draft_id=draft_id, path=problem.file)
    return url_for("studio.file", draft_id=draft_id, path=problem.file)


def sent(name: str) -> bytes:
    """The bytes of a file of the form, one more than an archive may have at most. Raises Invalid when none came."""
    found = request.files.get(name)
    if found is None or not found.filename:
        raise Invalid({name: N_("Chọn một tệp.")})
    return found.stream.read(MAX_ARCHIVE + 1)


def form_keys(draft_id: int) -> list[str]:
    """The forms that a task of the draft may name: its own and the shared ones."""
    own = {one.path[6:-5] for one in draft_files.listed(draft_id) if one.path.startswith("forms/")}
    return sorted(own | {path.stem for path in (folders()[1] / "shared").glob("*.json")})


def open_by_others(draft_id: int, account_id: int) -> list[str]:
    """Who else has the draft open now, in words."""
    editors = drafts.editors(draft_id, but=account_id)
    names = accounts.names(one.account_id for one in editors)
    return [
        _("%(name)s đang mở %(path)s.", name=names.get(one.account_id, "?"), path=one.path or _("bản thảo này"))
        for one in editors
    ]

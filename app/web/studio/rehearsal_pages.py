"""The scenarios of a draft: which pass, where the others fail, how much of each diagram they cover."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from app.catalogue import apart, draft_files, drafts, whole
from app.catalogue.assembling import MAIN
from app.catalogue.scenario_files import FOLDER
from app.catalogue.scenarios import Coverage, Report
from app.engine.hostile_xml import HostileXml
from app.web.diagram import picture
from app.web.diagram.svg import Mark, draw
from app.web.studio.desk import findings, folders
from app.web.studio.guard import reader

_PASSED, _MISSED = 5, 6  # levels of marks, coloured by static/release.css


@dataclass(frozen=True, slots=True)
class Covered:
    """A diagram with what scenarios went through; `own` False: it is one that procedures share."""

    file: str
    own: bool
    coverage: Coverage
    drawn: Markup | None


def show(draft_id: int) -> str:
    """Plays all scenarios of the draft as it stands, in a process with limits."""
    reader()
    draft = drafts.draft(draft_id)
    own = draft_files.contents(draft_id)
    played = {name: content for name, content in own.items() if name.startswith(FOLDER)}
    errors = [one for one in findings(draft) if one.severity == "error" and not one.file.startswith(FOLDER)]
    report, files = None, whole.of_draft(draft, *folders())
    if played and not errors:
        report = apart.rehearse_apart({**files, **played}, MAIN)
    return render_template(
        "studio/rehearsal.html",
        draft=draft,
        played=played,
        errors=errors,
        report=report,
        covered=_covered(report, files, own) if report else [],
    )


def _covered(report: Report, files: Mapping[str, bytes], own: Mapping[str, bytes]) -> list[Covered]:
    """Those of the draft's own first."""
    found = sorted(report.coverage.items(), key=lambda item: (item[0] not in own, item[0]))
    return [Covered(file, file in own, one, _drawn(files[file], one, f"c{n}")) for n, (file, one) in enumerate(found)]


def _drawn(content: bytes, coverage: Coverage, prefix: str) -> Markup | None:
    passed = {element: Mark("✓", _PASSED) for element in coverage.passed & coverage.nodes}
    missed = {element: Mark("✗", _MISSED) for element in (coverage.nodes | coverage.flows) - coverage.passed}
    try:
        return draw(picture.read(content), prefix=prefix, marks={**passed, **missed})
    except HostileXml:
        return None

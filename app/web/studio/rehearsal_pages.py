"""The scenarios of a draft: which pass, where the others fail, how much of each diagram they cover."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from app.catalogue import draft_files, drafts, whole
from app.catalogue.models import ProcedureDraft
from app.catalogue.scenario_files import BEGINS, FOLDER
from app.catalogue.scenarios import Coverage, Report
from app.engine.hostile_xml import HostileXml
from app.web.diagram import picture
from app.web.diagram.svg import Mark, draw
from app.web.studio.desk import findings, folders, rehearsed
from app.web.studio.guard import reader
from app.web.studio.playing_start import CHANNELS

_PASSED, _MISSED = 5, 6  # levels of marks, coloured by static/release.css


@dataclass(frozen=True, slots=True)
class Covered:
    """A diagram with what scenarios went through; `own` False: it is one that procedures share."""

    file: str
    own: bool
    coverage: Coverage
    drawn: Markup | None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many scenarios a draft has, how many fail, and how much of its own diagrams they cover in per cent (None:
    it has none of its own, or they could not be played)."""

    scenarios: int
    failed: int
    per_cent: int | None


def show(draft_id: int) -> str:
    """All scenarios of the draft as it stands, as its check played them in a process with limits."""
    actor = reader()
    draft = drafts.draft(draft_id)
    own = draft_files.contents(draft_id)
    errors = [one for one in findings(draft) if one.severity == "error" and not one.file.startswith(FOLDER)]
    report = rehearsed(draft)
    return render_template(
        "studio/rehearsal.html",
        draft=draft,
        played=_scenarios(own),
        errors=errors,
        report=report,
        covered=_covered(report, whole.of_draft(draft, *folders()), own) if report else [],
        channels=CHANNELS,
        begins=BEGINS[:16],
        editable=draft.state == drafts.DRAFT and actor.has("designer"),
    )


def summary(draft: ProcedureDraft) -> Summary:
    """The rehearsals of a draft in three numbers."""
    own = draft_files.contents(draft.id)
    report = rehearsed(draft)
    if report is None:
        return Summary(len(_scenarios(own)), 0, None)
    mine = [one for file, one in report.coverage.items() if file in own]
    every = sum(len(one.nodes | one.flows) for one in mine)
    passed = sum(len(one.passed & (one.nodes | one.flows)) for one in mine)
    return Summary(len(report.played), len(report.problems()), 100 * passed // every if every else None)


def _scenarios(own: Mapping[str, bytes]) -> list[str]:
    return [name for name in own if name.startswith(FOLDER)]


def _covered(report: Report, files: Mapping[str, bytes], own: Mapping[str, bytes]) -> list[Covered]:
    """Those of the draft's own first."""
    found = sorted(report.coverage.items(), key=lambda item: (item[0] not in own, item[0]))
    return [Covered(file, file in own, one, _drawn(files[file], one, f"c{n}")) for n, (file, one) in enumerate(found)]


def _drawn(content: bytes, coverage: Coverage, prefix: str) -> Markup | None:
    passed = {element: Mark("✓", _PASSED) for element in coverage.passed & coverage.nodes}
    passed |= {flow: Mark("", _PASSED) for flow in coverage.passed & coverage.flows}
    missed = {element: Mark("✗", _MISSED) for element in (coverage.nodes | coverage.flows) - coverage.passed}
    try:
        return draw(picture.read(content), prefix=prefix, marks={**passed, **missed})
    except HostileXml:
        return None

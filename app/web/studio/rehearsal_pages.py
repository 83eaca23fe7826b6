"""The scenarios of a draft: which pass, where the others fail, how much of each diagram they cover."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from app.catalogue import draft_files, drafts, whole
from app.catalogue.models import ProcedureDraft
from app.catalogue.scenario_files import BEGINS, FOLDER
from app.catalogue.scenarios import Coverage, Report
from app.engine.hostile_xml import HostileXml
from app.web.diagram import picture
from app.web.diagram.picture import Picture
from app.web.diagram.svg import Mark, draw
from app.web.studio.desk import findings, folders, rehearsed
from app.web.studio.guard import reader
from app.web.studio.playing_start import CHANNELS

_PASSED, _MISSED = 5, 6  # levels of marks, coloured by static/release.css


@dataclass(frozen=True, slots=True)
class Covered:
    """A diagram with what scenarios went through, as a picture and as a list of what they missed (id, in words); `own`
    False: it is one that procedures share."""

    file: str
    own: bool
    coverage: Coverage
    drawn: Markup | None
    missed: tuple[tuple[str, str], ...]

    @property
    def steps(self) -> str:
        """`3/4`: steps passed of all."""
        return f"{len(self.coverage.nodes & self.coverage.passed)}/{len(self.coverage.nodes)}"

    @property
    def flows(self) -> str:
        """`3/4`: flows passed of all."""
        return f"{len(self.coverage.flows & self.coverage.passed)}/{len(self.coverage.flows)}"


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
    return [_one(file, file in own, one, files[file], f"c{n}") for n, (file, one) in enumerate(found)]


def _one(file: str, own: bool, coverage: Coverage, content: bytes, prefix: str) -> Covered:
    try:
        drawn = picture.read(content)
    except HostileXml:
        return Covered(file, own, coverage, None, ())
    return Covered(file, own, coverage, _drawn(drawn, coverage, prefix), tuple(_missed(drawn, coverage)))


def _drawn(drawn: Picture, coverage: Coverage, prefix: str) -> Markup:
    passed = {element: Mark("✓", _PASSED) for element in coverage.passed & coverage.nodes}
    passed |= {flow: Mark("", _PASSED) for flow in coverage.passed & coverage.flows}
    missed = {element: Mark("✗", _MISSED) for element in (coverage.nodes | coverage.flows) - coverage.passed}
    return draw(drawn, prefix=prefix, marks={**passed, **missed})


def _missed(drawn: Picture, coverage: Coverage) -> Iterator[tuple[str, str]]:
    """What no scenario went through: steps by name, flows from where to where."""
    names = {one.id: one.name or one.id for one in drawn.shapes}
    for node in sorted(coverage.nodes - coverage.passed):
        yield node, names.get(node, node)
    for edge in drawn.edges:
        if edge.id in coverage.flows - coverage.passed:
            yield edge.id, f"{names.get(edge.source, edge.source)} → {names.get(edge.target, edge.target)}"

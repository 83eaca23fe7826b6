"""`flask studio rehearse`: the scenarios of a procedure's folder, and how much of each diagram they cover."""

from pathlib import Path

import click

from app.catalogue import assembling, manifest
from app.catalogue.apart import rehearse_apart
from app.catalogue.folders import scenarios_in, standard_files
from app.catalogue.scenarios import Coverage, Report
from app.core.errors import Invalid
from app.engine.problems import LANGUAGES

_SAID = {
    "vi": {
        "ok": "đạt",
        "failed": "KHÔNG ĐẠT",
        "none": "Không có kịch bản nào.",
        "broken": "Không thử được.",
        "steps": "bước",
        "flows": "luồng",
    },
    "en": {
        "ok": "passes",
        "failed": "FAILS",
        "none": "There is no scenario.",
        "broken": "It cannot be rehearsed.",
        "steps": "steps",
        "flows": "flows",
    },
}


@click.command("rehearse")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default="vi", show_default=True, help="Of the messages.")
def rehearse(folder: Path, language: str) -> None:
    """Play the scenarios of FOLDER (bpmn/<slug>, or bpmn/shared): each one's end, and the covered steps and flows in
    per cent.

    Ends with status 1 when one fails or the diagrams cannot be played; `flask studio check` says why.
    """
    folder, words = folder.resolve(), _SAID[language]
    of_procedure = (folder / manifest.FILE_NAME).is_file()
    if not of_procedure and not (folder / f"{assembling.MAIN}.bpmn").is_file():
        raise click.UsageError(f"{folder} has no {manifest.FILE_NAME}.")
    played = scenarios_in(folder)
    if not played:
        click.echo(words["none"])
        return
    try:
        forms = folder.parent.parent / "forms"
        files = assembling.assemble(folder, forms).files if of_procedure else standard_files(folder)
    except Invalid as refusal:
        raise click.ClickException(words["broken"]) from refusal
    report = rehearse_apart({**files, **played}, assembling.MAIN)
    if report is None:
        raise click.ClickException(words["broken"])
    _tell(report, words, LANGUAGES.index(language))
    if report.problems():
        raise SystemExit(1)


def _tell(report: Report, words: dict[str, str], index: int) -> None:
    for one in report.played:
        said = f"{words['failed']}  {one.place}: {one.said[index]}" if one.said else words["ok"]
        click.echo(f"{one.file}  {said}")
    for file, coverage in report.coverage.items():
        counts = {kind: len(found & coverage.passed) for kind, found in _kinds(coverage)}
        said = ", ".join(f"{words[kind]} {counts[kind]}/{len(found)}" for kind, found in _kinds(coverage))
        click.echo(f"{coverage.per_cent:4} %  {file}  ({said})")


def _kinds(coverage: Coverage) -> tuple[tuple[str, frozenset[str]], ...]:
    return ("steps", coverage.nodes), ("flows", coverage.flows)

"""`flask publish bpmn/<slug>`: checks a procedure's folder, says what changed, releases all of it or nothing."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.cases.known import KNOWN
from app.catalogue import differing, folders, manifest, publishing, releases, whole
from app.catalogue.changes import Change
from app.catalogue.models import Procedure, ProcedureVersion
from app.core import clock
from app.core.db import session, transaction
from app.core.errors import Invalid
from app.engine.definitions import Bundle
from app.engine.problems import ERROR, LANGUAGES, Problem

_SAID = {
    "vi": {
        "errors": "Không ban hành: còn lỗi.",
        "first": "Phiên bản đầu tiên của %(name)s.",
        "against": "So với phiên bản %(number)s:",
        "same": "Nội dung giống hệt phiên bản %(number)s đã ban hành; không có gì để làm.",
        "dry": "Chỉ thử: chưa ban hành gì.",
        "new": "Đã ban hành phiên bản %(number)s, hiệu lực từ %(day)s.",
        "again": "Nội dung là của phiên bản %(number)s; đã ban hành lại, hiệu lực từ %(day)s.",
    },
    "en": {
        "errors": "Not released: there are errors.",
        "first": "The first version of %(name)s.",
        "against": "Against version %(number)s:",
        "same": "The content is that of version %(number)s, released already; nothing to do.",
        "dry": "Only tried: nothing was released.",
        "new": "Version %(number)s is released, in force from %(day)s.",
        "again": "The content is that of version %(number)s; it is released again, in force from %(day)s.",
    },
}


@click.command("publish")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and say what changed; release nothing.")
@click.option("--effective", type=click.DateTime(["%Y-%m-%d"]), help="First day in force; default: the manifest's.")
@click.option("--basis", default="", help="The legal basis of the change, as the history shows it.")
@click.option("--language", type=click.Choice(LANGUAGES), default="vi", show_default=True)
@with_appcontext
def publish(folder: Path, dry_run: bool, effective: datetime | None, basis: str, language: str) -> None:
    """Release the procedure in FOLDER (bpmn/<slug>), with its forms in forms/<slug> beside it.

    Releasing what is released already does nothing. Ends with status 0, 1 when it is refused, 2 when the call is wrong.
    """
    folder = folder.resolve()
    if not (folder / manifest.FILE_NAME).is_file():
        raise click.UsageError(f"{folder} has no {manifest.FILE_NAME}.")
    day = effective.date() if effective else None
    if day is not None and day < clock.today():
        raise click.UsageError("--effective lies in the past.")
    words = _SAID[language]
    _refuse(folders.inspect([folder], KNOWN), words, language)
    try:
        with transaction():
            _release(folder, day, basis, dry_run, words, language)
    except _TriedOnly:
        click.echo(words["dry"])
    except Invalid as refusal:
        for path, (text, params) in refusal.fields.items():
            click.echo(f"  {path}: {text % params if params else text}", err=True)
        raise click.ClickException(words["errors"]) from refusal


class _TriedOnly(Exception):
    """Rolls everything back."""


def _refuse(problems: list[Problem], words: dict[str, str], language: str) -> None:
    for problem in problems:
        click.echo(f"{problem.severity}: {problem.place} [{problem.rule}] {problem.message[language]}", err=True)
    if any(problem.severity == ERROR for problem in problems):
        raise click.ClickException(words["errors"])


def _release(folder: Path, day: date | None, basis: str, dry_run: bool, words: dict[str, str], language: str) -> None:
    forms_dir = folder.parent.parent / "forms"
    if (folder.parent / "sectors.json").is_file():
        publishing.load_sectors(folder.parent / "sectors.json")
    described, bundle = publishing.read_folder(folder, forms_dir)
    before = _last(described.code)
    act = releases.Act(day or described.effective_from, legal_basis=" ".join(basis.split())[:500])
    made = publishing.release(described, bundle, act, KNOWN.actions)
    if not made.entered:
        click.echo(words["same"] % {"number": made.number})
        return
    _tell(before, described, bundle, words, language)
    if dry_run:
        raise _TriedOnly
    said = {"number": made.number, "day": f"{made.effective_from:%d/%m/%Y}"}
    click.echo(words["new" if made.new else "again"] % said)


def _last(code: str) -> ProcedureVersion | None:
    """The version released last: what the folder is compared with."""
    found = session().scalar(select(Procedure).where(Procedure.code == code))
    version_id = releases.latest_version(found.id) if found else None
    return session().get(ProcedureVersion, version_id) if version_id else None


def _tell(
    before: ProcedureVersion | None,
    described: manifest.Manifest,
    bundle: Bundle | None,
    words: dict[str, str],
    language: str,
) -> None:
    if before is None:
        click.echo(words["first"] % {"name": described.name[language]})
        return
    click.echo(words["against"] % {"number": before.number})
    for one in differing.compare(whole.of_version(before.id), whole.of(described, bundle)).changes:
        click.echo(_line(one, language))


def _line(change: Change, language: str) -> str:
    place = f"{change.file}#{change.element}" if change.element else change.file
    return f"  {change.sign} {place}  {change.text[language]}"

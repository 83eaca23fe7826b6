"""`flask studio replay`: dossiers of the version in force played again on a folder's procedure, on copies."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from app.cases import replay_words, replaying
from app.cases.known import KNOWN
from app.cases.replay_results import Line, Result
from app.catalogue import apart, assembling, manifest
from app.core.db import transaction
from app.core.errors import Invalid
from app.engine.problems import ERROR, LANGUAGES

_SAID = {
    "vi": {
        "broken": "Không chạy được; `flask studio check` nói vì sao.",
        "none": "Không có hồ sơ nào để chạy thử lại.",
        "found": "Chỗ bản trong thư mục làm khác phiên bản %(number)s:",
        "same": "Không có gì khác.",
        "blocked": "Hồ sơ đang mở không chuyển sang bản này được:",
        "untold": "Hồ sơ không so được:",
        "time": "Hết thời gian: mới chạy được %(reached)s trên %(taken)s hồ sơ.",
        "killed": "Cần quá nhiều thời gian hoặc bộ nhớ nên đã dừng; chưa so được hồ sơ nào.",
        "cases": "%(open)s đang mở, %(closed)s đã xong",
        "sum": "%(reached)s hồ sơ đã chạy (%(open)s/%(open_all)s đang mở, %(closed)s/%(closed_all)s đã xong), "
        "%(played)s so được, %(same)s đi đúng như cũ; %(movable)s chuyển được ngay; %(seconds).1f giây, "
        "%(rate).0f hồ sơ một giây.",
    },
    "en": {
        "broken": "It cannot be played; `flask studio check` says why.",
        "none": "There is no dossier to play.",
        "found": "What the folder does otherwise than version %(number)s:",
        "same": "Nothing differs.",
        "blocked": "Open dossiers that could not be moved to it:",
        "untold": "Dossiers that cannot be compared:",
        "time": "Out of time: %(reached)s of %(taken)s dossiers were reached.",
        "killed": "It took too much time or memory and was stopped; no dossier was compared.",
        "cases": "%(open)s open, %(closed)s closed",
        "sum": "%(reached)s dossiers played (%(open)s/%(open_all)s open, %(closed)s/%(closed_all)s closed), %(played)s "
        "compared, %(same)s the same; %(movable)s could be moved; %(seconds).1f s, %(rate).0f dossiers per second.",
    },
}


@click.command("replay")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--seconds", type=click.FloatRange(1, 3600), default=120.0, show_default=True, help="To play at most.")
@click.option("--language", type=click.Choice(LANGUAGES), default="vi", show_default=True, help="Of the messages.")
def replay(folder: Path, form: str, seconds: float, language: str) -> None:
    """Play open dossiers and a sample of closed ones of the version in force again on FOLDER (bpmn/<slug>).

    Nothing is changed. Ends with status 0 whatever differs, 1 when the folder cannot be played.
    """
    words = _SAID[language]
    files = _files(folder.resolve(), words["broken"])
    with transaction(writes=False):
        version_id = replaying.version_of(folder.resolve().name)
        gathered = replaying.gather(version_id, files) if version_id else None
    if gathered is None:
        click.echo("null" if form == "json" else words["none"])
        return
    result = replaying.play(gathered, seconds)
    click.echo(_as_json(result) if form == "json" else "\n".join(_as_text(result, words, language)))


def _files(folder: Path, broken: str) -> dict[str, bytes]:
    """The folder's bundle and manifest. Raises ClickException when it has an error, or is none."""
    described = folder / manifest.FILE_NAME
    if not described.is_file():
        raise click.UsageError(f"{folder} has no {manifest.FILE_NAME}.")
    try:
        bundle = assembling.assemble(folder, folder.parent.parent / "forms").files
    except Invalid as refusal:
        raise click.ClickException(broken) from refusal
    files = {**bundle, manifest.FILE_NAME: described.read_bytes()}
    found = apart.check_apart(files, process_id=assembling.MAIN, known=KNOWN)
    if any(problem.severity == ERROR for problem in found):
        raise click.ClickException(broken)
    return files


def _as_json(result: Result) -> str:
    told = {
        "differences": [{**_plain(one), **replay_words.difference(one)} for one in result.differences],
        "untold": [{**_plain(one), **replay_words.untold(one)} for one in result.untold],
        "blocked": [{**_plain(one), **replay_words.blocked(one)} for one in result.blocked],
    }
    return json.dumps({**result.as_json(), **told}, ensure_ascii=False, indent=2)


def _plain(line: Line) -> dict[str, object]:
    return {
        "kind": line.kind,
        "node": line.node,
        "said": line.said,
        "open": line.open,
        "closed": line.closed,
        "numbers": line.numbers,
    }


def _as_text(result: Result, words: dict[str, str], language: str) -> Iterator[str]:
    if not result.taken:
        yield words["none"]
        return
    if result.halted:
        yield words[result.halted] % {"reached": result.reached, "taken": result.taken}
    if result.differences:
        yield words["found"] % {"number": result.number}
    elif result.played:
        yield words["same"]
    yield from (_line(one, replay_words.difference(one)[language], words) for one in result.differences)
    for name, lines, tell in (
        ("blocked", result.blocked, replay_words.blocked),
        ("untold", result.untold, replay_words.untold),
    ):
        if lines:
            yield words[name]
            yield from (_line(one, tell(one)[language], words) for one in lines)
    yield words["sum"] % {
        **result.as_json(), "open": result.open_taken, "closed": result.closed_taken, "rate": result.rate,
    }  # fmt: skip


def _line(line: Line, text: str, words: dict[str, str]) -> str:
    more = " …" if line.count > len(line.numbers) else ""
    count = words["cases"] % {"open": line.open, "closed": line.closed}
    return f"  {text} [{count}: {', '.join(line.numbers)}{more}]"

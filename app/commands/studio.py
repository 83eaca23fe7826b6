"""`flask studio check`: what is wrong with diagrams, tables and forms, in the designer's words; `rules` lists all."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from app.cases.known import KNOWN
from app.catalogue import rule_book
from app.catalogue.folders import inspect
from app.engine.problems import ERROR, LANGUAGES, SEVERITIES, Problem

group = AppGroup("studio", help="Diagrams, decision tables and forms of procedures.")

_SAID = {
    "vi": {"error": "LỖI", "warning": "lưu ý", "info": "ghi chú", "none": "Không có vấn đề nào."},
    "en": {"error": "ERROR", "warning": "warning", "info": "note", "none": "Nothing is wrong."},
}


@group.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="vi", show_default=True, help="Of the messages.")
def check_command(paths: tuple[Path, ...], form: str, language: str) -> None:
    """Check FILES or FOLDERS: diagrams, tables, forms, a procedure's folder, a folder of those, a zip.

    Ends with status 1 when something is an error, 0 when not, 2 when a path is not there.
    """
    problems = inspect(paths, KNOWN)
    click.echo(_as_json(problems, language) if form == "json" else _as_text(problems, language))
    if any(problem.severity == ERROR for problem in problems):
        raise SystemExit(1)


@group.command("rules")
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
def rules_command(form: str) -> None:
    """Print every rule: id, severity, what it says and how to mend it, in Vietnamese and English.

    As Markdown it is docs/checker.md.
    """
    if form == "json":
        click.echo(json.dumps(rule_book.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(rule_book.markdown(), nl=False)


def _as_json(problems: Iterable[Problem], language: str) -> str:
    said = [
        {**problem.as_json(), "message": problem.message[language], "mend": problem.mend[language]}
        for problem in problems
    ]
    return json.dumps(said, ensure_ascii=False, indent=2)


def _as_text(problems: list[Problem], language: str) -> str:
    words = _SAID[language]
    if not problems:
        return words["none"]
    lines = []
    for problem in problems:
        place = " ".join(filter(None, (problem.file, problem.element, f"“{problem.name}”" if problem.name else "")))
        lines.append(f"{words[problem.severity]}  {place}  [{problem.rule}]")
        lines.append(f"    {problem.message[language]}")
        lines.append(f"    → {problem.mend[language]}")
    counted = Counter(problem.severity for problem in problems)
    lines.append(", ".join(f"{counted[one]} {words[one].lower()}" for one in SEVERITIES if counted[one]))
    return "\n".join(lines)

"""`flask deadlines`: due dates with their reasons, and the calendars they are counted by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from app.cases.calendars import of_unit
from app.commands.telling import status, tell, tell_preview
from app.core.clock import TZ, local
from app.core.db import engine, transaction
from app.core.errors import Invalid, NotFound, Refusal
from app.deadlines import calendars, editing, exchange, ical, loading
from app.deadlines.calendar import FIRST_YEAR, LAST_YEAR, Calendar
from app.deadlines.explanations import explain
from app.deadlines.layers import Kind
from app.deadlines.models import CalendarEdit
from app.deadlines.terms import parse
from app.identity.units import by_any_code

group = AppGroup("deadlines", help="Due dates, and the working calendars they are counted by.")
agency = click.option("--agency", help="Code of a unit (xa-tan-phu) or its agency code (H99.01); without: the country.")

Given = ParamSpec("Given")
Result = TypeVar("Result")


def plainly(act: Callable[Given, Result]) -> Callable[Given, Result]:
    """Ends a command that is refused with exit code 2 and what was wrong, one fault a line."""

    @wraps(act)
    def told(*args: Given.args, **named: Given.kwargs) -> Result:
        try:
            return act(*args, **named)
        except Invalid as refusal:
            faults = [f"{path}: {text % params if params else text}" for path, (text, params) in refusal.fields.items()]
            raise click.UsageError("\n".join(faults) or str(refusal)) from refusal
        except Refusal as refusal:
            raise click.UsageError(str(refusal)) from refusal

    return told


@group.command("due")
@click.option("--received", required=True, help="When it was received: 2026-02-13T10:20, here or with an offset.")
@click.option("--term", required=True, help="Nwd, Nwh, Ncd, halfday or sameday.")
@agency
@click.option("--explain", "explained", is_flag=True, help="Say which days count, and why.")
@plainly
def due_command(received: str, term: str, agency: str | None, explained: bool) -> None:
    """When a term runs out: ISO 8601 with offset, on the first line."""
    begun = _moment(received)
    if not FIRST_YEAR <= begun.year <= LAST_YEAR:
        raise click.UsageError(f"--received {received!r}: calendars are known from {FIRST_YEAR} to {LAST_YEAR}.")
    _term(term)
    with _calendar(agency) as calendar:
        found = explain(term, begun, calendar)
        click.echo(found.due.isoformat())
        if explained:
            tell(found, calendar)


@group.command("calendar")
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@agency
@plainly
def calendar_command(year: int, agency: str | None) -> None:
    """The days of a year that are not what their weekday says."""
    with _calendar(agency) as calendar:
        click.echo(f"{year} {status(calendar, year)}, calendar version {calendar.version}")
        for number in range((date(year, 12, 31) - date(year, 1, 1)).days + 1):
            day = calendar.day(date(year, 1, 1) + timedelta(days=number))
            if day.kind not in (Kind.WEEKDAY, Kind.WEEKEND):
                basis = f" ({day.legal_basis})" if day.legal_basis else ""
                click.echo(f"{day.day:%Y-%m-%d %a}  {day.kind.value:16}  {day.name['vi']}{basis}")


@group.command("load")
@plainly
def load_command() -> None:
    """Enter the national calendar that comes with the system; years that anybody has edited stay."""
    with transaction():
        years = loading.load()
    click.echo(f"Entered: {', '.join(map(str, years)) or 'nothing new'}.")


@group.command("export")
@click.argument("year", type=click.IntRange(2000, 2100))
@agency
@click.option("--format", "form", type=click.Choice(["csv", "ical"]), default="csv", show_default=True)
@plainly
def export_command(year: int, agency: str | None, form: str) -> None:
    """Write the entries of a year to standard output."""
    with _entered(), transaction(writes=False):
        unit_id = _unit_id(agency)
        text = exchange.to_csv(unit_id, year) if form == "csv" else ical.to_ical(unit_id, year).decode()
    click.echo(text, nl=False)


@group.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@agency
@click.option("--reason", help="Why the calendar changes. Without it nothing is written.")
@click.option("--legal-basis", default="", help="The document that says so.")
@plainly
def import_command(path: Path, agency: str | None, reason: str | None, legal_basis: str) -> None:
    """Say what a CSV or iCal file (.ics) would change, and with --reason enter it.

    It takes the place of what was entered for its years.
    """
    with path.open("rb") as file:
        data = file.read(200_001)  # one more than any file may have
    with _entered(), transaction():
        unit_id = _unit_id(agency)
        otherwise = Kind.HOLIDAY if unit_id is None else Kind.AGENCY_OFF
        rows = ical.read_ical(data, otherwise) if path.suffix.lower() == ".ics" else exchange.read_csv(data)
        tell_preview(editing.import_preview(unit_id, rows))
        if reason is None:
            click.echo("Nothing was written; --reason enters it.")
            return
        editing.import_apply(unit_id, rows, reason=reason, legal_basis=legal_basis, actor_id=None)
        click.echo("Entered. Open dossiers are counted anew by the timetable.")


def _moment(text: str) -> datetime:
    """The moment meant, in Asia/Ho_Chi_Minh unless it carries an offset."""
    try:
        found = datetime.fromisoformat(text)
        day_only = len(text) <= len("2026-02-13")
        return local(found if found.tzinfo else found.replace(tzinfo=TZ)) if not day_only else _bad_moment(text)
    except (ValueError, OverflowError):
        return _bad_moment(text)


def _bad_moment(text: str) -> datetime:
    raise click.UsageError(f"--received {text!r} is no moment: write 2026-02-13T10:20, or with an offset +07:00.")


def _term(text: str) -> None:
    try:
        parse(text)
    except Invalid as refusal:
        raise click.UsageError(
            f"--term {text!r} is no term: write 5wd (working days), 8wh (working hours), 30cd (calendar days),"
            " halfday or sameday."
        ) from refusal


@contextmanager
def _calendar(agency: str | None) -> Iterator[Calendar]:
    """The calendar asked for; the packaged one where none has been entered yet."""
    if not _has_tables():
        if agency is not None:
            raise click.UsageError("The database has no tables yet, so it knows no agency: run `flask db upgrade`.")
        click.echo("The database has no tables yet: counted by the calendar that comes with the system.", err=True)
        yield loading.packaged()
        return
    with transaction(writes=False):
        if agency is None and calendars.version() == 0:
            click.echo("No calendar was entered yet: counted by the one that comes with the system.", err=True)
            yield loading.packaged()
        else:
            yield of_unit(_unit_id(agency))


@contextmanager
def _entered() -> Iterator[None]:
    if not _has_tables():
        raise click.UsageError("The database has no tables yet: run `flask db upgrade`.")
    yield


def _has_tables() -> bool:
    try:
        return inspect(engine()).has_table(CalendarEdit.__tablename__)
    except OperationalError as unreachable:
        click.echo(f"The database cannot be reached: {unreachable.orig}", err=True)
        return False


def _unit_id(agency: str | None) -> int | None:
    if agency is None:
        return None
    try:
        return by_any_code(agency).id
    except NotFound:
        raise click.UsageError(f"--agency {agency!r} is neither a unit's code nor an agency code.") from None

"""What `flask deadlines` prints: plain English, with the names of days as people here know them."""

import click

from app.deadlines.calendar import Calendar
from app.deadlines.editing import Preview
from app.deadlines.entered import Row
from app.deadlines.explanations import Explanation, Step
from app.deadlines.layers import Kind
from app.deadlines.terms import TermUnit, parse


def status(calendar: Calendar, year: int) -> str:
    """How sure a year is."""
    return "ESTIMATED" if calendar.estimated_year(year) else "OFFICIAL"


def tell(found: Explanation, calendar: Calendar) -> None:
    """Prints why it is due then: each day, the rules, how sure the years are."""
    click.echo(f"received {found.start.isoformat()}, term {found.term}")
    for step in found.steps:
        click.echo(f"  {step.day:%Y-%m-%d %a}  {_counted(step, found):16}  {_reason(step)}")
    for rule in found.rules:
        click.echo(f"rule: {rule['en']}")
    for year in range(found.start.year, found.due.year + 1):
        click.echo(f"calendar of {year}: {status(calendar, year)}")


def _counted(step: Step, found: Explanation) -> str:
    if step.minutes is not None:
        return f"{step.minutes // 60} h {step.minutes % 60:02} min"
    if step.counted is None:
        return "skipped"
    return "due" if parse(found.term).unit is TermUnit.SAME_DAY else f"day {step.counted}"


def _reason(step: Step) -> str:
    hours = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in step.hours)
    if step.kind is Kind.WEEKDAY:
        return step.why["en"] + (f", hours {hours}" if step.minutes else "")
    basis = f" ({step.legal_basis})" if step.legal_basis else ""
    name = "weekly rest" if step.kind is Kind.WEEKEND else f"{step.kind.value} {step.name['vi']}{basis}"
    return f"{name}, hours {hours}" if step.minutes else name


def tell_preview(preview: Preview) -> None:
    """Prints what an import would add (+), take away (-) and change (~)."""
    for sign, rows in (("+", preview.added), ("-", preview.removed)):
        for row in rows:
            click.echo(f"{sign} {_line(row)}")
    for before, after in preview.changed:
        click.echo(f"~ {_line(before)} -> {_line(after)}")
    if not preview.days:
        click.echo("Nothing would change.")


def _line(row: Row) -> str:
    return f"{row.day.isoformat()} {row.entry.kind.value} {row.entry.name}".rstrip()

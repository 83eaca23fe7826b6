"""The working calendars of the agencies that handle dossiers."""

from app.deadlines.calendar import Calendar
from app.deadlines.calendars import of
from app.identity.units import lineage


def of_unit(unit_id: int | None) -> Calendar:
    """The calendar of this agency: what it has not set itself comes from above it. None: the country's."""
    return of(lineage(unit_id))

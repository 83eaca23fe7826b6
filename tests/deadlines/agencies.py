"""Calendars of agencies for tests: the packaged national one with entries of their own on top."""

from datetime import date, datetime, time

from app.core.clock import TZ
from app.deadlines.calendar import Calendar
from app.deadlines.layers import DEFAULT_WEEK, FULL_DAY, Entry, Hours, Kind, Layer
from app.deadlines.loading import packaged

LONG_AGO = date(2020, 1, 1)
MORNING = FULL_DAY[:1]
SIX_DAYS = (*DEFAULT_WEEK[:5], MORNING, ())
SUMMER = (*[((time(7, 0), time(11, 30)), (time(13, 30), time(16, 30)))] * 5, (), ())


def at(text):
    """A moment of the local clock."""
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


def over_the_country(*layers):
    """A calendar with these layers on top of the packaged one."""
    country = packaged()
    return Calendar(1, (*layers, *country._layers), country._status)


def agency(*hours, unit_id=1, **days):
    """An agency's layer: its hours, and its days as `d2026_11_18=Kind.AGENCY_OFF`."""
    entries = {date(*map(int, name[1:].split("_"))): Entry(kind) for name, kind in days.items()}
    return Layer(unit_id, entries, hours)


AGENCIES = {
    "country": packaged(),
    "saturday counted": over_the_country(agency(Hours(LONG_AGO, SIX_DAYS, SIX_DAYS))),
    "saturday received": over_the_country(agency(Hours(LONG_AGO, DEFAULT_WEEK, SIX_DAYS))),
    "seasons": over_the_country(
        agency(Hours(date(2026, 4, 16), SUMMER, SUMMER), Hours(date(2026, 10, 16), DEFAULT_WEEK, DEFAULT_WEEK))
    ),
    "own days": over_the_country(
        agency(d2026_11_18=Kind.AGENCY_OFF, d2026_11_24=Kind.AGENCY_WORK, d2026_11_28=Kind.AGENCY_WORK)
    ),
    "cut off at 16:00": over_the_country(agency(Hours(LONG_AGO, DEFAULT_WEEK, DEFAULT_WEEK, time(16, 0)))),
    "below an agency": over_the_country(
        agency(unit_id=2, d2026_11_18=Kind.AGENCY_WORK),
        agency(unit_id=1, d2026_11_18=Kind.AGENCY_OFF, d2026_11_19=Kind.AGENCY_OFF),
    ),
}

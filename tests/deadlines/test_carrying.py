"""A calendar as plain JSON counts as the one that it was made from."""

import json
from datetime import date, datetime, time, timedelta

from app.core.clock import TZ
from app.deadlines import terms
from app.deadlines.calendar import Calendar
from app.deadlines.carrying import as_plain, of_plain
from app.deadlines.layers import DEFAULT_WEEK, FULL_DAY, Entry, Hours, Kind, Layer
from app.deadlines.loading import packaged

STARTS = [datetime(2026, 1, 2, 8, 30, tzinfo=TZ) + timedelta(days=day, hours=3 * (day % 4)) for day in range(0, 360, 5)]


def agency() -> Calendar:
    """The country's days with an agency's own: a day off, a Saturday morning, a cut-off."""
    country = packaged()
    off = {date(2026, 3, 12): Entry(Kind.AGENCY_OFF, "Nghỉ"), date(2026, 3, 14): Entry(Kind.AGENCY_WORK)}
    hours = Hours(date(2026, 2, 1), (*DEFAULT_WEEK[:5], FULL_DAY[:1], ()), DEFAULT_WEEK, time(15, 30))
    return Calendar(7, (Layer(3, off, (hours,)), *country.layers), country.years)


def test_it_counts_the_same_on_the_other_side():
    for calendar in (packaged(), agency()):
        other = of_plain(json.loads(json.dumps(as_plain(calendar))))
        for term in ("3wd", "8wh", "30cd", "halfday", "sameday"):
            found = [terms.due(term, start, other) for start in STARTS]
            assert found == [terms.due(term, start, calendar) for start in STARTS]
        assert other.estimated_year(2027) == calendar.estimated_year(2027)

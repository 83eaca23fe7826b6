"""Which days and hours count as working time.

Holidays of 2026 by Labour Code 45/2019 Art. 111-112 and Resolution 28/2026/QH16 (24 November); the Tet and 2 September
dates, and the Monday swapped for Saturday 22 August, as announced for the year.
"""

from datetime import date, time, timedelta

HALVES = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
CLOSE = time(17, 0)

_TET = range(16, 21)  # of February
DAYS_OFF = frozenset(
    [
        date(2026, 1, 1),
        *(date(2026, 2, day) for day in _TET),
        date(2026, 4, 27),
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 9, 2),
        date(2026, 11, 24),
        date(2027, 1, 1),
    ]
)
SATURDAYS_WORKED = frozenset([date(2026, 8, 22)])


def is_working_day(day: date) -> bool:
    """Whether offices count this day."""
    return day in SATURDAYS_WORKED or (day.weekday() < 5 and day not in DAYS_OFF)


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day

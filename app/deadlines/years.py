"""One year compiled for counting: sorted working days, and the running total of working time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time

from app.core.clock import TZ
from app.deadlines.layers import Half

MINUTE = 60_000_000  # microseconds, the unit of all positions
DAY = 24 * 60 * MINUTE


def position(moment: datetime) -> int:
    """Microseconds from the beginning of days to a moment of the local clock."""
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return moment.toordinal() * DAY + seconds * 1_000_000 + moment.microsecond


def moment_at(where: int) -> datetime:
    """The moment, in Asia/Ho_Chi_Minh, at a position."""
    day, rest = divmod(where, DAY)
    seconds, micro = divmod(rest, 1_000_000)
    clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60, micro, TZ)
    return datetime.combine(date.fromordinal(day), clock)


def _micro(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * MINUTE


class Year:
    """The working days of one year, given in order with their halves. Time worked in it counts from its first half."""

    __slots__ = ("_before", "_closed", "_opens", "days", "total")

    def __init__(self, days: Iterable[tuple[date, tuple[Half, ...]]]) -> None:
        self.days: list[int] = []
        self._opens: list[int] = []
        self._before: list[int] = []  # worked when this half opens
        self._closed: list[int] = []  # worked when it has closed
        self.total = 0
        for day, halves in days:
            self.days.append(day.toordinal())
            for opens, closes in halves:
                self._opens.append(day.toordinal() * DAY + _micro(opens))
                self._before.append(self.total)
                self.total += _micro(closes) - _micro(opens)
                self._closed.append(self.total)

    def days_until(self, day: date) -> int:
        """Working days from the first of the year to `day`, which counts."""
        return bisect_right(self.days, day.toordinal())

    def worked_until(self, where: int) -> int:
        """Microseconds worked from the first of the year to a position."""
        half = bisect_right(self._opens, where) - 1
        if half < 0:
            return 0
        return min(self._before[half] + where - self._opens[half], self._closed[half])

    def when_done(self, worked: int) -> int:
        """The first position at which so much has been worked (above 0, at most `total`)."""
        half = bisect_left(self._closed, worked)
        return self._opens[half] + worked - self._before[half]

    def when_left(self, worked: int) -> int:
        """The last position at which no more than this has been worked (below `total`)."""
        half = bisect_right(self._before, worked) - 1
        return self._opens[half] + worked - self._before[half]

"""The only source of time. Instants are aware UTC datetimes; people see Asia/Ho_Chi_Minh.

There are two clocks. `now()` is the trade's: a demo may turn it ahead to rehearse what happens later. `wall()` is the
world's, for what must not be rehearsed: sessions, tokens, one-time codes, limits, what leaves the house, heartbeats.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")

_ahead = timedelta(0)


def wall() -> datetime:
    """The present instant of the world, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present instant as the trade knows it, aware, UTC: that of the world, and what a rehearsal is ahead of it."""
    return wall() + _ahead


def ahead() -> timedelta:
    """How far `now()` is ahead of `wall()` in this process; nothing but in a rehearsal."""
    return _ahead


def set_ahead(by: timedelta) -> None:
    """Turns this process's `now()`. Only `deadlines.rehearsal` calls it, from its table."""
    global _ahead
    _ahead = by


def local(instant: datetime) -> datetime:
    """The same instant on a Vietnamese clock."""
    return instant.astimezone(TZ)


def today() -> date:
    """The calendar day it is now in Asia/Ho_Chi_Minh."""
    return local(now()).date()

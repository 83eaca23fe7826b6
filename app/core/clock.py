"""The only source of time. Instants are aware UTC datetimes; people see Asia/Ho_Chi_Minh."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant on a Vietnamese clock."""
    return instant.astimezone(TZ)


def today() -> date:
    """The calendar day it is now in Asia/Ho_Chi_Minh."""
    return local(now()).date()

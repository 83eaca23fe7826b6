"""Online dossiers are answered within eight working hours (Decree 45/2020): what is watched until the desk answers.

Counted by the hours in which the receiving unit receives. An answer is a reception, a refusal, a request for a
supplement, or sending the dossier on; the next desk has its own eight hours.
"""

from datetime import datetime

from app.cases import calendars
from app.cases.models import Case
from app.core.clock import now
from app.deadlines import watches
from app.deadlines.moments import ANSWER

HOURS = 8
REMINDERS = 3


def begin(case: Case) -> None:
    """The dossier waits at a desk from now on. One brought in person or by post is answered at the counter."""
    if case.channel_in == "ONLINE":
        watches.set_for(case.id, {ANSWER: following(case, now())})


def end(case: Case) -> None:
    """The desk has answered."""
    watches.cancel(case.id, (ANSWER,))


def following(case: Case, since: datetime) -> datetime:
    """Eight of the desk's hours after `since`."""
    return calendars.of_unit(case.receiving_unit_id).receiving.add_minutes(since, HOURS * 60)

"""When reminders, apologies and escalations are: worked out by hand on the national calendar."""

from datetime import datetime

import pytest

from app.core.clock import TZ, local
from app.deadlines import terms
from app.deadlines.loading import packaged
from app.deadlines.models import LegalClock
from app.deadlines.moments import moments


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


def clock(begun: str, term: str, **more) -> LegalClock:
    started = at(begun)
    due = terms.due(term, started, packaged())
    known = {"state": "RUNNING", "started_at": started, "due_at": due, "near_at": at(more.pop("near", "2099-01-01"))}
    return LegalClock(term=term, **{**known, **more})


def said(found: datetime) -> str:
    return f"{local(found):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("begun", "term", "near", "apology", "escalate"),
    [
        # Mon 9 Mar: due Mon 16 Mar 17:00, two working days before is Thu 12
        ("2026-03-09T10:00", "5wd", "2026-03-13T17:00", "2026-03-12T17:00", "2026-03-17T17:00"),
        # over Tet: due Fri 27 Feb 17:00; Wed 25; the head on Mon 2 Mar
        ("2026-02-13T10:20", "5wd", "2026-02-26T17:00", "2026-02-25T17:00", "2026-03-02T17:00"),
        # two days, Mon to Wed 17:00: Tue 17:00 less four hours of work
        ("2026-03-09T10:00", "2wd", "2026-03-11T09:00", "2026-03-10T11:00", "2026-03-12T17:00"),
        # sixteen hours end Wed 11:00; Tue 11:00 less four hours: three and a half of Tuesday, half an hour of Monday
        ("2026-03-09T10:00", "16wh", "2026-03-11T09:00", "2026-03-09T16:30", "2026-03-12T11:00"),
        # one day and less: with the near reminder
        ("2026-03-09T10:00", "1wd", "2026-03-10T15:30", "2026-03-10T15:30", "2026-03-11T17:00"),
        ("2026-03-09T10:00", "sameday", "2026-03-09T15:50", "2026-03-09T15:50", "2026-03-10T17:00"),
        ("2026-03-09T08:00", "halfday", "2026-03-09T11:00", "2026-03-09T11:00", "2026-03-10T14:00"),
        # a near moment before the start would be no moment: half of what there is, 10:30 to 14:30 has two hours
        ("2026-03-09T10:30", "2wh", "2026-03-06T14:00", "2026-03-09T11:30", "2026-03-10T14:30"),
    ],
)  # fmt: skip
def test_reminders_apology_and_escalation(begun, term, near, apology, escalate):
    running = clock(begun, term, near=near)
    found = moments(running, packaged())
    assert found["NEAR"] == at(near)
    assert found["OVERDUE"] == running.due_at
    assert (said(found["APOLOGY"]), said(found["ESCALATE"])) == (apology, escalate)


def test_the_letter_has_a_whole_working_day_before_the_last_one():
    for term in ("3wd", "5wd", "8wd", "15wd", "30cd"):
        running = clock("2026-04-20T09:00", term, near="2026-04-27T17:00")
        left = packaged().working_days_between(moments(running, packaged())["APOLOGY"].date(), running.due_at.date())
        assert left == 2


def test_a_short_extension_counts_from_when_it_was_given():
    extended = clock("2026-03-09T10:00", "5wd", near="2026-03-17T09:00", due_at=at("2026-03-17T17:00"))
    found = moments(extended, packaged(), begun=at("2026-03-16T15:00"))
    assert said(found["APOLOGY"]) == "2026-03-17T09:00"
    assert said(moments(extended, packaged())["APOLOGY"]) == "2026-03-13T17:00"


def test_nothing_while_it_stands_still():
    for state in ("WAITING", "PAUSED", "STOPPED"):
        assert moments(clock("2026-03-09T10:00", "5wd", state=state), packaged()) == {}
    assert moments(clock("2026-03-09T10:00", "5wd", due_at=None), packaged()) == {}


def test_found_late_once_for_one_due_moment():
    late = clock("2026-03-09T10:00", "5wd", overdue_at=at("2026-03-16T17:05"))
    assert "OVERDUE" not in moments(late, packaged())
    late.due_at = at("2026-03-18T17:00")
    assert moments(late, packaged())["OVERDUE"] == late.due_at

"""Due dates worked out by hand on a wall calendar, each with the rule it shows."""

from datetime import timedelta

import pytest

from app.deadlines.explanations import explain
from app.deadlines.terms import due
from tests.deadlines.agencies import AGENCIES, at

WORKING_DAYS = [
    # received, term, due
    ("2026-11-16T10:20", "3wd", "2026-11-19T17:00"),  # Monday: day 1 is Tuesday, the day of reception does not count
    ("2026-11-16T07:30", "1wd", "2026-11-17T17:00"),  # received as the desk opens: no earlier
    ("2026-11-16T16:59", "1wd", "2026-11-17T17:00"),  # received as it closes: no later
    ("2026-11-16T23:30", "1wd", "2026-11-17T17:00"),  # online at night: still Monday's
    ("2026-11-17T00:05", "1wd", "2026-11-18T17:00"),  # online after midnight: Tuesday's
    ("2026-11-20T10:20", "1wd", "2026-11-23T17:00"),  # Friday: over the weekend
    ("2026-11-20T10:20", "3wd", "2026-11-26T17:00"),  # 24/11 is a holiday: 23, 25, 26
    ("2026-11-23T16:00", "1wd", "2026-11-25T17:00"),  # the next day is 24/11
    ("2026-11-24T09:00", "1wd", "2026-11-25T17:00"),  # received on a holiday
    ("2026-11-21T09:00", "1wd", "2026-11-23T17:00"),  # received on a Saturday: Monday is day 1
    ("2026-11-22T20:00", "2wd", "2026-11-25T17:00"),  # received on a Sunday: 23, 25
    ("2026-11-02T08:00", "30wd", "2026-12-15T17:00"),  # six weeks and, for 24/11, one day
    ("2026-02-13T10:20", "5wd", "2026-02-27T17:00"),  # Tet 2026: 16-20/2 off, 23-27/2 counted
    ("2026-02-12T15:30", "1wd", "2026-02-13T17:00"),  # the last day before Tet
    ("2026-02-12T15:30", "2wd", "2026-02-23T17:00"),  # the first day after it
    ("2026-02-17T08:00", "1wd", "2026-02-23T17:00"),  # received on new year's day
    ("2026-01-26T09:00", "20wd", "2026-03-02T17:00"),  # 4 + 5 + 5 days, Tet, 5 days, 2/3
    ("2026-08-21T09:00", "1wd", "2026-08-22T17:00"),  # the Saturday worked instead of 31/8, whole
    ("2026-08-20T09:00", "3wd", "2026-08-24T17:00"),  # Friday, that Saturday, Monday
    ("2026-08-22T09:00", "1wd", "2026-08-24T17:00"),  # received on that Saturday
    ("2026-08-28T09:00", "1wd", "2026-09-03T17:00"),  # 31/8 swapped, 1/9 and 2/9 holidays
    ("2026-08-27T09:00", "2wd", "2026-09-03T17:00"),
    ("2025-12-31T16:00", "1wd", "2026-01-05T17:00"),  # 1/1, and 2/1 swapped
    ("2026-01-01T10:00", "1wd", "2026-01-05T17:00"),
    ("2026-01-09T09:00", "1wd", "2026-01-10T17:00"),  # the Saturday worked instead of 2/1
    ("2026-01-07T09:00", "5wd", "2026-01-13T17:00"),  # 8, 9, Saturday 10, 12, 13
    ("2026-04-24T09:00", "1wd", "2026-04-28T17:00"),  # Gio To on a Sunday: Monday 27/4 in lieu
    ("2026-04-28T09:00", "2wd", "2026-05-04T17:00"),  # 30/4 and 1/5
    ("2026-04-24T09:00", "5wd", "2026-05-06T17:00"),  # both
    ("2024-02-28T09:00", "1wd", "2024-02-29T17:00"),  # a leap day is a day
    ("2024-02-28T09:00", "2wd", "2024-03-01T17:00"),
    ("2024-02-07T09:00", "1wd", "2024-02-15T17:00"),  # Tet 2024, with two days in lieu of its weekend
    ("2024-04-17T09:00", "1wd", "2024-04-19T17:00"),  # Gio To 2024
    ("2024-04-26T09:00", "1wd", "2024-05-02T17:00"),  # 29/4 swapped, 30/4, 1/5
    ("2024-05-02T09:00", "2wd", "2024-05-04T17:00"),  # the Saturday worked for it
    ("2024-08-30T09:00", "1wd", "2024-09-04T17:00"),  # 2/9 and 3/9
    ("2025-01-24T09:00", "1wd", "2025-02-03T17:00"),  # Tet 2025
    ("2025-04-04T09:00", "1wd", "2025-04-08T17:00"),  # Gio To 2025
    ("2025-04-25T09:00", "1wd", "2025-04-26T17:00"),  # the Saturday worked instead of 2/5
    ("2025-04-28T09:00", "2wd", "2025-05-05T17:00"),  # 30/4, 1/5 and 2/5
    ("2025-08-29T09:00", "1wd", "2025-09-03T17:00"),  # 1/9 and 2/9
    ("2026-12-31T09:00", "1wd", "2027-01-04T17:00"),  # into 2027, an estimate
    ("2027-02-04T09:00", "1wd", "2027-02-12T17:00"),  # Tet 2027 as estimated
    ("2027-04-29T09:00", "1wd", "2027-05-04T17:00"),  # 1/5 on a Saturday: Monday in lieu
    ("2027-12-31T09:00", "1wd", "2028-01-04T17:00"),  # nobody has entered 2028: 1/1 on a Saturday is known all the same
    ("2033-04-29T09:00", "1wd", "2033-05-04T17:00"),  # 30/4 and 1/5 on a weekend: two days in lieu
]
HOURS = [
    ("2026-11-16T09:00", "2wh", "2026-11-16T11:00"),
    ("2026-11-16T09:00", "halfday", "2026-11-16T15:00"),  # half a day is 4 hours; lunch does not count
    ("2026-11-16T07:30", "halfday", "2026-11-16T11:30"),  # ends with the morning, not after lunch
    ("2026-11-16T11:30", "1wh", "2026-11-16T14:30"),  # received as lunch begins
    ("2026-11-16T12:10", "1wh", "2026-11-16T14:30"),  # received at lunch
    ("2026-11-16T16:30", "8wh", "2026-11-17T17:00"),  # half an hour and a day of seven and a half
    ("2026-11-16T16:31", "8wh", "2026-11-18T07:31"),  # a minute later: to the minute
    ("2026-11-16T10:20:30", "1wh", "2026-11-16T11:20:30"),  # to the second
    ("2026-11-16T06:00", "2wh", "2026-11-16T09:30"),  # before opening
    ("2026-11-16T18:45", "2wh", "2026-11-17T09:30"),  # after closing
    ("2026-11-20T16:10", "8wh", "2026-11-23T16:40"),  # over the weekend: 50 min, 4 h, 3 h 10 min
    ("2026-11-21T10:00", "8wh", "2026-11-25T08:00"),  # from a Saturday, over 24/11
    ("2026-11-23T15:00", "halfday", "2026-11-25T09:30"),  # 24/11 skipped
    ("2026-02-13T10:20", "8wh", "2026-02-23T10:50"),  # over Tet: 70 min + 210 min, 200 min
    ("2026-08-21T14:00", "halfday", "2026-08-22T08:30"),  # into the Saturday that is worked
    ("2026-08-22T15:30", "4wh", "2026-08-24T10:00"),  # and out of it
    ("2026-12-31T16:00", "2wh", "2027-01-04T08:30"),  # over the turn of the year
    ("2026-12-31T15:00", "2wh", "2026-12-31T17:00"),  # to the last minute of a year
    ("2026-11-16T07:30", "30wh", "2026-11-19T17:00"),  # four days of seven and a half hours
    ("2024-02-28T16:00", "2wh", "2024-02-29T08:30"),  # into a leap day
]
SAME_DAY = [
    ("2026-11-16T15:00", "sameday", "2026-11-16T17:00"),  # by 15:00
    ("2026-11-16T15:00:01", "sameday", "2026-11-17T17:00"),  # after 15:00
    ("2026-11-16T15:01", "sameday", "2026-11-17T17:00"),
    ("2026-11-16T06:10", "sameday", "2026-11-16T17:00"),  # before opening
    ("2026-11-20T15:30", "sameday", "2026-11-23T17:00"),  # Friday afternoon
    ("2026-11-21T09:00", "sameday", "2026-11-23T17:00"),  # Saturday
    ("2026-11-23T15:30", "sameday", "2026-11-25T17:00"),  # the next day is 24/11
    ("2026-11-24T09:00", "sameday", "2026-11-25T17:00"),  # on a holiday
    ("2026-08-22T10:00", "sameday", "2026-08-22T17:00"),  # on the Saturday that is worked
    ("2026-08-21T16:00", "sameday", "2026-08-22T17:00"),  # the day before it
    ("2026-02-13T15:10", "sameday", "2026-02-23T17:00"),  # into Tet
]
CALENDAR_DAYS = [
    ("2026-11-16T10:20", "30cd", "2026-12-16T17:00"),  # weekends and holidays count
    ("2026-11-16T23:59", "1cd", "2026-11-17T17:00"),
    ("2026-11-20T08:00", "1cd", "2026-11-23T17:00"),  # ends on a Saturday: the next working day
    ("2026-11-19T08:00", "5cd", "2026-11-25T17:00"),  # ends on 24/11
    ("2026-02-06T08:00", "10cd", "2026-02-23T17:00"),  # ends in Tet
    ("2026-08-17T08:00", "5cd", "2026-08-22T17:00"),  # ends on the Saturday that is worked: no moving
    ("2026-08-21T08:00", "10cd", "2026-09-03T17:00"),  # ends on the day swapped for it
    ("2026-04-23T09:00", "4cd", "2026-04-28T17:00"),  # ends on a day in lieu
    ("2026-12-25T08:00", "7cd", "2027-01-04T17:00"),  # ends on 1/1
    ("2024-01-30T09:00", "30cd", "2024-02-29T17:00"),  # a leap day counts
    ("2026-11-16T10:20", "0cd", "2026-11-16T10:20"),  # nothing is over at once
]
OF_AGENCIES = [
    ("saturday counted", "2026-11-20T09:00", "1wd", "2026-11-21T11:30"),  # the close of its own half day
    ("saturday counted", "2026-11-20T16:00", "4wh", "2026-11-21T10:30"),
    ("saturday counted", "2026-11-21T09:00", "sameday", "2026-11-21T11:30"),
    ("saturday counted", "2026-11-21T12:00", "sameday", "2026-11-23T17:00"),  # before 15:00, but it has closed
    ("saturday counted", "2026-11-16T08:00", "5cd", "2026-11-21T11:30"),  # ends on a Saturday that it works
    ("saturday counted", "2026-08-21T09:00", "1wd", "2026-08-22T17:00"),  # a swapped Saturday is a whole day
    ("saturday received", "2026-11-21T08:00", "1wd", "2026-11-23T17:00"),  # reception on Saturday counts no Saturday
    ("saturday received", "2026-11-21T08:00", "2wh", "2026-11-23T09:30"),
    ("saturday received", "2026-11-20T16:00", "2wh", "2026-11-23T08:30"),
    ("saturday received", "2026-11-21T08:00", "sameday", "2026-11-23T17:00"),
    ("seasons", "2026-04-14T09:00", "1wd", "2026-04-15T17:00"),  # still winter hours
    ("seasons", "2026-04-15T09:00", "1wd", "2026-04-16T16:30"),  # the close of the day it ends on
    ("seasons", "2026-04-15T16:30", "2wh", "2026-04-16T08:30"),  # 30 min, then from 7:00
    ("seasons", "2026-10-15T16:00", "1wh", "2026-10-16T08:00"),  # and back: until 16:30, from 7:30
    ("own days", "2026-11-16T09:00", "2wd", "2026-11-19T17:00"),  # closed on Wednesday 18/11
    ("own days", "2026-11-23T09:00", "1wd", "2026-11-24T17:00"),  # works on the holiday
    ("own days", "2026-11-27T09:00", "1wd", "2026-11-28T17:00"),  # and on a Saturday
    ("cut off at 16:00", "2026-11-16T16:00", "1wd", "2026-11-17T17:00"),  # just in time
    ("cut off at 16:00", "2026-11-16T16:01", "1wd", "2026-11-18T17:00"),  # as if received on Tuesday
    ("cut off at 16:00", "2026-11-20T16:30", "1wd", "2026-11-25T17:00"),  # as of Monday 23/11; 24/11 is off
    ("cut off at 16:00", "2026-11-21T09:00", "1wd", "2026-11-25T17:00"),  # no better than late on Friday
    ("cut off at 16:00", "2026-11-18T16:30", "1cd", "2026-11-20T17:00"),  # as of Thursday
    ("cut off at 16:00", "2026-11-16T16:01", "1wh", "2026-11-17T07:31"),  # hours know no cut-off
    ("below an agency", "2026-11-17T09:00", "1wd", "2026-11-18T17:00"),  # its own word goes before its parent's
    ("below an agency", "2026-11-18T09:00", "1wd", "2026-11-20T17:00"),  # what it does not say comes from there
]
ALL = [("country", *case) for case in WORKING_DAYS + HOURS + SAME_DAY + CALENDAR_DAYS] + OF_AGENCIES


@pytest.mark.parametrize(("agency", "received", "term", "expected"), ALL)
def test_due_as_worked_out(agency, received, term, expected):
    assert due(term, at(received), AGENCIES[agency]) == at(expected)


@pytest.mark.parametrize(("agency", "received", "term", "expected"), ALL)
def test_the_explanation_leads_to_the_due_date(agency, received, term, expected):
    """Its steps are every day from reception to the end; what is counted adds up to the term."""
    explained = explain(term, at(received), AGENCIES[agency])
    assert explained.due == at(expected)
    days = [step.day for step in explained.steps]
    assert days[-1] == at(expected).date()
    assert days == [at(received).date() + timedelta(days=n) for n in range(len(days))]
    amount = {"halfday": 4, "sameday": 1}.get(term) if term[0] in "hs" else int(term[:-2])
    if term == "halfday" or term.endswith("wh"):
        assert sum(step.minutes or 0 for step in explained.steps) == amount * 60
    else:
        assert [step.counted for step in explained.steps if step.counted] == list(range(1, amount + 1))
    assert all(step.why["vi"] and step.why["en"] for step in explained.steps)
    assert explained.rules


def test_subtracted_to_the_first_minute_of_a_year():
    assert AGENCIES["country"].subtract_minutes(at("2026-01-05T08:30"), 60) == at("2026-01-05T07:30")

from datetime import datetime

import pytest

from app.core.clock import TZ
from app.core.errors import Invalid
from app.deadlines.loading import packaged
from app.deadlines.terms import due


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.mark.parametrize(
    ("term", "received", "expected"),
    [
        ("3wd", "2026-11-16T10:20", "2026-11-19T17:00"),  # Monday + 3
        ("3wd", "2026-11-20T10:20", "2026-11-26T17:00"),  # Friday; 24/11 is a holiday
        ("5wd", "2026-02-13T10:20", "2026-02-27T17:00"),  # over Tet
        ("1wd", "2026-08-21T09:00", "2026-08-22T17:00"),  # the Saturday that is worked
        ("1wd", "2026-08-28T09:00", "2026-09-03T17:00"),  # 31/8 swapped, 1 and 2/9 off
        ("sameday", "2026-11-16T15:00", "2026-11-16T17:00"),
        ("sameday", "2026-11-16T15:01", "2026-11-17T17:00"),
        ("sameday", "2026-11-21T09:00", "2026-11-23T17:00"),  # a Saturday
        ("halfday", "2026-11-16T09:00", "2026-11-16T15:00"),  # lunch is skipped
        ("8wh", "2026-11-16T16:30", "2026-11-17T17:00"),
        ("2wh", "2026-11-16T06:00", "2026-11-16T09:30"),
        ("30cd", "2026-11-16T10:20", "2026-12-16T17:00"),
    ],
)
def test_term_runs_out(term, received, expected):
    assert due(term, at(received), packaged()) == at(expected)


@pytest.mark.parametrize("term", ["", "3", "wd", "-1wd", "3 wd", "9999wd", "3wm", "sameday "])
def test_what_is_no_term_is_refused(term):
    with pytest.raises(Invalid):
        due(term, at("2026-11-16T10:20"), packaged())

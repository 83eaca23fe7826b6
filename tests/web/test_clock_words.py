"""What a clock says: working time by the calendar of an agency, never more than there is."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.core.clock import TZ
from app.deadlines.calendar import Calendar
from app.deadlines.layers import Entry, Kind, Layer
from app.web.layout.words import Clock, clock_of, resting

HOLIDAY = {date(2026, 11, 24): Entry(Kind.HOLIDAY, "Ngày Văn hóa Việt Nam", "", "")}
CALENDAR = Calendar(1, (Layer(None, HOLIDAY, ()),), {2026: "OFFICIAL"})


@pytest.fixture(autouse=True)
def spoken(bare: Flask) -> Iterator[None]:
    with bare.test_request_context():
        yield


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026; the 22nd is a Sunday, Tuesday the 24th a holiday."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), TZ)


@pytest.mark.parametrize(
    ("now", "due", "said"),
    [
        ((25, "09:00"), (25, "17:00"), "còn 6 giờ làm việc"),  # lunch does not count
        ((25, "14:00"), (25, "17:00"), "còn 3 giờ làm việc"),
        ((25, "16:35"), (25, "17:00"), "còn 25 phút làm việc"),
        ((25, "07:00"), (25, "17:00"), "hôm nay, trước 17:00"),
        ((25, "12:00"), (25, "13:30"), "hôm nay, trước 13:30"),  # no working time is left, and it is not late
        ((25, "18:00"), (26, "17:00"), "ngày mai, trước 17:00"),
        ((25, "16:00"), (26, "10:30"), "còn 4 giờ làm việc"),
        ((23, "09:00"), (25, "17:00"), "còn 1 ngày làm việc"),  # the holiday between does not count
        ((20, "18:00"), (25, "17:00"), "còn 2 ngày làm việc"),  # nor do Saturday and Sunday
        ((20, "07:00"), (27, "17:00"), "còn 4 ngày làm việc"),  # today itself is not counted
        ((16, "11:00"), (18, "10:00"), "còn 1 ngày làm việc"),  # a day and most of another
        ((25, "17:00"), (25, "17:00"), "hôm nay, trước 17:00"),  # the moment itself is in time
        ((25, "17:01"), (25, "17:00"), "đã quá hạn"),
        ((21, "10:00"), (20, "17:00"), "đã quá hạn"),  # Saturday: no working time has passed since
        ((23, "07:50"), (20, "17:00"), "quá hạn 20 phút làm việc"),
        ((23, "10:00"), (20, "17:00"), "quá hạn 2 giờ làm việc"),
        ((25, "08:00"), (20, "17:00"), "quá hạn 1 ngày làm việc"),  # not three: a holiday is between
        ((27, "09:00"), (23, "17:00"), "quá hạn 2 ngày làm việc"),
    ],
)
def test_words(now: tuple[int, str], due: tuple[int, str], said: str) -> None:
    assert clock_of(at(*due), CALENDAR, at(*now)).text == said


def test_nearly_due_from_when_the_dossier_says_and_in_the_last_working_hour() -> None:
    due, near = at(27, "17:00"), at(26, "10:00")
    assert clock_of(due, CALENDAR, at(26, "09:59"), near).kind == "early"
    assert clock_of(due, CALENDAR, at(26, "10:00"), near).kind == "near"
    assert clock_of(due, CALENDAR, at(27, "15:59")).kind == "early"
    assert clock_of(due, CALENDAR, at(27, "16:00")).kind == "near"
    assert clock_of(due, CALENDAR, due + timedelta(seconds=1), near).kind == "late"


def test_a_due_moment_on_a_day_that_has_become_free_is_told_all_the_same() -> None:
    assert clock_of(at(24, "17:00"), CALENDAR, at(19, "18:00")).text == "còn 2 ngày làm việc"


@pytest.mark.parametrize(
    ("status", "received", "policy", "said"),
    [
        (5, True, "RESTART", "chờ người dân bổ sung, thời hạn tính lại từ đầu"),
        (5, True, "CONTINUE", "chờ người dân bổ sung, đủ thì thời hạn tính tiếp"),
        (5, False, "RESTART", "chờ người dân bổ sung, thời hạn tính từ khi tiếp nhận"),
        (4, True, "RESTART", "tạm dừng tính thời hạn"),
    ],
)
def test_a_clock_that_rests_says_why(status: int, received: bool, policy: str, said: str) -> None:
    assert resting(status, received, policy) == Clock("rest", said)


def test_a_pause_says_on_which_basis() -> None:
    assert resting(6, True, basis="Luật Đất đai") == Clock("rest", "tạm dừng tính thời hạn, căn cứ Luật Đất đai")


@pytest.mark.parametrize(("status", "received"), [(1, False), (9, True), (10, True), (8, True), (3, False)])
def test_where_no_clock_would_run_nothing_rests(status: int, received: bool) -> None:
    assert resting(status, received) is None

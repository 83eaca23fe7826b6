"""Why a term ends when it does, in the words that people are shown."""

import pytest

from app.core.errors import Invalid
from app.deadlines.explanations import explain
from app.deadlines.layers import Kind
from tests.deadlines.agencies import AGENCIES, at


def told(term, received, agency="country"):
    return explain(term, at(received), AGENCIES[agency])


def test_each_day_with_what_it_is():
    found = told("2wd", "2026-11-20T10:20")
    assert [(step.day.day, step.counted, step.kind, step.why["vi"]) for step in found.steps] == [
        (20, None, Kind.WEEKDAY, "Ngày tiếp nhận, không tính vào thời hạn"),
        (21, None, Kind.WEEKEND, "Nghỉ hằng tuần"),
        (22, None, Kind.WEEKEND, "Nghỉ hằng tuần"),
        (23, 1, Kind.WEEKDAY, "Ngày làm việc thứ 1"),
        (24, None, Kind.HOLIDAY, "Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16)"),
        (25, 2, Kind.WEEKDAY, "Ngày làm việc thứ 2"),
    ]
    assert found.steps[4].name == {"vi": "Ngày Văn hóa Việt Nam", "en": "Vietnam Culture Day"}
    assert found.steps[4].hours == () and len(found.steps[5].hours) == 2


def test_a_day_worked_against_the_week_is_named():
    assert told("1wd", "2026-08-21T09:00").steps[1].why == {
        "vi": "Ngày làm việc thứ 1: Làm bù cho ngày 31/8/2026",
        "en": "Working day 1: Worked instead of 31 Aug 2026",
    }


def test_minutes_of_each_day_add_up_to_the_second():
    found = told("8wh", "2026-11-20T16:10:40")
    assert [step.minutes for step in found.steps] == [49, None, None, 431]
    assert [step.why["vi"] for step in found.steps][::3] == ["Tính 49 phút", "Tính 7 giờ 11 phút"]


def test_a_working_day_after_hours_is_said():
    found = told("1wh", "2026-11-16T18:00")
    assert [(step.minutes, step.why["vi"]) for step in found.steps] == [
        (None, "Ngoài giờ làm việc, không tính"),
        (60, "Tính 1 giờ"),
    ]


@pytest.mark.parametrize(
    ("term", "received", "agency", "says"),
    [
        ("3wd", "2026-11-16T10:20", "country", ["Điều 147 khoản 2"]),
        ("8wh", "2026-11-16T10:20", "country", ["đến từng phút: 8 giờ"]),
        ("halfday", "2026-11-16T10:20", "country", ["Nửa ngày làm việc là 4 giờ", "đến từng phút: 4 giờ"]),
        ("30cd", "2026-11-16T10:20", "country", ["Tính theo ngày liên tục"]),
        ("1cd", "2026-11-20T10:20", "country", ["Tính theo ngày liên tục", "Điều 148 khoản 5"]),
        ("sameday", "2026-11-16T15:00", "country", ["chậm nhất 15:00: trả trong ngày"]),
        ("sameday", "2026-11-16T15:01", "country", ["Tiếp nhận sau 15:00"]),
        ("1wd", "2026-12-31T10:20", "country", ["Điều 147 khoản 2", "năm 2027 mới là dự kiến"]),
        ("1wd", "2026-11-16T16:00", "cut off at 16:00", ["Điều 147 khoản 2"]),
        ("1wd", "2026-11-16T16:01", "cut off at 16:00", ["Điều 147 khoản 2", "chốt ngày lúc 16:00"]),
        ("8wh", "2026-11-16T16:01", "cut off at 16:00", ["đến từng phút: 8 giờ"]),
        ("0wd", "2026-11-16T16:01", "country", ["hết ngay khi bắt đầu"]),
    ],
)
def test_the_rules_applied_and_no_others(term, received, agency, says):
    rules = told(term, received, agency).rules
    assert len(rules) == len(says)
    assert all(text in rule["vi"] and rule["en"] for text, rule in zip(says, rules, strict=True))


def test_years_that_are_not_decided():
    assert told("1wd", "2026-11-16T10:20").estimated == ()
    assert told("1wd", "2026-12-31T10:20").estimated == (2027,)


def test_a_cut_off_counts_from_the_next_working_day():
    found = told("1wd", "2026-11-20T16:30", "cut off at 16:00")
    assert found.steps[0].why["vi"] == "Tiếp nhận sau giờ chốt hoặc vào ngày nghỉ, không tính"
    assert found.steps[3].why["vi"] == "Coi như ngày tiếp nhận, không tính"
    assert "23/11/2026" in found.rules[1]["vi"]


@pytest.mark.parametrize("term", ["", "3", "wd", "-1wd", "3 wd", "9999wd", "3wm", "sameday ", "٣wd", "3wd\n"])
def test_what_is_no_term_is_refused(term):
    with pytest.raises(Invalid):
        told(term, "2026-11-16T10:20")

"""Folding what happened to a clock into its due moment: worked examples, and what must hold whatever happens."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core.clock import TZ
from app.deadlines import terms
from app.deadlines.calendar import Calendar
from app.deadlines.counting import Fact, Kind, NoStart, State, fold
from app.deadlines.figures import index_figure, near
from app.deadlines.layers import DEFAULT_WEEK, OFFICIAL, Entry, Hours, Layer
from app.deadlines.layers import Kind as DayKind

FIRST = date(2026, 9, 7)  # a Monday; no holiday until 24 November
UNTIMED = settings(deadline=None)
TERMS = ("1wd", "3wd", "10wd", "30wd", "4wh", "8wh", "40wh", "7cd", "30cd", "halfday", "sameday")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


def calendar(*days_off, cut_off=None):
    hours = (Hours(date.min, DEFAULT_WEEK, DEFAULT_WEEK, cut_off),)
    days = {day: Entry(DayKind.HOLIDAY) for day in days_off}
    return Calendar(1, (Layer(None, days, hours),), dict.fromkeys(range(2025, 2032), OFFICIAL))


def started(term, when):
    return Fact(Kind.START, when, term)


def facts(text, *more):
    """`facts("5wd 2026-09-07T10:00", "PAUSE 2026-09-08T09:00", …)`."""
    term, when = text.split()
    rest = (line.split() for line in more)
    return [started(term, at(when)), *(Fact(kind, at(then)) for kind, then in rest)]


def due_at(*told, days_off=(), **options):
    return fold(facts(*told), calendar(*days_off, **options)).due_at


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # five working days: Tue, Wed counted; held Wed to Friday (Thu, Fri out); Mon, Tue, Wed are the 3rd to 5th
        (["5wd 2026-09-07T10:00", "PAUSE 2026-09-09T09:00", "RESUME 2026-09-11T16:00"], "2026-09-16T17:00"),
        # held and let go on the same day: nothing is taken out
        (["5wd 2026-09-07T10:00", "PAUSE 2026-09-09T09:00", "RESUME 2026-09-09T16:00"], "2026-09-14T17:00"),
        # over a weekend only the Monday is a working day that is taken out
        (["5wd 2026-09-07T10:00", "PAUSE 2026-09-11T09:00", "RESUME 2026-09-14T08:00"], "2026-09-15T17:00"),
        # held on the last day, let go on a Saturday: the end falls on a day off, so the next working day
        (["1wd 2026-09-10T10:00", "PAUSE 2026-09-11T09:00", "RESUME 2026-09-12T08:00"], "2026-09-14T17:00"),
        # held on the last day, let go after the close of another: the day after
        (["1wd 2026-09-07T10:00", "PAUSE 2026-09-08T09:00", "RESUME 2026-09-10T17:01"], "2026-09-11T17:00"),
        # hours to the minute: 90 of 240 minutes had passed; 150 are left from 14:10 on
        (["4wh 2026-09-07T08:00", "PAUSE 2026-09-07T09:30", "RESUME 2026-09-08T14:10"], "2026-09-08T16:40"),
        # calendar days: three days held, the 10th day a Thursday
        (["7cd 2026-09-07T10:00", "PAUSE 2026-09-08T10:00", "RESUME 2026-09-11T10:00"], "2026-09-17T17:00"),
        # a supplement starts the term anew
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-09T10:00", "RESTART 2026-09-21T10:00"], "2026-09-24T17:00"),
        # where a law lets it go on, the supplement is taken out like a pause
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-09T10:00", "CONTINUE 2026-09-21T10:00"], "2026-09-22T17:00"),
        # what had run out before it was held stays run out
        (["1wd 2026-09-07T10:00", "PAUSE 2026-09-10T10:00", "RESUME 2026-09-14T10:00"], "2026-09-08T17:00"),
        # a pause that turns into a wait: both are taken out, once
        (["5wd 2026-09-07T10:00", "PAUSE 2026-09-08T09:00", "WAIT 2026-09-09T09:00", "CONTINUE 2026-09-10T09:00"],
         "2026-09-16T17:00"),
        # a going on that nothing held changes nothing
        (["3wd 2026-09-07T10:00", "RESUME 2026-09-08T10:00"], "2026-09-10T17:00"),
    ],
)  # fmt: skip
def test_a_clock_is_due(told, expected):
    assert due_at(*told) == at(expected)


def test_a_cut_off_day_is_not_taken_out_twice():
    told = ("2wd 2026-09-07T16:00", "PAUSE 2026-09-07T16:30", "RESUME 2026-09-08T10:00")
    assert due_at(*told, cut_off=time(15)) == at("2026-09-10T17:00")  # counted from Tuesday, which is no day of it


@pytest.mark.parametrize("kind", [Kind.WAIT, Kind.PAUSE])
def test_nothing_is_due_while_it_stands_still(kind):
    clock = fold([started("3wd", at("2026-09-07T10:00")), Fact(kind, at("2026-09-08T10:00"))], calendar())
    assert clock.due_at is None
    assert near(clock, calendar()) is None


def test_a_promised_date_stands_unless_it_becomes_a_day_off():
    told = [*facts("3wd 2026-09-07T10:00"), Fact(Kind.EXTEND, at("2026-09-10T10:00"), due=at("2026-09-16T17:00"))]
    assert fold(told, calendar()).due_at == at("2026-09-16T17:00")
    assert fold(told, calendar(date(2026, 9, 14))).due_at == at("2026-09-16T17:00")
    assert fold(told, calendar(date(2026, 9, 16))).due_at == at("2026-09-17T17:00")


def test_a_restart_takes_the_promise_back_but_not_that_there_was_one():
    told = [*facts("3wd 2026-09-07T10:00"), Fact(Kind.EXTEND, at("2026-09-10T10:00"), due=at("2026-09-30T17:00"))]
    told += [Fact(Kind.WAIT, at("2026-09-11T10:00")), Fact(Kind.RESTART, at("2026-09-14T10:00"))]
    clock = fold(told, calendar())
    assert (clock.due_at, clock.extensions) == (at("2026-09-17T17:00"), 1)


def test_only_a_going_clock_can_be_met():
    with pytest.raises(NoStart):
        fold([Fact(Kind.PAUSE, at("2026-09-07T10:00"))], calendar())
    with pytest.raises(NoStart):
        fold(facts("3wd 2026-09-07T10:00", "STOP 2026-09-08T10:00", "PAUSE 2026-09-08T11:00"), calendar())
    assert fold([Fact(Kind.WAIT, at("2026-09-07T10:00"))], calendar()) is None  # asked for before reception


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("10wd 2026-09-07T10:00", "2026-09-18T07:30"),  # a fifth of ten days is two; due on the 21st at 17:00
        ("3wd 2026-09-07T10:00", "2026-09-09T17:00"),  # a fifth of three days is less than one: one whole day
        ("1wd 2026-09-07T10:00", "2026-09-08T15:30"),  # 90 of 450 minutes
        ("4wh 2026-09-07T07:30", "2026-09-07T10:42"),  # 48 of 240 minutes before 11:30
    ],
)
def test_when_it_is_nearly_due(told, expected):
    assert near(fold(facts(told), calendar()), calendar()) == at(expected)


@pytest.mark.parametrize(
    ("told", "figure"),
    [
        # Monday 10:00 to Thursday 16:00: 300 + 450 + 450 + 390 of 300 + 3 * 450 minutes
        (["3wd 2026-09-07T10:00", "STOP 2026-09-10T16:00"], (0, 1590, 1650, False)),
        (["3wd 2026-09-07T10:00", "STOP 2026-09-11T08:00"], (0, 1680, 1650, True)),
        # legally the clock began anew; the index takes the supplement out: 1680 less 1140 minutes
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00", "RESTART 2026-09-10T16:00", "STOP 2026-09-11T08:00"],
         (1, 540, 1650, False)),
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00", "RESTART 2026-09-10T16:00", "STOP 2026-09-14T16:59"],
         (1, 1409, 1650, False)),
        # on time by law, late by the index
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00", "RESTART 2026-09-10T16:00", "STOP 2026-09-15T16:59"],
         (1, 1859, 1650, True)),
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00", "RESTART 2026-09-08T11:00",
          "WAIT 2026-09-08T13:30", "RESTART 2026-09-08T14:30", "STOP 2026-09-08T15:00"], (2, 510, 1650, True)),
        (["3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00", "STOP 2026-09-30T10:00"], (1, 450, 1650, False)),
        # a pause is not the citizen's supplement: the index does not take it out
        (["3wd 2026-09-07T10:00", "PAUSE 2026-09-08T10:00", "RESUME 2026-09-15T10:00", "STOP 2026-09-15T10:00"],
         (0, 2700, 1650, True)),
    ],
)  # fmt: skip
def test_the_figure_of_the_national_index(told, figure):
    days = calendar()
    made = index_figure(fold(facts(*told), days), at("2026-12-01T10:00"), days)
    assert (made.requests, made.spent_minutes, made.allowed_minutes, made.late) == figure


def test_a_request_before_reception_counts_but_takes_nothing_out():
    told = [
        Fact(Kind.WAIT, at("2026-09-01T10:00")),
        Fact(Kind.ANSWERED, at("2026-09-03T10:00")),
        *facts("3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00", "RESTART 2026-09-08T11:00"),
    ]
    figure = index_figure(fold(told, calendar()), at("2026-09-08T11:00"), calendar())
    assert (figure.requests, figure.spent_minutes, figure.late) == (2, 450, True)


def test_while_a_supplement_is_awaited_the_index_stands_at_its_request():
    clock = fold(facts("3wd 2026-09-07T10:00", "WAIT 2026-09-08T10:00"), calendar())
    assert index_figure(clock, at("2026-12-01T10:00"), calendar()).spent_minutes == 450


moments = st.integers(0, 40 * 24 * 60).map(
    lambda minutes: datetime.combine(FIRST, time(), TZ) + timedelta(minutes=minutes)
)
days_off = st.lists(st.integers(0, 120).map(lambda n: FIRST + timedelta(days=n)), max_size=8)


@st.composite
def histories(draw):
    """A started clock and what happened to it, in order: whatever a diagram may do."""
    kinds = draw(
        st.lists(
            st.sampled_from(["PAUSE RESUME", "WAIT CONTINUE", "WAIT RESTART", "PAUSE WAIT CONTINUE", "EXTEND"]),
            max_size=4,
        )
    )
    wanted = ["START", *" ".join(kinds).split()]
    told = []
    for kind, when in zip(
        wanted, sorted(draw(st.lists(moments, min_size=len(wanted), max_size=len(wanted)))), strict=True
    ):
        promised = when + timedelta(days=draw(st.integers(1, 30))) if kind == "EXTEND" else None
        told.append(Fact(kind, when, draw(st.sampled_from(TERMS)) if kind == "START" else "", promised))
    return told


@UNTIMED
@given(histories(), days_off, days_off, st.sampled_from([None, time(15)]))
def test_a_holiday_more_never_makes_a_due_date_earlier(told, off, more, cut_off):
    before = fold(told, calendar(*off, cut_off=cut_off))
    after = fold(told, calendar(*off, *more, cut_off=cut_off))
    assert after.due_at >= before.due_at


@UNTIMED
@given(histories(), days_off)
def test_an_end_is_never_before_going_on_unless_it_had_run_out(told, off):
    clock = fold(told, calendar(*off))
    for held in clock.held:
        assert clock.due >= held.until or held.days == held.minutes == 0


@UNTIMED
@given(st.sampled_from(TERMS), moments, moments, moments, days_off)
def test_a_restart_after_a_supplement_equals_a_fresh_start(term, first, second, third, off):
    begun, asked, answered = sorted((first, second, third))
    days = calendar(*off)
    again = fold([started(term, begun), Fact(Kind.WAIT, asked), Fact(Kind.RESTART, answered)], days)
    fresh = fold([started(term, answered)], days)
    assert (again.due_at, near(again, days), again.since) == (fresh.due_at, near(fresh, days), fresh.since)


@UNTIMED
@given(st.sampled_from(["1wd", "5wd", "30wd"]), moments, moments, moments, days_off)
def test_days_counted_before_and_after_a_pause_add_up(term, first, second, third, off):
    begun, held, resumed = sorted((first, second, third))
    days = calendar(*off)
    clock = fold([started(term, begun), Fact(Kind.PAUSE, held), Fact(Kind.RESUME, resumed)], days)
    assume(held < terms.due(term, begun, days))
    counted = days.working_days_between(begun.date(), held.date())
    left = days.working_days_between(resumed.date(), clock.due_at.date())
    whole = terms.parse(term).amount
    assert counted + left == whole or (counted == whole and clock.due_at.date() >= resumed.date())


@UNTIMED
@given(st.sampled_from(["4wh", "8wh", "40wh"]), moments, moments, moments, days_off)
def test_minutes_counted_before_and_after_a_pause_add_up(term, first, second, third, off):
    begun, held, resumed = sorted((first, second, third))
    days = calendar(*off)
    clock = fold([started(term, begun), Fact(Kind.PAUSE, held), Fact(Kind.RESUME, resumed)], days)
    assume(held < terms.due(term, begun, days))
    counted = days.minutes_between(begun, held) + days.minutes_between(resumed, clock.due_at)
    assert counted == terms.parse(term).amount * 60


@UNTIMED
@given(histories(), days_off)
def test_the_first_appointment_never_changes_by_what_happens_later(told, off):
    days = calendar(*off)
    for count in range(1, len(told) + 1):
        clock = fold(told[:count], days)
        assert clock.started_at == told[0].at
        assert terms.due(clock.term, clock.started_at, days) == fold(told[:1], days).due_at


@UNTIMED
@given(histories(), days_off)
def test_a_stopped_clock_keeps_its_due_moment(told, off):
    days = calendar(*off)
    stopped = fold([*told, Fact(Kind.STOP, told[-1].at)], days)
    assert stopped.state is State.STOPPED
    assert stopped.due_at == fold(told, days).due_at

"""What holds of any calendar, against a count day by day and half by half that knows nothing of the fast one."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as some

from app.core.clock import TZ
from app.deadlines.calendar import Calendar
from app.deadlines.explanations import explain
from app.deadlines.layers import DEFAULT_WEEK, OFFICIAL, Entry, Hours, Kind, Layer
from app.deadlines.terms import due
from scripts.benchmarks import dues
from tests.deadlines.agencies import SIX_DAYS, SUMMER

NIGHT_DESK = (*[((time(0, 0), time(0, 45)), (time(6, 0), time(6, 1)), (time(23, 0), time(23, 59)))] * 4, (), (), ())
WEEKS = (DEFAULT_WEEK, SIX_DAYS, SUMMER, NIGHT_DESK)
FIRST, LAST = date(2025, 11, 1), date(2026, 5, 31)
YEARS = dict.fromkeys(range(2020, 2035), OFFICIAL)  # entered: nothing is assumed

days = some.dates(FIRST, LAST)
holidays = some.sets(days, max_size=40)
weeks = some.sampled_from(WEEKS)
cut_offs = some.none() | some.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = some.datetimes(datetime.combine(FIRST, time(0)), datetime.combine(LAST, time(0)), timezones=some.just(TZ))
terms = some.builds(str.__add__, some.integers(1, 60).map(str), some.sampled_from(["wd", "wh", "cd"]))
terms |= some.sampled_from(["sameday", "halfday"])
minutes = some.integers(1, 6_000)


def calendar(off, week, cut_off=None):
    """A calendar with these days off and this week, changed to the usual one in March."""
    hours = (Hours(date.min, week, week, cut_off), Hours(date(2026, 3, 2), DEFAULT_WEEK, DEFAULT_WEEK, cut_off))
    return Calendar(1, (Layer(1, {}, hours), Layer(None, {day: Entry(Kind.HOLIDAY) for day in off})), YEARS)


def halves(off, week, day):
    """The halves of a day, from what the calendar was made of."""
    if day in off:
        return ()
    return (week if day < date(2026, 3, 2) else DEFAULT_WEEK)[day.weekday()]


def worked_between(off, week, start, end):
    """Working time half by half."""
    total, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in halves(off, week, day):
            opened, closed = (datetime.combine(day, clock, TZ) for clock in (opens, closes))
            total += max(min(closed, end) - max(opened, start), timedelta())
        day += timedelta(days=1)
    return total


def after(off, week, day, count):
    """The count-th working day after a day, one by one."""
    while count:
        day += timedelta(days=1)
        count -= bool(halves(off, week, day))
    return day


@given(holidays, weeks, days, some.integers(0, 300))
def test_working_days_as_counted_one_by_one(off, week, day, count):
    made = calendar(off, week)
    reached = made.working_day_after(day, count)
    assert reached == after(off, week, day, count)
    assert made.working_days_between(day, reached) == count
    assert made.working_days_between(reached, day) == -count


@given(holidays, weeks, days, some.integers(1, 300))
def test_working_days_before_lead_back(off, week, day, count):
    made = calendar(off, week)
    back = made.working_day_before(day, count)
    assert made.is_working_day(back)
    assert after(off, week, back, count) == (day if made.is_working_day(day) else made.next_working_day(day))


@given(holidays, weeks, moments, minutes)
def test_minutes_as_counted_half_by_half(off, week, start, amount):
    made = calendar(off, week)
    end = made.add_minutes(start, amount)
    assert worked_between(off, week, start, end) == timedelta(minutes=amount)
    assert worked_between(off, week, start, end - timedelta(microseconds=1)) < timedelta(minutes=amount)
    assert made.minutes_between(start, end) == amount == -made.minutes_between(end, start)


@given(holidays, weeks, moments, minutes)
def test_subtracted_minutes_are_those_that_were_left(off, week, end, amount):
    start = calendar(off, week).subtract_minutes(end, amount)
    assert worked_between(off, week, start, end) == timedelta(minutes=amount)
    assert worked_between(off, week, start + timedelta(microseconds=1), end) < timedelta(minutes=amount)


@given(holidays, weeks, moments, minutes)
def test_added_and_subtracted_nothing_has_been_worked(off, week, start, amount):
    made = calendar(off, week)
    back = made.subtract_minutes(made.add_minutes(start, amount), amount)
    earlier, later = min(start, back), max(start, back)
    assert worked_between(off, week, earlier, later) == timedelta()


@given(holidays, weeks, moments, some.integers(1, 60), some.integers(1, 60))
def test_hours_in_parts_are_the_hours_in_one(off, week, start, first, second):
    made = calendar(off, week)
    assert due(f"{second}wh", due(f"{first}wh", start, made), made) == due(f"{first + second}wh", start, made)


@given(holidays, weeks, cut_offs, days, moments, terms)
def test_one_more_holiday_never_makes_it_earlier(off, week, cut_off, another, start, term):
    assert due(term, start, calendar(off | {another}, week, cut_off)) >= due(term, start, calendar(off, week, cut_off))


@given(holidays, weeks, cut_offs, moments, moments, terms)
def test_later_reception_is_never_due_earlier(off, week, cut_off, one, other, term):
    made = calendar(off, week, cut_off)
    assert due(term, min(one, other), made) <= due(term, max(one, other), made)


@given(holidays, weeks, cut_offs, moments, terms)
def test_it_is_due_in_working_time_and_not_before_it_began(off, week, cut_off, start, term):
    made = calendar(off, week, cut_off)
    end = due(term, start, made)
    assert end > start
    assert any(opens < end.time() <= closes for opens, closes in halves(off, week, end.date()))


@given(holidays, weeks, cut_offs, moments, terms)
def test_explained_as_computed(off, week, cut_off, start, term):
    made = calendar(off, week, cut_off)
    explained = explain(term, start, made)
    assert explained.due == due(term, start, made)
    counted = [step.counted for step in explained.steps if step.counted]
    assert counted == list(range(1, len(counted) + 1))
    if term.endswith(("wd", "cd")):
        assert len(counted) == int(term[:-2])


def test_the_benchmark_runs(capsys):
    dues.main(1)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:-1]] == [*dues.TERMS, "30wd,"]

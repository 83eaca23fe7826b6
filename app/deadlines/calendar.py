"""The working calendar of one agency: which days and hours count. Pure, in memory, made for counting fast.

Days are found by bisecting the sorted working days of a year, minutes by its running total of working time; a year is
compiled when it is first asked for. All clock times are of Asia/Ho_Chi_Minh.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from app.core.clock import TZ, local
from app.core.errors import N_, Invalid
from app.deadlines.layers import DEFAULT_HOURS, OFFICIAL, WORKED, Entry, Half, Hours, Kind, Layer, fixed_days
from app.deadlines.years import MINUTE, Year, moment_at, position

FIRST_YEAR, LAST_YEAR = 1950, 2200
_OUTSIDE = N_("Lịch làm việc chỉ tính từ năm %(first)s đến năm %(last)s.")
_WORDS = {
    Kind.WEEKDAY: ("Ngày làm việc", "Working day"),
    Kind.WEEKEND: ("Nghỉ hằng tuần", "Weekly rest"),
    Kind.HOLIDAY: ("Nghỉ lễ", "Public holiday"),
    Kind.COMPENSATORY_OFF: ("Nghỉ bù", "Compensatory day off"),
    Kind.SWAP_OFF: ("Nghỉ hoán đổi", "Day off, swapped"),
    Kind.SWAP_WORK: ("Làm bù", "Working day, swapped"),
    Kind.AGENCY_OFF: ("Cơ quan nghỉ", "Agency closed"),
    Kind.AGENCY_WORK: ("Cơ quan làm việc", "Agency at work"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day as an agency has it. `estimated`: its year's holidays are not decided yet."""

    day: date
    works: bool
    kind: Kind
    name: Mapping[str, str]
    legal_basis: str
    estimated: bool
    hours: tuple[Half, ...]


class Calendar:
    """Immutable. `layers`: the agency's own entries first, its parents' next, the country's last.

    `years` are those entered, with their status; of the others the holidays of fixed date are counted, as an estimate.
    """

    def __init__(
        self, version: int, layers: tuple[Layer, ...], years: Mapping[int, str], *, receiving: bool = False
    ) -> None:
        self.version = version
        self._layers, self._status = layers, years
        self._receives = receiving
        self._years: dict[int, Year] = {}

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What it is made of, nearest first."""
        return self._layers

    @property
    def years(self) -> Mapping[int, str]:
        """The years entered, with their status."""
        return self._status

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """The units whose own entries are in it, nearest first."""
        return tuple(layer.unit_id for layer in self._layers if layer.unit_id is not None)

    @cached_property
    def receiving(self) -> "Calendar":
        """The same agency counted by the hours in which its desk receives."""
        return Calendar(self.version, self._layers, self._status, receiving=True)

    def estimated_year(self, year: int) -> bool:
        """Whether the holidays of this year are not decided yet."""
        return self._status.get(year) != OFFICIAL

    def day(self, day: date) -> Day:
        """What this day is, and why."""
        entry = self._entry(day)
        kind, hours = self._kind_and_hours(day, entry)
        vi, en = _WORDS[kind]
        if entry:
            vi, en = entry.name or vi, entry.name_en or entry.name or en
        basis = entry.legal_basis if entry else ""
        return Day(day, bool(hours), kind, {"vi": vi, "en": en}, basis, self.estimated_year(day.year), hours)

    def is_working_day(self, day: date) -> bool:
        """Whether anything is worked on this day."""
        return bool(self._halves(day))

    def receives_on(self, day: date) -> bool:
        """Whether the desk receives on this day."""
        return self.receiving.is_working_day(day)

    def day_cut_off(self, day: date) -> time | None:
        """The time of this day after which reception counts as of the next working day, if the agency has one."""
        return self._hours_in_force(day).day_cut_off

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.working_day_after(day, 1)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself when `count` is 0."""
        if count == 0:
            return day
        number = day.year
        year = self._year(number)
        index = year.days_until(day) + count - 1
        while index >= len(year.days):
            index -= len(year.days)
            number += 1
            year = self._year(number)
        return date.fromordinal(year.days[index])

    def working_day_before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`; `day` itself when `count` is 0."""
        if count == 0:
            return day
        number = day.year
        year = self._year(number)
        index = year.days_until(day - timedelta(days=1)) if day.timetuple().tm_yday > 1 else 0
        index -= count
        while index < 0:
            number -= 1
            year = self._year(number)
            index += len(year.days)
        return date.fromordinal(year.days[index])

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        passed = sum(len(self._year(number).days) for number in range(first.year, last.year))
        return passed + self._year(last.year).days_until(last) - self._year(first.year).days_until(first)

    def open_of(self, day: date) -> datetime:
        """When work begins on a working day. Raises ValueError for a day off."""
        return datetime.combine(day, self._worked(day)[0][0], TZ)

    def close_of(self, day: date) -> datetime:
        """When work ends on a working day. Raises ValueError for a day off."""
        return datetime.combine(day, self._worked(day)[-1][1], TZ)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment by which so many working minutes have passed since `start` (itself when 0)."""
        begun = local(start)
        if minutes == 0:
            return begun
        number = begun.year
        year = self._year(number)
        worked = year.worked_until(position(begun)) + minutes * MINUTE
        while worked > year.total:
            worked -= year.total
            number += 1
            year = self._year(number)
        return moment_at(year.when_done(worked))

    def subtract_minutes(self, end: datetime, minutes: int) -> datetime:
        """The last moment from which so many working minutes are left until `end` (itself when 0)."""
        ended = local(end)
        if minutes == 0:
            return ended
        number = ended.year
        year = self._year(number)
        worked = year.worked_until(position(ended)) - minutes * MINUTE
        while worked < 0:
            number -= 1
            year = self._year(number)
            worked += year.total
        return moment_at(year.when_left(worked))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; negative when `end` is earlier."""
        begun, ended = local(start), local(end)
        if ended < begun:
            return -self.minutes_between(ended, begun)
        passed = sum(self._year(number).total for number in range(begun.year, ended.year))
        here = self._year(ended.year).worked_until(position(ended))
        return (passed + here - self._year(begun.year).worked_until(position(begun))) // MINUTE

    def _year(self, number: int) -> Year:
        year = self._years.get(number)
        if year is None:
            if not FIRST_YEAR <= number <= LAST_YEAR:
                raise Invalid({"day": (_OUTSIDE, {"first": FIRST_YEAR, "last": LAST_YEAR})})
            year = self._years[number] = Year(self._worked_days(number))
        return year

    def _worked_days(self, year: int) -> Iterator[tuple[date, tuple[Half, ...]]]:
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if halves := self._halves(day):
                yield day, halves

    def _worked(self, day: date) -> tuple[Half, ...]:
        halves = self._halves(day)
        if not halves:
            raise ValueError(f"{day} is a day off")
        return halves

    def _halves(self, day: date) -> tuple[Half, ...]:
        return self._kind_and_hours(day, self._entry(day))[1]

    def _entry(self, day: date) -> Entry | None:
        for layer in self._layers:
            if day in layer.days:
                return layer.days[day]
        return None if day.year in self._status else fixed_days(day.year).get(day)

    def _kind_and_hours(self, day: date, entry: Entry | None) -> tuple[Kind, tuple[Half, ...]]:
        in_force = self._hours_in_force(day)
        week = in_force.receiving if self._receives else in_force.counting
        own = week[day.weekday()]
        if entry is None:
            return (Kind.WEEKDAY, own) if own else (Kind.WEEKEND, ())
        if entry.kind not in WORKED:
            return entry.kind, ()
        # A swapped Saturday is worked like the weekday it stands for, not like the Saturday mornings of a desk.
        ordinary = next((halves for halves in week if halves), ())
        return entry.kind, own if own and entry.kind is Kind.AGENCY_WORK else ordinary

    def _hours_in_force(self, day: date) -> Hours:
        for layer in self._layers:
            for hours in reversed(layer.hours):
                if hours.valid_from <= day:
                    return hours
        return DEFAULT_HOURS

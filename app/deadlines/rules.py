"""The rules of counting in words, in both languages, with the law each stands on."""

from collections.abc import Iterator
from datetime import datetime

from app.core.days import day_words
from app.deadlines.calendar import Calendar, Day
from app.deadlines.layers import Kind
from app.deadlines.terms import SAME_DAY_UNTIL, Term, TermUnit, day_of_event, parse, within_same_day

Words = dict[str, str]


def _words(vi: str, en: str, **places: object) -> Words:
    return {"vi": vi.format(**places), "en": en.format(**places)}


SAME_DAY = _words("Trả trong ngày tiếp nhận", "Due on the day of reception")
NEXT_DAY = _words("Trả vào ngày làm việc kế tiếp", "Due on the next working day")
RECEIVED = _words("Ngày tiếp nhận, không tính vào thời hạn", "Day of reception, not counted")
RECEIVED_LATE = _words(
    "Tiếp nhận sau giờ chốt hoặc vào ngày nghỉ, không tính", "Received after the cut-off or on a day off, not counted"
)
TAKEN_AS_RECEIVED = _words("Coi như ngày tiếp nhận, không tính", "Taken as the day of reception, not counted")
MOVED_HERE = _words("Ngày làm việc đầu tiên sau ngày nghỉ", "First working day after the days off")
AFTER_HOURS = _words("Ngoài giờ làm việc, không tính", "Outside of working hours, not counted")


def counted(unit: TermUnit, number: int, day: Day) -> Words:
    """That this is the so-and-so-manieth day of the term."""
    if unit is TermUnit.WORKING_DAY:
        return _with_name(_words("Ngày làm việc thứ {n}", "Working day {n}", n=number), day)
    return _with_name(_words("Ngày thứ {n}", "Day {n}", n=number), day)


def minutes(amount: int, day: Day) -> Words:
    """How much of the term was worked on this day."""
    hours, rest = divmod(amount, 60)
    vi = [f"{hours} giờ"] * bool(hours) + [f"{rest} phút"] * bool(rest)
    en = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return _with_name({"vi": f"Tính {' '.join(vi)}", "en": f"Counted {' '.join(en)}"}, day)


def off(day: Day) -> Words:
    """Why a day off is skipped."""
    basis = f" ({day.legal_basis})" if day.legal_basis else ""
    return {"vi": f"{day.name['vi']}{basis}", "en": f"{day.name['en']}{basis}"}


def _with_name(said: Words, day: Day) -> Words:
    if day.kind in (Kind.WEEKDAY, Kind.WEEKEND):
        return said
    return {language: f"{text}: {day.name[language]}" for language, text in said.items()}


_OF_UNIT = {
    TermUnit.WORKING_DAY: (
        "Tính theo ngày làm việc: ngày thứ nhất là ngày làm việc liền sau ngày tiếp nhận (Bộ luật Dân sự 2015, Điều 147"
        " khoản 2); hạn là giờ nghỉ làm của ngày làm việc thứ {amount}.",
        "Counted in working days: day 1 is the working day after reception (Civil Code 2015, Art. 147.2); due when work"
        " ends on working day {amount}.",
    ),
    TermUnit.WORKING_HOUR: (
        "Tính theo giờ làm việc, đến từng phút: {amount} giờ; không tính ban đêm, giờ nghỉ trưa và ngày nghỉ.",
        "Counted in working hours, to the minute: {amount} h; nights, lunch and days off do not count.",
    ),
    TermUnit.CALENDAR_DAY: (
        "Tính theo ngày liên tục, cả ngày nghỉ: ngày thứ nhất là ngày liền sau ngày tiếp nhận (Bộ luật Dân sự 2015,"
        " Điều 147 khoản 2); hạn là giờ nghỉ làm của ngày thứ {amount}.",
        "Counted in calendar days, days off too: day 1 is the day after reception (Civil Code 2015, Art. 147.2); due"
        " when work ends on day {amount}.",
    ),
}
_HALF_DAY = _words("Nửa ngày làm việc là 4 giờ làm việc.", "Half a working day is 4 working hours.")
_MOVED = _words(
    "Ngày cuối là ngày nghỉ thì hạn là ngày làm việc kế tiếp (Bộ luật Dân sự 2015, Điều 148 khoản 5).",
    "When the last day is a day off, the next working day is due (Civil Code 2015, Art. 148.5).",
)
_NOTHING = _words("Thời hạn 0 hết ngay khi bắt đầu.", "A term of 0 ends as it begins.")
_WITHIN = _words(
    "Tiếp nhận vào ngày làm việc, chậm nhất {until}: trả trong ngày.",
    "Received on a working day, by {until}: due the same day.",
    until=f"{SAME_DAY_UNTIL:%H:%M}",
)
_NOT_WITHIN = _words(
    "Tiếp nhận sau {until}, sau giờ làm việc hoặc vào ngày nghỉ: trả vào ngày làm việc kế tiếp.",
    "Received after {until}, after hours or on a day off: due on the next working day.",
    until=f"{SAME_DAY_UNTIL:%H:%M}",
)


def applied(text: str, begun: datetime, ends: datetime, calendar: Calendar) -> Iterator[Words]:
    """The rules by which a term that began at `begun` ends at `ends`, the general one first."""
    term = parse(text)
    if term.amount == 0:
        yield _NOTHING
        return
    if text == "halfday":
        yield _HALF_DAY
    if term.unit is TermUnit.SAME_DAY:
        yield _WITHIN if within_same_day(begun, calendar) else _NOT_WITHIN
    else:
        vi, en = _OF_UNIT[term.unit]
        yield _words(vi, en, amount=term.amount)
        yield from _exceptions(term, begun, ends, calendar)
    yield from _unsure(begun.year, ends.year, calendar)


def _exceptions(term: Term, begun: datetime, ends: datetime, calendar: Calendar) -> Iterator[Words]:
    if term.unit is TermUnit.WORKING_HOUR:
        return
    event, cut_off = day_of_event(begun, calendar), calendar.day_cut_off(begun.date())
    if event != begun.date() and cut_off:
        yield _words(
            "Cơ quan chốt ngày lúc {at}: hồ sơ đến sau đó hoặc vào ngày nghỉ coi như tiếp nhận ngày làm việc kế tiếp,"
            " {day_vi}.",
            "The agency's day is cut off at {at}: what comes later, or on a day off, counts as received on the next"
            " working day, {day_en}.",
            at=f"{cut_off:%H:%M}",
            day_vi=day_words(event, "vi"),
            day_en=day_words(event, "en"),
        )
    if term.unit is TermUnit.CALENDAR_DAY and (ends.date() - event).days > term.amount:
        yield _MOVED


def _unsure(first: int, last: int, calendar: Calendar) -> Iterator[Words]:
    for year in range(first, last + 1):
        if calendar.estimated_year(year):
            yield _words(
                "Lịch nghỉ năm {year} mới là dự kiến; khi có lịch chính thức, hạn của hồ sơ đang giải quyết được tính"
                " lại.",
                "The holidays of {year} are only estimated; once they are decided, open dossiers are counted anew.",
                year=year,
            )

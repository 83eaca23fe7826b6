"""Calendars as files: what goes out comes in again, what comes from anybody is refused by its lines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.core.db import transaction
from app.core.errors import Invalid
from app.deadlines import calendars, editing, entered
from app.deadlines.collecting import MOST_BYTES, MOST_ROWS
from app.deadlines.exchange import COLUMNS, read_csv, to_csv
from app.deadlines.ical import read_ical, to_ical
from app.deadlines.layers import Kind
from app.deadlines.years import Year

HEAD = ",".join(COLUMNS)
BY = {"reason": "thử", "actor_id": None}
MEANS = {"csv": (to_csv, read_csv), "ical": (to_ical, read_ical)}


def faults(read, data):
    with pytest.raises(Invalid) as refusal:
        read(data)
    return {place: text % params if params else text for place, (text, params) in refusal.value.fields.items()}


def ical(*events, head="VERSION:2.0\r\nPRODID:x\r\n"):
    bodies = "".join(
        "BEGIN:VEVENT\r\n" + "".join(f"{line}\r\n" for line in event) + "END:VEVENT\r\n" for event in events
    )
    return f"BEGIN:VCALENDAR\r\n{head}{bodies}END:VCALENDAR\r\n".encode()


@pytest.mark.parametrize("form", MEANS)
def test_what_goes_out_comes_in_again(world, form):
    write, read = MEANS[form]
    with transaction():
        editing.set_day(
            None, date(2026, 11, 18), "HOLIDAY", name='Lễ; "lớn", \\ vừa', name_en="A, B", legal_basis="Điều 1; 2", **BY
        )
        before = entered.rows(None, [2026])
        assert read(write(None, 2026)) == before
        assert editing.import_preview(None, before).days == []
        assert editing.import_apply(None, before, **BY) is None


@pytest.mark.parametrize("form", MEANS)
def test_one_agency_s_days(world, form):
    write, read = MEANS[form]
    with transaction():
        editing.set_day(1, date(2026, 11, 18), "AGENCY_OFF", name="Ngày truyền thống", **BY)
        assert read(write(1, 2026)) == entered.rows(1, [2026])
        with pytest.raises(Invalid):
            editing.import_preview(None, read(write(1, 2026)))  # the country closes for no agency


def test_an_import_is_previewed_then_takes_the_place_of_its_years(world):
    rows = read_csv(f"{HEAD}\n2026-11-24,HOLIDAY,Ngày Văn hóa,,\n2026-11-18,HOLIDAY,Lễ mới,,NĐ 1\n")
    with transaction():
        before = calendars.version()
        preview = editing.import_preview(None, rows)
        assert [row.day for row in preview.added] == [date(2026, 11, 18)]
        ((was, will),) = preview.changed
        assert (was.entry.name, will.entry.name) == ("Ngày Văn hóa Việt Nam", "Ngày Văn hóa")
        assert len(preview.removed) == 16
        assert calendars.version() == before
        edit = editing.import_apply(None, rows, legal_basis="NĐ 1", **BY)
        assert (edit.version, edit.first_day, edit.last_day) == (before + 1, date(2026, 1, 1), date(2026, 11, 24))
        assert entered.rows(None, [2026]) == rows
        assert len(entered.rows(None, [2025])) == 13  # another year stays


def test_days_that_cannot_be_meant_name_their_line(world):
    rows = read_csv(f"{HEAD}\n2026-11-24,HOLIDAY,Lễ,,\n2026-11-18,SWAP_WORK,,,\n")
    with pytest.raises(Invalid) as refusal, transaction():
        editing.import_apply(None, rows, **BY)
    assert list(refusal.value.fields) == ["line 3"]


class TestCsv:
    def test_as_a_spreadsheet_here_writes_it(self):
        (row,) = read_csv(b"\xef\xbb\xbfDay;Kind;Name\r\n2/9/2026;holiday;Qu\xe1\xbb\x91c kh\xc3\xa1nh\r\n")
        assert (row.day, row.entry.kind, row.entry.name) == (date(2026, 9, 2), Kind.HOLIDAY, "Quốc khánh")

    @pytest.mark.parametrize(
        ("data", "places"),
        [
            (b"", ["line 1"]),
            (b"a,b\n1,2\n", ["line 1"]),
            (HEAD.encode(), ["file"]),  # no row
            (f"{HEAD}\n2026-02-30,HOLIDAY,x,,\n".encode(), ["line 2"]),
            (f"{HEAD}\n20260102,HOLIDAY,x,,\n2026-W01-1,HOLIDAY,x,,\n".encode(), ["line 2", "line 3"]),
            (f"{HEAD}\n2026-01-02,FREE,x,,\n".encode(), ["line 2"]),
            (f"{HEAD}\n1999-01-02,HOLIDAY,x,,\n".encode(), ["line 2"]),
            (f"{HEAD}\n2026-01-02,HOLIDAY,x,,\n2026-01-02,HOLIDAY,y,,\n".encode(), ["line 3"]),  # twice
            (f"{HEAD}\n2026-01-02,HOLIDAY,x,,,more\n".encode(), ["line 2"]),
            (f"{HEAD}\n2026-01-02,HOLIDAY,{'x' * 201},,\n".encode(), ["line 2"]),
            (f"{HEAD}\n2026-01-02,HOLIDAY,a\x00b,,\n".encode(), ["line 2"]),
            (f'{HEAD}\n2026-01-02,HOLIDAY,"never closed,,\n'.encode(), ["line 2"]),
            (f"{HEAD}\n2026-01-02,HOLIDAY,{'x' * 140_000},,\n".encode(), ["line 2"]),  # beyond csv's own limit
            (f"{HEAD}\n2026-01-02,HOLIDAY,".encode() + b"\xff\xfe,,\n", ["line 2"]),
            (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5\xa0", ["line 1"]),  # an .xlsx
            (b"x" * (MOST_BYTES + 1), ["file"]),
        ],
    )
    def test_what_is_wrong_is_said_by_its_line(self, data, places):
        assert list(faults(read_csv, data)) == places

    def test_not_every_fault_of_a_bad_file_is_listed(self):
        assert len(faults(read_csv, f"{HEAD}\n" + "x,y,z,,\n" * 500)) == 20

    def test_too_many_rows(self):
        days = [date.fromordinal(date(2030, 1, 1).toordinal() + n).isoformat() for n in range(MOST_ROWS + 1)]
        rows = [f"{day},AGENCY_OFF,,," for day in days]
        assert len(read_csv("\n".join([HEAD, *rows[:MOST_ROWS]]))) == MOST_ROWS
        assert list(faults(read_csv, "\n".join([HEAD, *rows]))) == [f"line {MOST_ROWS + 2}"]

    @given(some.binary(max_size=300) | some.text(max_size=300).map(lambda text: f"{HEAD}\n{text}".encode()))
    def test_garbage_never_breaks_it(self, data):
        try:
            read_csv(data)
        except Invalid as refusal:
            assert str(refusal)


class TestIcal:
    def test_a_calendar_from_elsewhere(self):
        """Days of several days, no kind: they are holidays."""
        tet = ("DTSTART;VALUE=DATE:20260216", "DTEND;VALUE=DATE:20260221", "SUMMARY:Tết\\, nguyên đán")
        rows = read_ical(ical(tet, ("DTSTART;VALUE=DATE:20260430", "SUMMARY:30/4")))
        assert [row.day.day for row in rows] == [16, 17, 18, 19, 20, 30]
        assert {row.entry.kind for row in rows} == {Kind.HOLIDAY}
        assert rows[0].entry.name == "Tết, nguyên đán"
        assert (rows[0].line, rows[5].line) == (4, 9)

    def test_an_event_may_say_how_long_it_is(self):
        assert len(read_ical(ical(("DTSTART;VALUE=DATE:20260216", "DURATION:P5D", "SUMMARY:Tết")))) == 5

    @pytest.mark.parametrize(
        ("lines", "says"),
        [
            (("DTSTART:20260216T100000Z",), "cả ngày"),
            (("DTSTART;TZID=../../etc/passwd:20260216T100000",), "cả ngày"),
            (("DTSTART;VALUE=DATE:2026xx16",), ""),
            (("DTSTART;VALUE=DATE:20260230",), ""),
            (("DTSTART;VALUE=PERIOD:20260216T000000Z/PT1H",), ""),
            (("DTSTART;VALUE=DATE:20260216", "DTSTART;VALUE=DATE:20260217"), ""),
            (("SUMMARY:never",), "cả ngày"),
            (("DTSTART;VALUE=DATE:20260216", "RRULE:FREQ=SECONDLY"), "lặp lại"),
            (("DTSTART;VALUE=DATE:20260216", "DTEND;VALUE=DATE:99991231"), "31"),
            (("DTSTART;VALUE=DATE:20260216", "DURATION:PT36H"), "31"),
            (("DTSTART;VALUE=DATE:20260216", "DURATION:-P1D"), "31"),
            (("DTSTART;VALUE=DATE:20260216", "DURATION:long"), ""),
            (("DTSTART;VALUE=DATE:20260216", "DTEND;VALUE=DATE:20260216"), "31"),
            (("DTSTART;VALUE=DATE:20260216", "DTEND;VALUE=DATE:20250216"), "31"),
            (("DTSTART;VALUE=DATE:20260216", f"SUMMARY:{'x' * 100_000}"), "200"),
            (("DTSTART;VALUE=DATE:00010101",), ""),
        ],
    )
    def test_events_that_are_refused(self, lines, says):
        (said,) = faults(read_ical, ical(lines)).items()
        assert said[0] == "line 4" and says in said[1]

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\x00\x01abc",
            HEAD.encode(),
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260216\r\n",  # cut off
            ical() * 2,
            ical(),
            b"BEGIN:X\r\n" * 20_000,
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * (MOST_ROWS + 1),
            b"BEGIN:VCALENDAR\r\n" * 10_000 + b"END:VCALENDAR\r\n" * 10_000,
            ical(("DTSTART;VALUE=DATE:20260216", "SUMMARY:\xff")).decode().encode("latin-1"),
            b"x" * (MOST_BYTES + 1),
        ],
    )
    def test_files_that_are_refused(self, data):
        assert len(faults(read_ical, data)) == 1

    @given(some.lists(some.tuples(some.sampled_from(["DTSTART", "DTEND", "SUMMARY", "CATEGORIES", "RRULE", "EXDATE"]),
                                  some.sampled_from(["", ";VALUE=DATE", ";TZID=x", ";VALUE=DURATION", ";;=", '="']),
                                  some.text(max_size=20) | some.sampled_from(["20260216", "20260216T000000Z", "P1D"])),
                      max_size=4))  # fmt: skip
    def test_garbage_never_breaks_it(self, lines):
        data = ical([f"{name}{how}:{value}" for name, how, value in lines])
        try:
            read_ical(data)
        except Invalid as refusal:
            assert str(refusal)


def test_an_empty_year_has_nothing():
    assert (Year([]).total, Year([]).days_until(date(2026, 1, 1)), Year([]).worked_until(0)) == (0, 0, 0)

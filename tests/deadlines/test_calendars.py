"""Calendars as entered: loading, inheritance, edits, and who sees them when."""

from datetime import date, datetime
from threading import Event, Thread

import pytest

from app.cases.calendars import of_unit, open_cases_touched
from app.cases.demo import make_hours
from app.core.clock import TZ
from app.core.db import savepoint, session, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.deadlines import calendars, editing, entered, loading
from app.deadlines.calendars import written
from app.deadlines.edits import note
from app.deadlines.layers import DEFAULT_WEEK, Kind
from app.deadlines.models import LegalClock
from app.deadlines.terms import due
from app.identity.units import by_any_code, by_code, with_those_below
from tests.deadlines.agencies import SIX_DAYS, SUMMER, at

WEEK = written(DEFAULT_WEEK)
BY = {"reason": "thử", "actor_id": None}
WEDNESDAY, SATURDAY, CULTURE_DAY = date(2026, 11, 18), date(2026, 11, 21), date(2026, 11, 24)


def country():
    with transaction(writes=False):
        return calendars.of(())


def id_of(code):
    with transaction(writes=False):
        return by_code(code).id


def off(unit_id, day=WEDNESDAY):
    with transaction(writes=False):
        return not of_unit(unit_id).is_working_day(day)


def edit(act, *args, **named):
    with transaction():
        return act(*args, **{**BY, **named})


def close(unit_id, day=WEDNESDAY):
    return edit(editing.set_day, unit_id, day, "AGENCY_OFF")


class TestLoading:
    def test_nothing_entered_is_the_usual_week_and_an_estimate(self, db):
        found = country()
        assert found.version == 0
        assert found.estimated_year(2026)
        assert not found.is_working_day(date(2026, 1, 1))
        assert found.is_working_day(date(2026, 2, 17))  # nobody has said when Tet is
        assert [f"{half[0]:%H:%M}" for half in found.day(date(2026, 2, 17)).hours] == ["07:30", "13:30"]

    def test_the_packaged_years_are_entered_once(self, db):
        with transaction():
            assert loading.load() == [2024, 2025, 2026, 2027]
        version = country().version
        with transaction():
            assert loading.load() == []
        assert country().version == version
        assert due("5wd", at("2026-02-13T10:20"), country()) == at("2026-02-27T17:00")
        assert [country().estimated_year(year) for year in (2024, 2025, 2026, 2027, 2028)] == [False] * 3 + [True] * 2

    def test_the_tables_hold_what_is_packaged(self, world):
        found, packaged = country(), loading.packaged()
        for ordinal in range(date(2024, 1, 1).toordinal(), date(2029, 1, 1).toordinal()):
            assert found.day(date.fromordinal(ordinal)) == packaged.day(date.fromordinal(ordinal))

    @pytest.mark.parametrize("status", ["OFFICIAL", "ESTIMATED"])
    def test_a_newer_package_replaces_only_what_nobody_has_edited(self, world, monkeypatch, status):
        """2027 becomes official in a later version of the package."""
        if status == "ESTIMATED":
            edit(editing.set_day, None, date(2027, 2, 12), "HOLIDAY", name="Tết Nguyên đán")
        rows = list(loading._rows("years"))
        newer = [{**row, "status": "OFFICIAL", "legal_basis": "Thông báo"} for row in rows]
        read = loading._rows
        monkeypatch.setattr(loading, "_rows", lambda name: iter(newer) if name == "years" else read(name))
        with transaction():
            loading.load()
        assert country().estimated_year(2027) is (status == "ESTIMATED")
        assert country().is_working_day(date(2027, 2, 12)) is (status == "OFFICIAL")
        assert not country().is_working_day(date(2027, 2, 10))

    def test_demo_police_receives_on_saturday_and_counts_as_everybody(self, world):
        with transaction(writes=False):
            police, commune = of_unit(id_of("ca-xa-tan-phu")), of_unit(id_of("xa-tan-phu"))
        assert police.receives_on(SATURDAY) and not commune.receives_on(SATURDAY)
        assert [tuple(map(str, half)) for half in police.receiving.day(SATURDAY).hours] == [("07:30:00", "11:30:00")]
        assert not police.is_working_day(SATURDAY)
        assert police.receiving.minutes_between(at("2026-11-20T16:30"), at("2026-11-23T07:40")) == 30 + 240 + 10

    def test_demo_hours_that_were_changed_stay(self, world):
        police = id_of("ca-xa-tan-phu")
        with transaction(writes=False):
            (hours,) = entered.hours_of(police)
        edit(editing.clear_hours, police, hours.valid_from)
        with transaction():
            make_hours()
            assert entered.hours_of(police) == []


class TestInheritance:
    def test_what_a_unit_has_not_said_comes_from_above(self, world):
        close(id_of("an-binh"))
        assert off(id_of("ca-xa-tan-phu")) and off(id_of("xa-hoa-son")) and not off(None)

    def test_a_unit_s_own_word_goes_first(self, world):
        close(id_of("xa-tan-phu"))
        edit(editing.set_day, id_of("ca-xa-tan-phu"), WEDNESDAY, "AGENCY_WORK")
        assert off(id_of("xa-tan-phu"))
        assert not off(id_of("ca-xa-tan-phu")) and not off(id_of("xa-hoa-son"))

    def test_hours_of_its_own_from_a_day_on(self, world):
        province, commune = id_of("an-binh"), id_of("xa-tan-phu")
        edit(editing.set_hours, province, date(2026, 4, 16), written(SUMMER), written(SUMMER), None)
        edit(editing.set_hours, commune, date(2026, 11, 1), written(SIX_DAYS), written(SIX_DAYS), "16:00")
        with transaction(writes=False):
            calendar = of_unit(commune)
        assert calendar.close_of(date(2026, 4, 15)) == at("2026-04-15T17:00")
        assert calendar.close_of(date(2026, 10, 30)) == at("2026-10-30T16:30")
        assert calendar.close_of(SATURDAY) == at("2026-11-21T11:30")
        assert due("1wd", at("2026-11-19T16:01"), calendar) == at("2026-11-21T11:30")

    def test_units_by_either_code_and_those_below(self, world):
        with transaction(writes=False):
            assert by_any_code("H99.01").code == "xa-tan-phu" == by_any_code("xa-tan-phu").code
            assert with_those_below(id_of("xa-tan-phu")) == {id_of("xa-tan-phu"), id_of("ca-xa-tan-phu")}
            with pytest.raises(NotFound):
                by_any_code("H99.77")
            with pytest.raises(NotFound):
                of_unit(987654)


class TestEdits:
    def test_each_is_noted_and_raises_the_version(self, world):
        before = country().version
        made = edit(editing.set_day, None, WEDNESDAY, "HOLIDAY", name="Lễ", legal_basis="QĐ 1", reason="vì sao")
        assert made.version == before + 1 == country().version
        assert (made.first_day, made.last_day, made.reason, made.legal_basis) == (
            WEDNESDAY,
            WEDNESDAY,
            "vì sao",
            "QĐ 1",
        )
        assert off(None)
        edit(editing.clear_day, None, WEDNESDAY)
        assert not off(None) and country().version == before + 2
        with transaction(writes=False):
            assert [found.version for found in entered.edits(day=WEDNESDAY)][:2] == [before + 2, before + 1]
            assert entered.edits(id_of("xa-tan-phu")) == []

    def test_it_shows_at_once_in_its_transaction_and_not_after_a_rollback(self, world):
        with pytest.raises(NotFound), transaction():
            editing.set_day(None, WEDNESDAY, "HOLIDAY", name="Lễ", **BY)
            assert not calendars.of(()).is_working_day(WEDNESDAY)
            assert calendars.version() == calendars.of(()).version
            raise NotFound
        assert not off(None)
        close(id_of("xa-tan-phu"))  # the same version number, another change
        assert not off(None) and off(id_of("xa-tan-phu"))

    def test_tried_and_taken_back_it_is_gone(self, world):
        with transaction():
            with pytest.raises(NotFound), savepoint():
                editing.set_day(None, WEDNESDAY, "HOLIDAY", name="Lễ", **BY)
                raise NotFound
            assert calendars.of(()).is_working_day(WEDNESDAY)
        assert not off(None)

    def test_an_unchanged_calendar_is_read_once(self, world, monkeypatch):
        first = country()
        monkeypatch.setattr(calendars, "_read", None)
        with transaction(writes=False):
            assert calendars.of(()) is first
            assert of_unit(id_of("xa-tan-phu")) is first  # it has nothing of its own

    def test_another_process_sees_it_within_a_second(self, world, monkeypatch):
        """What another process committed: no cache of this one was told."""
        seconds = iter([100.2, 100.9, 101.1])
        country()
        with transaction() as own:
            own.info[calendars.EDITED] = True  # so that nobody is told
            editing.set_day(None, WEDNESDAY, "HOLIDAY", name="Lễ", **BY)
        monkeypatch.setattr(calendars, "monotonic", lambda: next(seconds))
        calendars.version_within.cache_clear()
        assert off(None)
        with transaction() as own:
            own.info[calendars.EDITED] = True
            editing.clear_day(None, WEDNESDAY, **BY)
        assert [off(None), off(None)] == [True, False]

    def test_a_reader_from_before_an_edit_leaves_nothing_old_behind(self, world):
        """On SQLite its transaction still sees the days from before, while the version is already known."""
        began, edited = Event(), Event()

        def reader():
            with transaction(writes=False):
                entered.years()
                began.set()
                edited.wait(20)
                calendars.of(())

        thread = Thread(target=reader)
        thread.start()
        assert began.wait(20)
        edit(editing.set_day, None, WEDNESDAY, "HOLIDAY", name="Lễ")
        with transaction(writes=False):
            calendars.version()
        edited.set()
        thread.join()
        assert off(None)

    def test_two_at_once_the_second_is_refused_or_comes_after(self, world, database_kind):
        """Versions are committed in their order: nobody takes the number after one that is not there yet."""
        if database_kind == "sqlite":
            pytest.skip("one writer at a time by itself")
        outcomes = []

        def other():
            try:
                close(id_of("xa-hoa-son"))
                outcomes.append("done")
            except Conflict:
                outcomes.append("refused")

        with transaction():
            note(None, WEDNESDAY, WEDNESDAY, "thử")
            thread = Thread(target=other)
            thread.start()
            thread.join(0.5)
            assert outcomes == []  # it waits
        thread.join()
        assert outcomes == ["refused"]

    def test_a_year_becomes_official_and_keeps_its_fixed_days(self, world):
        new_year, in_lieu = date(2028, 1, 1), date(2028, 1, 3)
        assert not country().is_working_day(in_lieu)
        edit(editing.set_year_status, 2028, "OFFICIAL", "Thông báo nghỉ lễ năm 2028")
        assert not country().estimated_year(2028)
        assert country().day(new_year).kind is Kind.HOLIDAY and not country().is_working_day(in_lieu)
        edit(editing.clear_day, None, in_lieu)
        assert country().is_working_day(in_lieu)

    def test_cleared_hours_and_days_must_be_there(self, world):
        with pytest.raises(NotFound):
            edit(editing.clear_day, None, WEDNESDAY)
        with pytest.raises(NotFound):
            edit(editing.clear_hours, None, WEDNESDAY)

    @pytest.mark.parametrize(
        ("field", "unit", "day", "kind", "named"),
        [
            ("day", None, date(1999, 12, 31), "HOLIDAY", {"name": "x"}),
            ("day", None, date(2101, 1, 1), "HOLIDAY", {"name": "x"}),
            ("kind", None, WEDNESDAY, "SWAP_WORK", {}),  # a Wednesday is worked anyway
            ("kind", None, SATURDAY, "SWAP_OFF", {}),  # a Saturday is off anyway
            ("kind", None, SATURDAY, "COMPENSATORY_OFF", {}),
            ("kind", None, WEDNESDAY, "AGENCY_OFF", {}),  # the country is no agency
            ("kind", 1, WEDNESDAY, "HOLIDAY", {"name": "x"}),  # an agency makes no holidays
            ("kind", None, WEDNESDAY, "WEEKEND", {}),
            ("kind", None, WEDNESDAY, "nonsense", {}),
            ("name", None, WEDNESDAY, "HOLIDAY", {}),
            ("name", None, WEDNESDAY, "HOLIDAY", {"name": "x" * 201}),
            ("name", None, WEDNESDAY, "HOLIDAY", {"name": "a\x00b"}),
            ("legal_basis", None, WEDNESDAY, "HOLIDAY", {"name": "x", "legal_basis": "x" * 301}),
            ("reason", None, WEDNESDAY, "HOLIDAY", {"name": "x", "reason": " "}),
        ],
    )
    def test_days_that_no_calendar_can_mean(self, db, field, unit, day, kind, named):
        with pytest.raises(Invalid) as refusal:
            edit(editing.set_day, unit, day, kind, **named)
        assert field in refusal.value.fields
        assert country().version == 0

    @pytest.mark.parametrize(
        ("field", "monday", "cut_off"),
        [
            ("counting.0", [["11:30", "07:30"]], None),  # closes before it opens
            ("counting.0", [["07:30", "07:30"]], None),
            ("counting.0", [["07:30", "12:00"], ["11:00", "17:00"]], None),  # overlap
            ("counting.0", [["13:30", "17:00"], ["07:30", "11:30"]], None),  # out of order
            ("counting.0", [["7:30", "11:30"]], None),
            ("counting.0", [["07:30", "24:00"]], None),
            ("counting.0", [["07:30"]], None),
            ("counting.0", [[7, 11]], None),
            ("counting.0", "07:30-11:30", None),
            ("counting.0", [[f"0{n}:00", f"0{n}:30"] for n in range(5)], None),
            ("day_cut_off", [["07:30", "11:30"]], "25:00"),
            ("day_cut_off", [["07:30", "11:30"]], ""),
        ],
    )
    def test_hours_that_nobody_can_work(self, db, field, monday, cut_off):
        with pytest.raises(Invalid) as refusal:
            edit(editing.set_hours, None, WEDNESDAY, [monday, *WEEK[1:]], WEEK, cut_off)
        assert list(refusal.value.fields) == [field]

    def test_some_day_must_be_worked(self, db):
        with pytest.raises(Invalid) as refusal:
            edit(editing.set_hours, None, WEDNESDAY, [[]] * 7, [[]] * 6, None)
        assert set(refusal.value.fields) == {"counting", "receiving"}

    @pytest.mark.parametrize(
        ("field", "year", "status", "basis"),
        [("status", 2027, "MAYBE", "x"), ("legal_basis", 2027, "OFFICIAL", " "), ("year", 1999, "ESTIMATED", "")],
    )
    def test_a_status_needs_its_basis(self, db, field, year, status, basis):
        with pytest.raises(Invalid) as refusal:
            edit(editing.set_year_status, year, status, basis)
        assert field in refusal.value.fields


def clock(case_id, unit_id, started, due_at, state="RUNNING"):
    began, ends = at(started), at(due_at) if due_at else None
    session().add(
        LegalClock(
            case_id=case_id, unit_id=unit_id, term="5wd", policy="RESTART", state=state, started_at=began,
            due_original=ends or began, due_at=ends, calendar_version=1,
        )
    )  # fmt: skip


def test_open_cases_that_a_change_touches(world):
    commune, other = id_of("xa-tan-phu"), id_of("xa-hoa-son")
    with transaction():
        clock(1, commune, "2026-11-16T09:00", "2026-11-19T17:00")
        clock(2, id_of("ca-xa-tan-phu"), "2026-11-18T23:59", None, "WAITING")
        clock(3, other, "2026-11-10T09:00", "2026-11-17T17:00")
        clock(4, commune, "2026-11-16T09:00", "2026-11-19T17:00", "STOPPED")
        clock(5, None, "2026-11-19T00:00", "2026-11-20T17:00")
    with transaction(writes=False):
        assert open_cases_touched(None, WEDNESDAY, WEDNESDAY) == 2
        assert open_cases_touched(commune, WEDNESDAY, WEDNESDAY) == 2
        assert open_cases_touched(other, WEDNESDAY, WEDNESDAY) == 0
        assert open_cases_touched(None, None, None) == 4
        assert open_cases_touched(None, WEDNESDAY, None) == 3
        assert open_cases_touched(None, None, date(2026, 11, 16)) == 2


def test_a_day_off_has_no_hours(world):
    with pytest.raises(ValueError, match="2026-11-24"):
        country().close_of(CULTURE_DAY)
    assert country().open_of(WEDNESDAY) == datetime(2026, 11, 18, 7, 30, tzinfo=TZ)

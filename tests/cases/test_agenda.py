"""The week ahead: who has what due on which day, in two statements, and what a calendar of one's own holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine

from app.cases import agenda
from app.core.db import transaction
from tests.cases.counting import statements
from tests.cases.inbox_rows import dossier, ground, item, officer

MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)  # 09:00 in Vietnam
DAY = timedelta(days=1)
TODAY = date(2026, 11, 30)
DESK, LEAD = officer(1, ("one_stop", 1)), officer(2, ("lead", 1))


@pytest.fixture
def rows(db: Engine):
    """One late, one today, one in three days held by 1; one tomorrow held by 2; two unclaimed; one of another unit."""
    with time_machine.travel(MONDAY, tick=False):
        with transaction():
            ground()
            for number, holder, due in (
                (1, 1, -DAY), (2, 1, timedelta(hours=5)), (3, 1, 3 * DAY), (4, 2, DAY), (5, None, DAY),
                (6, None, 8 * DAY),
            ):  # fmt: skip
                item(number, dossier(number), holder=holder, due=due)
            item(7, dossier(7), unit=2, due=DAY)
            item(8, dossier(8), holder=1)
        yield db


def lines(actor, start=TODAY):
    with transaction():
        return {one.account_id: (one.overdue, one.days) for one in agenda.week(actor, start).lines}


def test_an_officer_sees_their_own_and_what_waits(rows: Engine) -> None:
    assert lines(DESK) == {1: (1, (1, 0, 0, 1, 0, 0, 0)), None: (0, (0, 1, 0, 0, 0, 0, 0))}


def test_a_lead_sees_everybody_of_the_unit_and_nobody_of_another(rows: Engine) -> None:
    with transaction():
        item(9, dossier(9), holder=3, due=2 * DAY)
    assert lines(LEAD) == {
        1: (1, (1, 0, 0, 1, 0, 0, 0)), 3: (0, (0, 0, 1, 0, 0, 0, 0)), None: (0, (0, 1, 0, 0, 0, 0, 0)),
    }  # fmt: skip


def test_a_lead_who_works_at_the_desk_too_sees_their_own_once(rows: Engine) -> None:
    both = officer(2, ("lead", 1), ("one_stop", 1))
    assert lines(both)[2] == (0, (0, 1, 0, 0, 0, 0, 0))


def test_another_week(rows: Engine) -> None:
    assert lines(DESK, TODAY + 7 * DAY)[None] == (0, (0, 1, 0, 0, 0, 0, 0))
    assert lines(DESK, TODAY - 7 * DAY)[1] == (1, (0, 0, 0, 0, 0, 0, 1)), "what was due yesterday stands on its day"


def test_each_day_names_its_dossiers_soonest_first(rows: Engine) -> None:
    with transaction():
        week = agenda.week(DESK, TODAY)
    assert {day: [row.item_id for row in found] for day, found in week.rows.items()} == {
        TODAY: [2], TODAY + DAY: [5], TODAY + 3 * DAY: [3],
    }  # fmt: skip
    assert week.whole


def test_the_numbers_count_all_where_the_names_are_cut(rows: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "MOST_ROWS", 1)
    with transaction():
        week = agenda.week(DESK, TODAY)
    assert not week.whole
    assert sum(map(len, week.rows.values())) == 1
    assert sum(sum(line.days) for line in week.lines) == 3


def test_two_statements(rows: Engine) -> None:
    with transaction(), statements(rows) as seen:
        agenda.week(LEAD, TODAY)
    assert len([one for one in seen if one.startswith("SELECT")]) == 2


def test_nobodys_week_is_empty(rows: Engine) -> None:
    with transaction():
        assert agenda.week(officer(9), TODAY).lines == []
        assert agenda.events(officer(9)) == []


def test_a_calendar_of_ones_own_holds_what_one_holds_and_is_due(rows: Engine) -> None:
    with transaction(), statements(rows) as seen:
        assert [one.item_id for one in agenda.events(DESK)] == [1, 2, 3]
    assert len([one for one in seen if one.startswith("SELECT")]) == 1

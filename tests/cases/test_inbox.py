"""The officers' lists: who sees what, in which order, page by page, in one statement."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine

from app.cases import inbox
from app.cases.filters import UNASSIGNED, Filters
from app.core.db import transaction
from app.core.errors import Invalid
from app.identity.actor import Actor
from tests.cases.counting import statements
from tests.cases.inbox_rows import done, dossier, ground, item, officer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DESK = officer(1, ("one_stop", 1))
LEAD = officer(2, ("lead", 1))


def ids(actor: Actor, filters: Filters) -> list[int]:
    return [row.item_id for row in inbox.tasks(actor, filters).rows]


@pytest.fixture
def rows(db: Engine) -> Engine:
    """Five dossiers at the desk of unit 1, held by nobody, by 1 and by 2; and some that are not the desk's."""
    with transaction():
        ground()
        item(1, dossier(1, code="H99.01-261122-0001"), due=3 * DAY)
        item(2, dossier(2, code="H99.01-261122-0002"))
        item(3, dossier(3, "Trần Thị Bưởi"), due=-HOUR)
        item(4, dossier(4), holder=1, due=HOUR)
        item(5, dossier(5), holder=2, due=2 * HOUR)
        item(6, dossier(6), unit=2)
        item(7, dossier(7), role="leader")
        item(8, dossier(8), role="citizen", unit=None, holder=1)
    return db


def test_each_queue_shows_its_own(rows: Engine) -> None:
    with transaction():
        assert ids(DESK, Filters("available")) == [3, 1, 2]
        assert ids(DESK, Filters("mine")) == [4]
        assert ids(DESK, Filters("team")) == []
        assert ids(LEAD, Filters("team")) == [4]
        assert ids(LEAD, Filters("team", assignee=UNASSIGNED)) == [3, 1, 2, 7]
        assert ids(LEAD, Filters("available")) == []


def test_a_role_in_another_unit_sees_nothing_here(rows: Engine) -> None:
    with transaction():
        assert ids(officer(3, ("one_stop", 2)), Filters("available")) == [6]
        assert ids(officer(3, ("specialist", 1)), Filters("available")) == []
        assert ids(Actor(9, "Quản trị", frozenset({("admin", None)}), "vi", 2, False), Filters("available")) == []


def test_own_dossier_as_citizen_is_no_work(rows: Engine) -> None:
    with transaction():
        assert 8 not in ids(DESK, Filters("mine"))


@pytest.mark.parametrize("sort", ["due", "-due", "opened", "-opened", "code", "-code"])
def test_pages_are_the_list_cut_in_pieces(rows: Engine, sort: str) -> None:
    with transaction():
        whole = ids(DESK, Filters("available", sort=sort))
        pieces, cursor = [], None
        while True:
            page = inbox.tasks(DESK, Filters("available", sort=sort), cursor, limit=1)
            pieces += [row.item_id for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert pieces == whole
        assert sorted(whole) == [1, 2, 3]


def test_without_a_due_moment_comes_last_either_way(rows: Engine) -> None:
    with transaction():
        assert ids(DESK, Filters("available", sort="due")) == [3, 1, 2]
        assert ids(DESK, Filters("available", sort="-due")) == [1, 3, 2]


@pytest.mark.parametrize(("due", "expected"), [("overdue", [3]), ("week", [1]), ("none", [2])])
def test_due_filter(rows: Engine, due: str, expected: list[int]) -> None:
    with transaction():
        assert ids(DESK, Filters("available", due=due)) == expected


MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)  # 09:00 in Vietnam


@time_machine.travel(MONDAY, tick=False)
def test_nearly_due_is_what_the_dossier_says_and_the_last_working_hour(db: Engine) -> None:
    with transaction():
        ground()
        near, far, decided = dossier(1), dossier(2), dossier(3)
        near.near_at, far.near_at, decided.near_at = MONDAY, MONDAY + HOUR, MONDAY - DAY
        decided.resolved_at = MONDAY - HOUR
        item(1, near, due=2 * DAY)
        item(2, far, due=2 * DAY)
        item(3, decided, due=2 * DAY)
        item(4, far, due=HOUR)
        item(5, near, due=-HOUR)
        item(6, far, due=HOUR + timedelta(minutes=1))
    with transaction():
        assert ids(DESK, Filters("available", due="near")) == [4, 1]
        assert inbox.counts(DESK, [Filters("available", due="near")])[-1] == 2


@time_machine.travel(MONDAY, tick=False)
def test_a_day_is_a_vietnamese_day_from_midnight_to_midnight(db: Engine) -> None:
    with transaction():
        ground()
        for number, hours in enumerate((-10, -9, 0, 14, 15), 1):
            item(number, dossier(number), due=timedelta(hours=hours))
    with transaction():
        assert ids(DESK, Filters("available", due="2026-11-30")) == [2, 3, 4]
        assert ids(DESK, Filters("available", due="2026-12-01")) == [5]


@pytest.mark.parametrize(
    ("q", "expected"),
    [("buoi", [3]), ("trần thị", [3]), ("0001", [1]), ("khai sinh", [3, 1, 2]), ("Đức 0002", [2]), ("100%_", [])],
)
def test_search_without_marks(rows: Engine, q: str, expected: list[int]) -> None:
    with transaction():
        assert ids(DESK, Filters("available", q=q)) == expected


def test_filters_by_procedure_lane_and_unit(rows: Engine) -> None:
    both = officer(1, ("one_stop", 1), ("one_stop", 2), ("leader", 1))
    with transaction():
        assert ids(both, Filters("available", unit=2)) == [6]
        assert ids(both, Filters("available", lane="leader")) == [7]
        assert ids(both, Filters("available", procedure="1.000894")) == []
        assert len(ids(both, Filters("available", procedure="1.001193"))) == 5


def test_done_newest_first_in_pages(rows: Engine) -> None:
    with transaction():
        case = dossier(20)
        done(31, case, actor=1, ago=2 * DAY)
        done(30, case, actor=1, ago=HOUR)
        done(32, case, actor=2, ago=HOUR)
        first = inbox.tasks(DESK, Filters("done"), limit=1)
        assert [row.item_id for row in first.rows] == [30]
        assert first.rows[0].outcome == "complete"
        second = inbox.tasks(DESK, Filters("done"), first.next_cursor, limit=1)
        assert [row.item_id for row in second.rows] == [31]
        assert second.next_cursor is None


def test_a_row_says_everything_the_table_shows(rows: Engine) -> None:
    with transaction():
        row = inbox.tasks(LEAD, Filters("team")).rows[0]
        assert (row.step, row.unit, row.assignee, row.applicant) == (
            "Kiểm tra hồ sơ", "Xã Tân Phú", "Người 1", "Nguyễn Văn Đức",
        )  # fmt: skip
        assert (row.code, row.procedure_code, row.procedure) == ("N0004", "1.001193", "Đăng ký khai sinh")


def test_counts_agree_with_the_lists_in_one_statement(rows: Engine) -> None:
    more = [Filters("available", due="overdue"), Filters("available", q="buoi"), Filters("done")]
    with transaction():
        expected = [len(ids(DESK, f)) for f in (Filters("available"), Filters("mine"), Filters("team"))]
        expected += [0, 1] + [len(ids(DESK, f)) for f in more]
        with statements(rows) as seen:
            assert inbox.counts(DESK, more) == expected
        assert len([one for one in seen if "work_item" in one]) == 1


@pytest.mark.parametrize("state", ["available", "mine", "team", "done"])
def test_one_statement_per_list(rows: Engine, state: str) -> None:
    actor = officer(1, ("one_stop", 1), ("lead", 1))
    with transaction(), statements(rows) as seen:
        inbox.tasks(actor, Filters(state, q="nguyen"))
    assert len([s for s in seen if s.startswith("SELECT")]) == 1


def test_load_of_the_team(rows: Engine) -> None:
    with transaction():
        held = {load.account_id: (load.open, load.overdue) for load in inbox.load(LEAD)}
        assert held == {None: (4, 1), 1: (1, 0), 2: (1, 0)}
        assert inbox.load(DESK) == []


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WyJvcGVuZWQiLG51bGwsMV0", "💥", "e30"])
def test_a_foreign_cursor_is_refused(rows: Engine, cursor: str) -> None:
    with transaction(), pytest.raises(Invalid):
        inbox.tasks(DESK, Filters("available"), cursor)

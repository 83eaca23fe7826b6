"""The morning digest: who gets one, what it says, and that a day has one of it whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, event, select, update

from app.cases import digests
from app.core.clock import TZ
from app.core.db import session, transaction
from app.deadlines.models import Digest
from app.engine.models import WorkItem
from app.notifications.models import Message
from app.notifications.sending import send
from app.notifications.templates import render
from tests.cases import walking as walk

MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=TZ)
CODE = "2.000635"
POLICE = "1.004194"


@pytest.fixture
def work(world, settings):
    """A dossier late with the specialist, one due today there, one due on Friday that nobody has taken."""
    with time_machine.travel(MONDAY - timedelta(days=3, hours=-2)):  # Friday, 09:00
        made = [walk.submit(CODE, settings) for _ in range(4)]
    due = [MONDAY - timedelta(days=1), MONDAY + timedelta(hours=10), MONDAY + timedelta(days=4), None]
    specialist = walk.who("specialist").account_id
    with transaction():
        for case_id, moment, whose in zip(made, due, (specialist, specialist, None, specialist), strict=True):
            of = update(WorkItem).where(WorkItem.subject_id == case_id)
            session().execute(of.values(due_at=moment, assignee_id=whose))
    return made


def told() -> list[tuple[str, str]]:
    """(template, text) of the digests written so far."""
    with transaction():
        found = session().scalars(select(Message).where(Message.template.startswith("digest")).order_by(Message.id))
        return [(message.template, render(message.template, message.params, "vi")) for message in found]


def numbers(case_ids) -> list[str]:
    return [walk.case(case_id).number for case_id in case_ids]


def test_an_officer_and_the_heads_of_the_unit_are_told(work):
    assert digests.write_digests(MONDAY) == 2
    officer, *heads = told()
    late, today, _friday, _never = numbers(work)
    assert officer == (
        "digest_officer",
        f"Việc của bạn hôm nay: quá hạn 1, đến hạn hôm nay 1, trong 7 ngày tới 1. Gấp nhất: {late}, {today}.",
    )
    assert len(heads) == 2  # the lead and the leader
    assert heads[0] == heads[1]
    assert heads[0][1].startswith("Xã Tân Phú hôm nay: quá hạn 1 việc, đến hạn hôm nay 1, trong 7 ngày tới 2.")


def test_once_a_day_even_after_a_clock_set_back(work):
    assert digests.write_digests(MONDAY + timedelta(minutes=2)) == 2
    for moment in (MONDAY, MONDAY - timedelta(minutes=3), MONDAY + timedelta(minutes=2), MONDAY + timedelta(hours=9)):
        assert digests.write_digests(moment) == 0
    assert len(told()) == 3
    assert digests.write_digests(MONDAY + timedelta(days=1)) == 2


@pytest.mark.parametrize(
    "moment",
    [
        MONDAY - timedelta(minutes=1),
        datetime(2026, 3, 8, 9, 0, tzinfo=TZ),  # a Sunday
        datetime(2026, 2, 18, 9, 0, tzinfo=TZ),  # Tet
    ],
)
def test_not_before_seven_nor_on_a_day_off(work, moment):
    assert digests.write_digests(moment) == 0
    assert told() == []


def test_the_swapped_saturday_is_a_morning_like_others(work):
    assert digests.write_digests(datetime(2026, 8, 22, 7, 0, tzinfo=TZ)) == 2


def test_killed_in_the_middle_nothing_is_lost_or_doubled(work, monkeypatch):

    def killed(to, template, params):
        if template == "digest_unit":
            raise SystemExit
        return send(to, template, params)

    with monkeypatch.context() as patch:
        patch.setattr("app.cases.digests.send", killed)
        with pytest.raises(SystemExit):
            digests.write_digests(MONDAY)
    assert [template for template, _ in told()] == ["digest_officer"]
    assert digests.write_digests(MONDAY) == 1
    assert sorted(template for template, _ in told()) == ["digest_officer", "digest_unit", "digest_unit"]
    with transaction():
        assert len(session().scalars(select(Digest)).all()) == 3


def test_one_that_fails_holds_up_nobody_and_is_tried_again(work, monkeypatch):
    def broken(to, template, params):
        if template == "digest_officer":
            raise RuntimeError("no")
        return send(to, template, params)

    with monkeypatch.context() as patch:
        patch.setattr("app.cases.digests.send", broken)
        assert digests.write_digests(MONDAY) == 1
    assert digests.write_digests(MONDAY + timedelta(minutes=1)) == 1
    assert sorted(template for template, _ in told()) == ["digest_officer", "digest_unit", "digest_unit"]
    assert digests.write_digests(MONDAY + timedelta(minutes=2)) == 0


def test_two_processes_at_once_write_it_once(work):
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(digests.write_digests, [MONDAY, MONDAY])) == 2
    assert len(told()) == 3


def test_nobody_with_nothing_due_hears_anything(work):
    with transaction():
        session().execute(update(WorkItem).values(due_at=None))
    assert digests.write_digests(MONDAY) == 0
    assert told() == []


def test_at_most_five_codes_the_most_urgent_first(work):
    with transaction():
        for hours, item in enumerate(session().scalars(select(WorkItem).order_by(WorkItem.id.desc()))):
            item.assignee_id, item.due_at = walk.who("specialist").account_id, MONDAY + timedelta(hours=hours)
    with transaction():
        first = session().scalars(select(WorkItem)).first()
        assert first is not None
        same = {name: getattr(first, name) for name in ("instance_id", "subject_id", "node", "name", "role", "unit_id")}
        for place in range(4):
            session().add(
                WorkItem(
                    **same,
                    task_id=f"t{place}",
                    assignee_id=first.assignee_id,
                    opened_at=first.opened_at,
                    due_at=MONDAY + timedelta(days=3, hours=place),
                )
            )
    digests.write_digests(MONDAY)
    codes = told()[0][1].split("Gấp nhất: ")[1].rstrip(".").split(", ")
    assert codes == numbers(reversed(work))  # the fifth place is the same dossier as the fourth: named once


def test_counting_takes_as_many_statements_for_many_officers_as_for_one(work, world):
    def reads() -> int:
        seen = []
        watch = lambda _c, _cursor, statement, *_: seen.append(statement)  # noqa: E731
        event.listen(world, "before_cursor_execute", watch)
        digests.write_digests(MONDAY)
        event.remove(world, "before_cursor_execute", watch)
        return sum("row_number" in statement for statement in seen)

    assert reads() == 2
    with transaction():
        session().execute(delete(Digest))
        for place, item in enumerate(session().scalars(select(WorkItem))):
            item.assignee_id = walk.who(("specialist", "desk", "clerk", "lead")[place]).account_id
            item.due_at = MONDAY
    assert reads() == 2
    assert len({text for template, text in told() if template == "digest_officer"}) == 5

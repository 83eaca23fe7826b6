"""Acts on many dossiers under the timetable: a worker that is killed in the middle leaves each done once or not yet."""

import pytest
from sqlalchemy import func, select

from app import jobs
from app.cases import bulk_acts, bulk_reading
from app.cases.bulk_acts import Chosen
from app.cases.models import Case, JournalLine
from app.core.db import session, transaction
from app.identity import operations
from tests.cases import walking as walk
from tests.cases.many import copies
from tests.cases.test_journey import examined
from tests.jobs import dossiers
from tests.jobs.processes import Workers, until

WHY = "Khắc phục lỗi kỹ thuật."
MANY = 150


@pytest.fixture
def act(world, settings):
    """Holding many dossiers, tried and begun."""
    first = examined(settings)
    with transaction():
        chosen = Chosen(tuple(copies(first, MANY)))
        trial = bulk_acts.try_out("suspend", {}, chosen, walk.who("admin"))
    while jobs.carry_on_bulk_acts():
        pass
    with transaction():
        return bulk_acts.carry_out(trial.id, WHY, walk.who("admin")).id


def numbers(act_id):
    with transaction(writes=False):
        return bulk_reading.counts(act_id)


def each_once(many):
    with transaction(writes=False):
        held = session().scalar(select(func.count()).select_from(Case).where(Case.suspended_at.is_not(None)))
        lines = [one for one in operations.lines(kind="suspend", limit=10 * MANY) if one.outcome == "DONE"]
    noted = dossiers.counted(JournalLine, JournalLine.kind == "suspended")
    assert (held, len(noted), set(noted.values()), len(lines)) == (many, many, {1}, many)


def test_the_timetable_carries_an_act_on_to_its_end(act):
    while jobs.carry_on_bulk_acts():
        pass
    assert numbers(act).done == MANY
    each_once(MANY)
    with transaction():
        assert bulk_reading.find(act).ended_at is not None


def test_workers_killed_in_the_middle_leave_each_done_exactly_once(act, world, settings, database_kind):
    if database_kind == "sqlite":
        pytest.skip("one worker only")
    workers = Workers(world.url.render_as_string(hide_password=False).replace("+psycopg", ""), settings)
    try:
        killed = [workers.start() for _ in range(2)]
        until(lambda: numbers(act).done > 0, seconds=240)
        for one in killed:
            workers.kill(one)
        assert numbers(act).left > 0
        each_once(numbers(act).done)
        workers.start()
        until(lambda: numbers(act).left == 0, seconds=240)
    finally:
        workers.kill_all()
    each_once(MANY)

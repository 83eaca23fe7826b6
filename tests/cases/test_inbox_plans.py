"""On PostgreSQL, with the tasks of a province: lists by due date find their rows by an index, not by reading all."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.cases import agenda, inbox
from app.cases.filters import Filters
from app.core import clock
from app.core.db import session, transaction
from tests.cases.inbox_rows import ground, officer
from tests.cases.plans import heard

DESK, LEAD = officer(1, ("one_stop", 1)), officer(2, ("lead", 1))
LISTS: dict[str, Callable[[], Any]] = {
    "mine, near": lambda: inbox.tasks(DESK, Filters("mine", due="near")),
    "available, near": lambda: inbox.tasks(DESK, Filters("available", due="near")),
    "available, a day": lambda: inbox.tasks(DESK, Filters("available", due=clock.today().isoformat())),
    "team, overdue": lambda: inbox.tasks(LEAD, Filters("team", due="overdue")),
    "counts": lambda: inbox.counts(DESK),
    "week": lambda: agenda.week(LEAD, clock.today()),
    "feed": lambda: agenda.events(DESK),
}
FILL = (
    """INSERT INTO instance (id, definition_id, subject_id, state, codec, version, started_at)
        SELECT n, 1, n, '', 1, 0, now() FROM generate_series(1, 30000) AS n""",
    """INSERT INTO "case" (id, number, procedure_id, version_id, rule_version, owner_id, submitter_id, channel_in,
        channel_out, applicant_name, search, status, financial, delivery, sync, fee_vnd, term, created_at, near_at,
        supplements) SELECT n, 'N' || n, 1, 1, '1', 3, 3, 'ONLINE', 'DESK', '', '', 4, 'NONE', 'NONE', 'NONE', 0, '',
        now(), now() + (n % 4000 - 500) * interval '6 min', 0 FROM generate_series(1, 30000) AS n""",
    """INSERT INTO work_item (id, instance_id, subject_id, task_id, node, name, role, unit_id, assignee_id, opened_at,
        due_at) SELECT n, n, n, 't', 'n', 'N', 'one_stop', 1 + n % 100, CASE WHEN n % 3 = 0 THEN 1 + n % 1000 END,
        now(), now() + (n % 4000 - 100) * interval '6 min' FROM generate_series(1, 30000) AS n""",
    "ANALYZE",
)


@pytest.fixture
def plans(db: Engine, database_kind: str) -> list[str]:
    """The plans of the statements about tasks, as they are run."""
    if database_kind != "postgresql":
        pytest.skip("the plans of PostgreSQL")
    with transaction():
        ground()
        for statement in FILL:
            session().execute(text(statement))
    return heard(db, lambda statement: "work_item" in statement)


def test_no_list_reads_all_tasks(plans: list[str]) -> None:
    for name, read in LISTS.items():
        plans.clear()
        with transaction():
            read()
        assert plans, name
        for plan in plans:
            assert "ix_work_item_" in plan, name
            assert "Seq Scan on work_item" not in plan, name

"""On PostgreSQL, with the dossiers of years behind it: what operators look at reads what runs, not what has ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.cases import trouble_groups, whereabouts
from app.catalogue.models import ProcedureVersion
from app.core.clock import now
from app.core.db import session, transaction
from tests.cases.inbox_rows import ground
from tests.cases.plans import heard

LOOKS: dict[str, Callable[[], Any]] = {
    "heat of a version": lambda: whereabouts.heat(2),
    "heat of a unit": lambda: whereabouts.heat(2, 1),
    "units of a version": lambda: whereabouts.units_waiting(2),
    "list of a version": lambda: whereabouts.running(2),
    "incidents": trouble_groups.groups,
}
FILL = (
    """INSERT INTO instance (id, definition_id, subject_id, state, codec, version, started_at)
        SELECT n, 1, n, '', 1, 0, now() FROM generate_series(1, 40000) AS n""",
    """INSERT INTO "case" (id, number, procedure_id, version_id, rule_version, owner_id, submitter_id, channel_in,
        channel_out, applicant_name, search, status, financial, delivery, sync, fee_vnd, term, created_at, closed_at,
        supplements) SELECT n, 'N' || n, 1, 1 + (n % 20 = 0)::int, '1', 3, 3, 'ONLINE', 'DESK', '', '', 4, 'NONE',
        'NONE', 'NONE', 0, '', now(), CASE WHEN n % 10 > 0 THEN now() END, 0 FROM generate_series(1, 40000) AS n""",
    """INSERT INTO work_item (id, instance_id, subject_id, task_id, node, name, role, unit_id, opened_at)
        SELECT n, n, n, 't', 'n' || n % 7, 'N', 'one_stop', 1 + n % 2, now() - n * interval '1 min'
        FROM generate_series(10, 40000, 10) AS n""",
    """INSERT INTO incident (id, instance_id, subject_id, node, act, error, created_at, tries, resolved_at)
        SELECT n, n, n, 'n1', '{"kind": "timer"}', 'KeyError ' || n, now(), 1, CASE WHEN n % 1000 > 0 THEN now() END
        FROM generate_series(1, 40000) AS n""",
    "ANALYZE",
)


@pytest.fixture
def plans(db: Engine, database_kind: str) -> list[str]:
    """The plans of the statements, as they are run."""
    if database_kind != "postgresql":
        pytest.skip("the plans of PostgreSQL")
    with transaction():
        ground()
        first = session().get_one(ProcedureVersion, 1)
        row = {column.key: getattr(first, column.key) for column in ProcedureVersion.__table__.columns}
        session().add(ProcedureVersion(**{**row, "id": 2, "number": 2, "sha256": "2"}))
        session().flush()
        for statement in FILL:
            session().execute(text(statement))
    return heard(db, lambda statement: statement.startswith("SELECT"))


def test_what_has_ended_is_not_read(plans: list[str]) -> None:
    for name, look in LOOKS.items():
        plans.clear()
        with transaction(writes=False):
            assert look()
        wrong = [plan for plan in plans if 'Seq Scan on "case"' in plan or "Seq Scan on incident" in plan]
        assert wrong == [], name


def test_the_figures_of_many_are_right(plans: list[str]) -> None:
    with transaction(writes=False):
        found = whereabouts.heat(2)
        (incidents,) = trouble_groups.groups()
        in_use = {one.version_id: one.running for one in whereabouts.versions_in_use()}
    assert (sum(one.count for one in found), len(found), incidents.cases) == (2000, 7, 40)
    assert in_use == {1: 2000, 2: 2000}
    one = found[0]
    assert now() - one.oldest_at > timedelta(days=27) and one.oldest_at < one.median_at

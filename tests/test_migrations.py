"""Tables as the migrations make them, and as the models say."""

from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Integer, MetaData, String, Table, inspect, text

from app.cli import migrations, upgrade
from app.core.db import Base, bind, make_engine
from tests import templates


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request):
    """A database without any table."""
    with templates.blank(request.param) as url:
        engine = make_engine(url)
        bind(engine)
        yield engine
        engine.dispose()


def test_migrations_make_what_the_models_say(bare):
    upgrade()
    with bare.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []


DETAILS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
    "UNION SELECT name, 'numbers are never given twice' FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
    "UNION SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL AND relkind = 'r'",
}


def details(engine):
    """What the comparison above does not see: conditions of indexes, options of tables."""
    with engine.connect() as connection:
        rows = connection.execute(text(DETAILS[engine.dialect.name])).all()
    return {
        name: " ".join(said.split()) for name, said in rows if name not in ("alembic_version", "alembic_version_pkc")
    }


def test_indexes_and_options_are_the_models_own(bare):
    Base.metadata.create_all(bare)
    wanted = details(bare)
    Base.metadata.drop_all(bare)
    upgrade()
    assert details(bare) == wanted


def test_migrations_go_back_to_nothing_and_forward_again(bare):
    upgrade()
    command.downgrade(migrations(), "base")
    assert inspect(bare).get_table_names() == ["alembic_version"]
    upgrade()
    assert set(inspect(bare).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_upgrading_what_is_up_to_date_changes_nothing(bare):
    upgrade()
    upgrade()


OLD, ASKED, OLD_DUE = (datetime(2026, 9, day, 3, tzinfo=UTC) for day in (7, 8, 10))


class Old:
    """Rows as the first migration's tables take them, without what they hang on: only the migration is looked at."""

    def __init__(self, engine):
        self.connection = engine.connect()
        if engine.dialect.name == "sqlite":
            self.connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            self.connection.exec_driver_sql("SET session_replication_role = replica")

    def put(self, table, **row):
        into = Table(table, MetaData(), autoload_with=self.connection)
        words = {one.name: "" for one in into.columns if not one.nullable and isinstance(one.type, String)}
        numbers = {one.name: 0 for one in into.columns if not one.nullable and isinstance(one.type, Integer)}
        self.connection.execute(into.insert(), [{**numbers, **words, **row}])

    def dossier(self, case_id, status, received=OLD, due=OLD_DUE, **more):
        row = {"number": f"HS-{case_id}", "term": "3wd", "created_at": OLD, "received_at": received, **more}
        self.put("case", id=case_id, status=status, due_original=due, due_at=due, **row)

    def read(self, statement):
        return [tuple(row) for row in self.connection.execute(text(statement))]


def test_dossiers_that_were_open_get_clocks(bare):
    command.upgrade(migrations(), "0001")
    old = Old(bare)
    for case_id, status in ((1, 4), (2, 5), (4, 9), (5, 10), (6, 8)):
        old.dossier(case_id, status)
    old.dossier(3, 1, None, None)
    old.dossier(7, 7, status_before=5)
    old.dossier(8, 5, None, None)
    old.put("journal", case_id=2, at=ASKED, kind="completed")
    old.connection.commit()
    upgrade()
    clocks = "SELECT case_id, state, due_at IS NULL, calendar_version FROM legal_clock ORDER BY case_id"
    assert old.read(clocks) == [(1, "RUNNING", 0, 0), (2, "WAITING", 1, 0), (7, "WAITING", 1, 0)]
    assert old.read('SELECT id FROM "case" WHERE due_at IS NOT NULL ORDER BY id') == [(1,), (4,), (5,), (6,)]
    lines = old.read("SELECT case_id, kind FROM clock_ledger ORDER BY id")
    assert lines == [(1, "START"), (2, "START"), (7, "START"), (2, "WAIT"), (7, "WAIT")]
    asked = "SELECT at = (SELECT at FROM journal) FROM clock_ledger WHERE kind = 'WAIT' ORDER BY case_id"
    assert old.read(asked) == [(True,), (False,)]
    old.connection.close()


def test_clocks_go_and_appointments_stay_on_the_way_back(bare):
    upgrade()
    old = Old(bare)
    old.dossier(1, 5)
    old.connection.execute(text('UPDATE "case" SET due_at = NULL'))
    old.connection.commit()
    command.downgrade(migrations(), "0001")
    assert old.read('SELECT due_at = due_original FROM "case"') == [(True,)]
    old.connection.close()


def test_what_was_published_before_releases_counts_as_released_from_folders(bare):
    upgrade()
    command.downgrade(migrations(), "0003")
    with bare.begin() as connection:
        for statement in PUBLISHED:
            connection.execute(text(statement))
    upgrade()
    with bare.begin() as connection:
        rows = connection.execute(
            text(
                "SELECT procedure_id, kind, source, state, version_id, begun_at IS NOT NULL AS begun "
                "FROM procedure_release ORDER BY id"
            )
        )
        assert [tuple(row) for row in rows] == [
            (1, "RELEASE", "FOLDER", "RELEASED", 1, False),
            (1, "RELEASE", "FOLDER", "RELEASED", 2, True),
            (2, "RELEASE", "FOLDER", "RELEASED", 3, False),
            (2, "REPEAL", "FOLDER", "RELEASED", None, False),
        ]
        assert connection.execute(text("SELECT successors FROM procedure_release")).scalars().first() in ([], "[]")


HELD = "SELECT account_id, role FROM account_role ORDER BY account_id, role"


def test_who_did_something_before_the_rights_were_apart_may_go_on_doing_it(bare):
    command.upgrade(migrations(), "0005")
    old = Old(bare)
    for number, (account_id, role) in enumerate(((1, "designer"), (2, "admin"), (3, "clerk"), (4, "citizen")), 1):
        old.put("account", id=account_id, subject=str(account_id), demo=False, created_at=OLD)
        old.put("account_role", id=number, account_id=account_id, role=role)
    old.connection.commit()
    if bare.dialect.name == "postgresql":  # rows put in with their ids do not move the counter of ids
        old.connection.execute(text("SELECT setval(pg_get_serial_sequence('account_role', 'id'), 10)"))
        old.connection.commit()
    before = old.read(HELD)
    old.connection.close()
    upgrade()
    with bare.connect() as connection:
        held = [tuple(row) for row in connection.execute(text(HELD))]
    gained = [(1, "proposer"), (2, "operator"), (2, "releaser")]
    assert held == sorted([*before, *gained])
    command.downgrade(migrations(), "0005")
    with bare.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(HELD))] == before


VERSION = (
    "INSERT INTO procedure_version (id, procedure_id, number, sha256, code, name, name_en, sector, tier, "
    "service_level, legacy_level, for_citizens, for_businesses, life_event, name_folded, search, manifest, "
    "effective_from, published_at) SELECT %s, 'x', '1', 'n', 'n', 's', 'COMMUNE', 'FULL', 4, true, false, '', 'n', "
    "'n', '{}', '2025-07-01', '2025-07-01 00:00:00+00:00'"
)
PUBLISHED = (
    "INSERT INTO sector (code, name, name_en) VALUES ('s', 's', 's')",
    "INSERT INTO procedure (id, code, slug) VALUES (1, '1.000001', 'mot')",
    "INSERT INTO procedure (id, code, slug, repealed_on) VALUES (2, '1.000002', 'hai', '2026-01-01')",
    VERSION % "1, 1, 1",
    VERSION % "2, 1, 2",
    VERSION % "3, 2, 1",
    "UPDATE procedure SET current_version_id = 2 WHERE id = 1",
)

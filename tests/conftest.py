"""Fixtures for all tests: `db` (tables), `world` (tables, demo province, catalogue), `settings`, `app`, `client`.

Feature tests run once on SQLite and once on PostgreSQL, those of pages on SQLite only. TEST_DATABASE=sqlite or
TEST_DATABASE=postgresql takes one of them for all. `db` and `world` open no transaction.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from obstore.store import MemoryStore
from sqlalchemy import Connection, Engine, event

from app import create_app, plug_in
from app.core.config import ROOT, Settings
from app.core.db import bind, make_engine
from app.deadlines import rehearsal
from app.documents import storage
from tests import postgres, templates
from tests.browsing import Browser

ON_BOTH = {
    "engine", "cases", "catalogue", "identity", "integrations", "payments", "notifications", "documents", "delivery",
    "jobs", "core", "procedures", "deadlines",
}  # fmt: skip


WRITING = frozenset(("INSERT", "UPDATE", "DELETE"))

# The same examples every time, so that a change is what turns a test red; `--long` looks for new ones. No example is
# timed: the machine may be busy.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("seeking", deadline=None)
hypothesis.settings.load_profile("seeking" if "--long" in sys.argv else "steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long, with many cases")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is ended stops its server too
        folder = tempfile.mkdtemp(prefix="motcua-")
        os.chmod(folder, 0o711)  # another user runs PostgreSQL below it
        os.environ[templates.RUN_DIR] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and templates.RUN_DIR in os.environ:
        postgres.stop(templates.run_dir() / "pg")
        shutil.rmtree(templates.run_dir(), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.timeout(1200))
    if not config.getoption("--long"):
        skip = pytest.mark.skip(reason="many cases; run with --long")
        for item in items:
            if "long" in item.keywords:
                item.add_marker(skip)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = os.environ.get("TEST_DATABASE")
        area = Path(metafunc.definition.path).relative_to(ROOT / "tests").parts[0]
        both = ["sqlite", "postgresql"] if area in ON_BOTH else ["sqlite"]
        metafunc.parametrize("database_kind", [chosen] if chosen else both, scope="function")


@pytest.fixture
def database_kind() -> str:
    """`sqlite` or `postgresql`; parametrised by pytest_generate_tests."""
    return "sqlite"


def _bound(template: str, kind: str) -> Iterator[Engine]:
    with templates.copy_of(template, kind) as url:
        engine = make_engine(url)
        event.listen(engine, "before_cursor_execute", _no_writing_while_reading)
        bind(engine)
        storage.bind(MemoryStore())
        _forget()
        yield engine
        engine.dispose()


def _no_writing_while_reading(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    """A reading transaction that writes fails only now and then on SQLite (the writer's lock is had by another)."""
    if connection.get_execution_options().get("writes") is False and statement.lstrip()[:6].upper() in WRITING:
        raise AssertionError(f"written in a reading transaction (mark the view with @writes): {statement[:80]}")


def _forget() -> None:
    """Empties the caches of the app: the same row ids mean other rows in the next test's database. No rehearsal."""
    rehearsal.permit(False)
    for name, module in list(sys.modules.items()):
        if name.startswith("app."):
            for thing in list(vars(module).values()):
                if hasattr(type(thing), "cache_clear"):  # asked of the type: Flask's proxies answer for others
                    thing.cache_clear()


@pytest.fixture
def db(database_kind: str) -> Iterator[Engine]:
    """A fresh database with all tables and no row; the one that `transaction()` uses."""
    yield from _bound("empty", database_kind)


@pytest.fixture
def world(database_kind: str, settings: Settings) -> Iterator[Engine]:
    """A fresh database with the demo province, its accounts (`tests.world.DEMO_PASSWORD`) and the catalogue; plug-ins
    entered, an empty store of files bound."""
    plug_in(settings)
    storage.bind(storage.open_store(settings))
    yield from _bound("world", database_kind)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of mode `test`, with an instance folder of the test's own (but pressed static files in common)."""
    pressed = templates.run_dir() / "static"
    pressed.mkdir(exist_ok=True)
    (tmp_path / "static").symlink_to(pressed)
    return Settings(
        mode="test",
        database_url="sqlite://",
        secret_key="of the tests only, long enough to be taken",
        instance_dir=tmp_path,
        bpmn_dir=ROOT / "bpmn",
        forms_dir=ROOT / "forms",
        public_url="http://localhost",
        trusted_proxies=0,
        demo_password=None,
        allow_demo_twins=False,
    )


@pytest.fixture
def app(world: Engine, settings: Settings) -> Flask:
    """The whole application on `world`."""
    return create_app(settings, engine=world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session. What it posts carries the CSRF token of its page (see `tests.browsing`)."""
    app.test_client_class = Browser
    return app.test_client()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the end, loudly, what `scripts/test` could not get and which of its static checks failed."""
    for variable, title in (("TESTS_LACK", "COULD NOT BE HAD"), ("CHECKS_FAILED", "STATIC CHECKS FAILED")):
        if said := os.environ.get(variable):
            terminalreporter.write_sep("!", title, red=True, bold=True)
            for line in said.split("; "):
                terminalreporter.write_line(line, red=True)

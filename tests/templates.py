"""Template databases: made once per test run, then copied for each test.

`empty` has the tables only, `world` the demo province and the published catalogue too. The folder of the run (and the
PostgreSQL server in it) is shared by all xdist workers; a lock lets the first one who asks do the making.
"""

import fcntl
import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.core.db import bind, make_engine
from tests import postgres, pristine, world

RUN_DIR = "MOTCUA_TEST_RUN"
_numbers = itertools.count(1)
_mine: set[str] = set()


def run_dir() -> Path:
    """The folder of this test run; conftest makes and removes it."""
    return Path(os.environ[RUN_DIR])


@contextmanager
def copy_of(template: str, kind: str) -> Iterator[str]:
    """The address of a fresh copy of a template on `kind` (sqlite or postgresql)."""
    copied = _sqlite_copy(template) if kind == "sqlite" else _postgresql_copy(template)
    with copied as url:
        yield url


@contextmanager
def _sqlite_copy(template: str) -> Iterator[str]:
    original = run_dir() / f"{template}.db"
    with _only_once(original) as to_make:
        if to_make:
            draft = original.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            _make(template, f"sqlite:///{draft}")
            with sqlite3.connect(draft) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            draft.rename(original)
    copy = run_dir() / f"{os.getpid()}-{next(_numbers)}.db"
    shutil.copyfile(original, copy)
    try:
        yield f"sqlite:///{copy}"
    finally:
        for path in run_dir().glob(f"{copy.name}*"):
            path.unlink()


@contextmanager
def _postgresql_copy(template: str) -> Iterator[str]:
    """The worker's own copy, put back to what it was after each test."""
    name = f"{template}_{os.getpid()}"
    if name not in _mine:
        _postgresql_template(template)
        _execute(server(), f"CREATE DATABASE {name} TEMPLATE {template}")
        _mine.add(name)
    url = server() % name
    try:
        yield url
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            pristine.restore(connection)


def _postgresql_template(template: str) -> None:
    made = run_dir() / f"{template}.made"
    with _only_once(made) as to_make:
        if to_make:
            url = server() % template
            _execute(server(), f"DROP DATABASE IF EXISTS {template}")
            _execute(server(), f"CREATE DATABASE {template}")
            _make(template, url)
            with psycopg.connect(url, autocommit=True) as connection:
                pristine.remember(connection)
            made.touch()


@contextmanager
def blank(kind: str) -> Iterator[str]:
    """The address of a database without any table; dropped on leaving."""
    name = f"blank_{os.getpid()}_{next(_numbers)}"
    if kind == "sqlite":
        yield f"sqlite:///{run_dir() / name}.db"
        return
    _execute(server(), f"CREATE DATABASE {name}")
    try:
        yield server() % name
    finally:
        _execute(server(), f"DROP DATABASE {name} WITH (FORCE)")


def server() -> str:
    """The address of the run's PostgreSQL server (started at the first call), with `%s` for the database."""
    said = run_dir() / "server"
    with _only_once(said) as to_make:
        if to_make:
            draft = said.with_suffix(".draft")
            draft.write_text(postgres.start(run_dir() / "pg"))
            draft.rename(said)  # whole at once: others look whether it is there
    return said.read_text()


@contextmanager
def _only_once(result: Path) -> Iterator[bool]:
    """Holds a lock and says whether `result` is still to be made."""
    if result.exists():
        yield False
        return
    with result.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not result.exists()


def _make(template: str, url: str) -> None:
    engine = make_engine(url)
    bind(engine)
    try:
        world.make_tables()
        if template == "world":
            world.settle()
    finally:
        engine.dispose()


def _execute(address: str, statement: str) -> None:
    with psycopg.connect(address % "postgres", autocommit=True) as connection:
        connection.execute(statement.encode())

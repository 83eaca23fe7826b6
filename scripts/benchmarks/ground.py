"""What is measured on: the demo province and the whole catalogue, on a PostgreSQL of its own or on SQLite."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask

from app import create_app
from app.core.config import ROOT, Settings
from app.core.db import bind, make_engine
from tests import postgres, world

DURABLE = "ALTER SYSTEM SET fsync = on; ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf()"


@contextmanager
def postgresql(durable: bool = False) -> Iterator[tuple[Flask, str]]:
    """The application on a fresh PostgreSQL, and the database's address.

    Without `durable` commits do not wait for the disk, so that what is compared is work and not the disk.
    """
    with _folder() as folder:
        address = postgres.start(folder / "pg")
        try:
            with psycopg.connect(address % "postgres", autocommit=True) as connection:
                for statement in DURABLE.split("; ") if durable else ():
                    connection.execute(statement.encode())
                connection.execute("CREATE DATABASE measured")
            yield _made(address % "measured", folder), address % "measured"
        finally:
            postgres.stop(folder / "pg")


@contextmanager
def sqlite() -> Iterator[Flask]:
    """The application on a fresh SQLite file."""
    with _folder() as folder:
        yield _made(f"sqlite:///{folder / 'measured.db'}", folder)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    os.chmod(folder, 0o711)  # another user runs PostgreSQL below it
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(url: str, folder: Path) -> Flask:
    settings = Settings(
        mode="test",
        database_url=url,
        secret_key="of the measurements only, long enough to be taken",
        instance_dir=folder / "instance",
        bpmn_dir=ROOT / "bpmn",
        forms_dir=ROOT / "forms",
        public_url="http://localhost",
        trusted_proxies=0,
        demo_password=None,
        allow_demo_twins=False,
    )
    settings.instance_dir.mkdir()
    engine = make_engine(url)
    bind(engine)
    world.make_tables()
    world.settle()
    return create_app(settings, engine=engine)

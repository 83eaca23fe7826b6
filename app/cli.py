"""The flask commands: settings, tables, catalogue, demo province, timetable."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.cases.demo import make_dossiers, make_hours
from app.catalogue.publishing import load_all
from app.commands import deadlines, publishing, rehearsing, replaying, studio
from app.core.config import ROOT, Settings
from app.core.db import transaction
from app.core.errors import Invalid
from app.deadlines.loading import load as load_calendar
from app.engine.actions import actions
from app.identity.demo import change_password, close, make_demo

db = AppGroup("db", help="The tables.")
catalogue = AppGroup("catalogue", help="The published procedures.")
demo = AppGroup("demo", help="The demo province.")


def register(app: Flask, run_timetable: Callable[[bool], None]) -> None:
    """Gives `app` its commands; `run_timetable` runs the periodic duties until stopped, or waits for its turn first."""
    studio.group.add_command(rehearsing.rehearse)
    studio.group.add_command(replaying.replay)
    for command_or_group in (db, catalogue, demo, deadlines.group, studio.group, publishing.publish, check, prepare):
        app.cli.add_command(command_or_group)
    about = "Run the periodic duties until stopped: timers, messages, tidying."
    turn = click.Option(["--wait"], is_flag=True, help="On SQLite, where only one may run: wait for the turn.")
    app.cli.add_command(click.Command("timetable", callback=run_timetable, params=[turn], help=about))


def migrations() -> Config:
    """Alembic's configuration; `migrations/env.py` takes the bound database."""
    return Config(str(ROOT / "alembic.ini"))


def upgrade() -> None:
    """Brings the tables of the bound database up to the newest migration."""
    command.upgrade(migrations(), "head")


@db.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables up to date, and the national calendar in them."""
    _stand()


@db.command("downgrade")
@click.argument("revision", default="-1")
def downgrade_command(revision: str) -> None:
    """Take migrations back: one, or down to REVISION (`base`: all)."""
    command.downgrade(migrations(), revision)


@catalogue.command("load")
def load_command() -> None:
    """Publish every procedure of the bpmn folder; what is loaded already stays."""
    click.echo(f"{_load(_settings())} procedures are published.")


@demo.command("make")
def make_command() -> None:
    """Make the demo province and its accounts, or what is missing of them."""
    click.echo(f"Demo accounts have the password {_make_demo(_settings())}")


@demo.command("close")
def close_command() -> None:
    """Disable the demo accounts: nobody can sign in to them any more."""
    with transaction():
        closed = close()
    click.echo(f"{closed} demo accounts were closed.")


@click.command("check")
@with_appcontext
def check() -> None:
    """Check the settings and say what the system would run with."""
    settings = _settings()
    for name in ("mode", "public_url", "instance_dir", "trusted_proxies", "demo"):
        click.echo(f"{name}: {getattr(settings, name)}")
    click.echo(f"database: {settings.database_url.split(':', 1)[0]}")


@click.command("prepare")
@click.option("--demo/--no-demo", "with_demo", default=True, help="Make the demo province too.")
@with_appcontext
def prepare(with_demo: bool) -> None:
    """Tables, demo province and catalogue in one go; what is there already stays."""
    settings = _settings()
    _stand()
    if with_demo:
        _make_demo(settings)
        click.echo("The demo province stands.")
    click.echo(f"{_load(settings)} procedures are published.")
    if with_demo:
        with transaction():
            make_dossiers()


def _stand() -> None:
    upgrade()
    click.echo("Tables are up to date.")
    with transaction():
        load_calendar()
    click.echo("The national calendar is entered.")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _load(settings: Settings) -> int:
    try:
        with transaction():
            return len(load_all(settings.bpmn_dir, settings.forms_dir, actions))
    except Invalid as refusal:
        raise click.ClickException(f"the catalogue was not loaded:\n{_faults(refusal)}") from refusal


def _faults(refusal: Invalid) -> str:
    return "\n".join(f"  {path}: {_filled(*fault)}" for path, fault in refusal.fields.items()) or str(refusal)


def _filled(text: str, params: dict[str, object]) -> str:
    return text % params if params else text


def _make_demo(settings: Settings) -> str:
    """Makes the province and returns the accounts' password: DEMO_PASSWORD, else the kept one, else a new one."""
    if not settings.demo:
        raise click.ClickException("production has no demo accounts; set ALLOW_DEMO_TWINS=yes if you mean it")
    kept = settings.instance_dir / "demo_password"
    before = kept.read_text(encoding="utf-8").strip() if kept.exists() else None
    password = settings.demo_password or before or secrets.token_urlsafe(9)
    try:
        with transaction():
            make_demo(password)
            make_hours()
            if before not in (None, password):
                change_password(password)
    except Invalid as refusal:
        raise click.ClickException(f"DEMO_PASSWORD is not taken:\n{_faults(refusal)}") from refusal
    _keep(kept, password)
    return password


def _keep(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(secret + "\n")

"""The system itself: how it does, and the settings it runs with."""

from dataclasses import fields

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import make_url

from app.cases import timetable
from app.core.clock import wall
from app.core.config import MB, Settings
from app.integrations import heartbeats
from app.integrations.models import Worker
from app.reporting import health
from app.web.admin.guard import reader

HIDDEN = frozenset({"secret_key", "demo_password"})
SIZES = frozenset({"max_upload", "max_request"})


def home() -> ResponseReturnValue:
    """What needs an administrator now. Others of the house go to what is theirs: incidents, procedures."""
    actor = reader()
    if not actor.has("admin"):
        return redirect(url_for("admin.incidents" if actor.has("operator") else "admin.procedures"))
    settings = _settings()
    return render_template(
        "admin/home.html",
        checks=health.checks(settings),
        recounting=timetable.recounting(),
        failing=timetable.failing_count(),
        workers=[_worker(one) for one in heartbeats.living()],
        settings_shown=_shown(settings),
    )


def _worker(one: Worker) -> dict[str, object]:
    """A process that runs the timetable; `age` in seconds since it was last heard of."""
    age = max(0, int((wall() - one.seen_at).total_seconds()))
    return {"name": one.name, "started_at": one.started_at, "acts": one.acts, "age": age}


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _shown(settings: Settings) -> list[tuple[str, str]]:
    """The settings in force; secrets only say that they are set."""
    return [(one.name, _said(one.name, getattr(settings, one.name))) for one in fields(settings)]


def _said(name: str, value: object) -> str:
    if name in HIDDEN:
        return "••••••" if value else "–"
    if name == "database_url":
        return make_url(str(value)).render_as_string(hide_password=True)
    if name in SIZES and isinstance(value, int):
        return f"{value // MB} MB"
    return "–" if value is None else str(value)

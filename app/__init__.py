"""Một Cửa: the assembly of the application."""

from flask import Flask
from sqlalchemy import Engine

from app.core.config import Settings, load_settings
from app.core.db import bind, make_engine


def create_app(settings: Settings | None = None, *, engine: Engine | None = None) -> Flask:
    """The application. Without `settings` they come from the environment; without `engine` one is made for them."""
    settings = settings or load_settings()
    bind(engine or make_engine(settings.database_url))
    app = Flask(__name__)
    app.secret_key = settings.secret_key
    return app

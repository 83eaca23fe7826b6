"""Fixtures for tests of pages that need no data."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from app import create_app
from app.core.config import Settings
from tests.browsing import Browser


@pytest.fixture
def bare(db: Engine, settings: Settings) -> Flask:
    """The application on empty tables; tests may add views of their own before the first request."""
    app = create_app(settings, engine=db)
    app.test_client_class = Browser
    return app

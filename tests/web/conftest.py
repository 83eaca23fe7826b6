"""Fixtures for tests of pages: the bare application, a designer with a draft."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import create_app
from app.catalogue import drafts, own_files
from app.core.clock import today
from app.core.config import Settings
from app.core.db import transaction
from app.identity.accounts import by_username
from tests.browsing import Browser
from tests.web.officers import as_


@pytest.fixture
def bare(db: Engine, settings: Settings) -> Flask:
    """The application on empty tables; tests may add views of their own before the first request."""
    app = create_app(settings, engine=db)
    app.test_client_class = Browser
    return app


@pytest.fixture
def designer(client: FlaskClient) -> FlaskClient:
    """A client signed in as the designer."""
    return as_(client, "designer")


@pytest.fixture
def draft_id(designer: FlaskClient) -> int:
    """A draft of a new procedure, the least that runs."""
    with transaction():
        files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
        return drafts.begin("thu-moi", "Thủ tục thử", files, by_username("designer").id).id

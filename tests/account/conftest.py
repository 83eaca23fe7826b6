"""Signing in needs people and no catalogue: a smaller world."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.core.db import transaction
from app.identity.demo import make_demo
from tests.world import DEMO_PASSWORD


@pytest.fixture
def world(db: Engine) -> Iterator[Engine]:
    """The demo province and its accounts."""
    with transaction():
        make_demo(DEMO_PASSWORD)
    yield db

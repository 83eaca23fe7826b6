"""A library of procedures of the test's own."""

from pathlib import Path

import pytest

from tests.catalogue.making import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Shared diagrams and forms of the house, no procedure yet."""
    return Library(tmp_path)

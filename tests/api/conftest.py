"""Callers of the API by username."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import transaction
from app.identity import accounts, tokens


@dataclass
class Caller:
    """A program with a token (None: without)."""

    client: FlaskClient
    token: str | None
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._ask("GET", path, **more)

    def post(self, path: str, json: Any = None, key: str | None = None, **more: Any) -> TestResponse:
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self._ask("POST", path, json=json, headers=headers, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self._ask("DELETE", path, **more)

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        path = path if path.startswith("/") else f"/api/v1/{path}"
        return self.client.open(path, method=method, headers={**known, **self.headers, **(headers or {})}, **more)


@pytest.fixture
def api(app: Flask) -> Callable[[str | None], Caller]:
    """`api("desk")` is a caller with a token of desk; `api(None)` has none."""

    def caller(username: str | None) -> Caller:
        if username is None:
            return Caller(app.test_client(), None)
        with transaction():
            found = accounts.by_username(username)
            assert found is not None
            return Caller(app.test_client(), tokens.open_token(found.id))

    return caller

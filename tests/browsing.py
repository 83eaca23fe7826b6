"""The client of the tests: like a browser it sends the token of the page with every form."""

import secrets
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

READING = frozenset(("GET", "HEAD", "OPTIONS"))


class Browser(FlaskClient):
    """Sends a valid CSRF token with each post; `token=False` leaves it out, as a page of somebody else would."""

    def open(self, *args: Any, token: bool = True, **kwargs: Any) -> TestResponse:
        """Asks the application."""
        if token and str(kwargs.get("method", "GET")).upper() not in READING:
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), "X-CSRFToken": self._token()}
        kwargs.setdefault("buffered", True)  # reads to the end and closes, as a browser does
        return super().open(*args, **kwargs)

    def _token(self) -> str:
        with self.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token").dumps(raw))

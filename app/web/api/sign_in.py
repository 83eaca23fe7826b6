"""Bearer tokens."""

from typing import Any

from flask import Response, current_app, request

from app.identity import accounts, tokens
from app.web.api.caller import bearer
from app.web.api.replies import reply


def issued(given: dict[str, Any]) -> Response:
    """A new token for a username and password."""
    account = accounts.by_password(given["username"], given["password"], request.remote_addr or "")
    seconds = current_app.config["SETTINGS"].token_seconds
    token = tokens.open_token(account.id, seconds=seconds)
    return reply({"token": token, "token_type": "Bearer", "expires_in": seconds}, 201)


def ended() -> Response:
    """Ends the token of this request."""
    tokens.close(bearer())
    return Response(status=204)

"""The addresses of this surface, made from the table of operations."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response

from app.web.api.caller import identify
from app.web.api.given import read_body, read_query
from app.web.api.idempotency import once
from app.web.api.openapi import document
from app.web.api.operations import OPERATIONS, V1, Operation
from app.web.api.replies import JSON

blueprint = Blueprint("api", __name__)


def _view(operation: Operation) -> Callable[..., Response]:
    """Who calls, what they sent, whether it has been done already, then the view itself."""

    def view(**parts: Any) -> Response:
        actor = None if operation.public else identify()
        if operation.query:
            parts["asked"] = read_query(operation.query)
        if operation.body is not None:
            parts["given"] = read_body(operation.body)
        act = partial(operation.view, **parts)
        return once(actor.account_id, act) if actor is not None and operation.method == "POST" else act()

    view.writes = operation.writes  # type: ignore[attr-defined]
    return view


def description() -> Response:
    """OpenAPI 3.1."""
    return Response(document(), content_type=JSON)


for operation in OPERATIONS:
    blueprint.add_url_rule(operation.path, operation.name, _view(operation), methods=[operation.method])
blueprint.add_url_rule(f"{V1}/openapi.json", "description", description)

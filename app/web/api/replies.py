"""Answers as JSON."""

from typing import Any

import orjson
from flask import Response

JSON = "application/json"


def reply(data: Any, status: int = 200, *, location: str | None = None) -> Response:
    """The data as JSON; instants in UTC with a Z. Private, so not kept by anything in between."""
    response = Response(orjson.dumps(data, option=orjson.OPT_UTC_Z), status, content_type=JSON)
    if location is not None:
        response.headers["Location"] = location
    response.headers["Cache-Control"] = "no-store"
    return response


def page(items: list[dict[str, Any]], next_cursor: str | None) -> Response:
    """A page of a list. `next_cursor` is null on the last."""
    return reply({"items": items, "next_cursor": next_cursor})

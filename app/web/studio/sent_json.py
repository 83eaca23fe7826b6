"""What the canvas sends, as JSON."""

from typing import Any

import orjson
from flask import request

from app.core.errors import Invalid


def sent_json() -> dict[str, Any]:
    """The object sent. Raises Invalid for what is none, is nested too deeply or has half a sign (a lone surrogate)."""
    try:
        sent = orjson.loads(request.get_data()) if request.is_json else None
    except orjson.JSONDecodeError:
        raise Invalid() from None
    if not isinstance(sent, dict):
        raise Invalid()
    return sent

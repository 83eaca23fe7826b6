"""For whoever watches the system: is the process alive, can it do its work."""

from flask import Response
from sqlalchemy import text

from app.core.db import session
from app.web.api.replies import reply


def alive() -> Response:
    """The process answers. Touches nothing else: a database that is away is no reason to restart us."""
    return reply({"status": "ok"})


def ready() -> Response:
    """The database answers too; a 503 otherwise."""
    session().execute(text("SELECT 1 FROM account LIMIT 1"))
    return reply({"status": "ok"})

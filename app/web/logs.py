"""One JSON line per request on standard error: what was asked, how it ended, how long it took.

No address, name, number or path of a person is in it: the route's pattern stands for the path. An exception is told
by its type and frames; its message only outside production, since databases quote the row in theirs.
"""

import re
import secrets
import sys
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request

from app.core.config import Settings

_GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


def set_up(app: Flask, settings: Settings) -> None:
    """Logs every request of `app`. The request's id comes from X-Request-ID behind a trusted proxy, else is new."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

    @app.after_request
    def note(response: Response) -> Response:
        if settings.mode != "test":
            structlog.get_logger().info(
                "request",
                request_id=request_id(),
                method=request.method,
                route=request.url_rule.rule if request.url_rule else None,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            )
        response.headers["X-Request-ID"] = request_id()
        return response


def begin(settings: Settings) -> None:
    """Starts the clock of the request and gives it its id."""
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-ID", "") if settings.trusted_proxies else ""
    g.request_id = given if _GIVEN_ID.match(given) else secrets.token_hex(6)


def request_id() -> str:
    """The id of the request: in the log line, in the answer's header and on the page of an unexpected error."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


def fault(error: BaseException, *, told: bool, **where: Any) -> None:
    """Logs an exception nobody expected; its message only if `told`."""
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-12:]]
    message = {"message": str(error)[:1000]} if told else {}
    structlog.get_logger().error("fault", kind=type(error).__qualname__, frames=frames, **message, **where)

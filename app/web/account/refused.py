"""Showing a form again with what was wrong. What the request counted stays counted: see `core.db.even_if_refused`."""

from typing import Any

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from app.core.errors import Invalid, Refusal, TooMany
from app.web.errors import problem_of


def shown(template: str, refusal: Refusal | None = None, **context: Any) -> Response:
    """The page; with a refusal its faults at their fields, those of no field on top, and the refusal's status."""
    if refusal is None:
        return make_response(render_template(template, faults={}, summary=[], **context))
    problem = problem_of(refusal)
    text = _wait(refusal) if isinstance(refusal, TooMany) else problem.text
    summary: list[tuple[str | None, str]] = [(f"f-{name}", said) for name, said in problem.fields.items()]
    if not isinstance(refusal, Invalid) or not summary:
        summary.insert(0, (None, text))
    page = render_template(template, faults=problem.fields, summary=summary, **context)
    response = make_response(page, refusal.status)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _wait(refusal: TooMany) -> str:
    minutes = max(1, round(refusal.retry_after / 60))
    return str(_("Đã thử quá nhiều lần. Chờ %(minutes)s phút rồi thử lại; bạn chưa mất gì.", minutes=minutes))

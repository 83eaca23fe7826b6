"""The catalogue."""

from typing import Any

from flask import Response

from app.catalogue import queries
from app.core.errors import Invalid, NotFound
from app.web.api import written
from app.web.api.replies import page, reply

LONGEST_CODE = 40


def listed(asked: dict[str, Any]) -> Response:
    """Procedures in force, best match first."""
    try:
        found = queries.search(
            asked["q"] or "",
            agency=asked["agency"],
            sector=asked["sector"],
            level=asked["level"],
            tier=asked["tier"],
            audience=asked["audience"],
            life_event=asked["life_event"],
            after=asked["cursor"],
            limit=asked["limit"],
        )
    except Invalid as refusal:
        # Pages call it `after`.
        raise Invalid({"cursor" if path == "after" else path: said for path, said in refusal.fields.items()}) from None
    return page([written.found_procedure(one) for one in found.items], found.next_cursor)


def one(code: str) -> Response:
    """One procedure by its code."""
    if len(code) > LONGEST_CODE or not code.isprintable():
        raise NotFound
    version = queries.get(code)
    return reply(written.procedure(version, queries.offers(version.procedure_id)))

"""Finding a procedure and reading about it."""

from urllib.parse import urlencode

from flask import render_template, request

from app.cases.calendars import of_unit
from app.catalogue import queries, releases
from app.core.clock import now
from app.core.errors import NotFound
from app.deadlines.terms import due
from app.web.layout.catalogue_words import choices

FILTERS = ("agency", "sector", "level", "tier", "audience", "life_event")
LIMIT = 20
LONGEST = 200


def index() -> str:
    """The search with its filters in the address, a page at a time."""
    asked = {name: request.args.get(name, "")[:80] for name in FILTERS}
    q = request.args.get("q", "")[:LONGEST].strip()
    after = request.args.get("after", "")[:1000]
    found = queries.search(q, **{name: asked[name] or None for name in FILTERS}, after=after or None, limit=LIMIT)
    kept = {name: value for name, value in {"q": q, **asked}.items() if value}
    return render_template(
        "public/procedures.html",
        q=q,
        asked=asked,
        narrowed=any(asked.values()),
        found=found,
        agencies=queries.agencies(),
        sectors=queries.sectors(),
        choices=choices,
        next_url=_address({**kept, "after": found.next_cursor}) if found.next_cursor else None,
        first_url=_address(kept) if after else None,
    )


def show(code: str) -> str:
    """One procedure: what you get, how long, what it costs, what to bring, where and how; of a repealed one, what took
    its place."""
    try:
        version = queries.get(code)
    except NotFound:
        return render_template("public/repealed.html", said=releases.repealed(code))
    return render_template(
        "public/procedure.html",
        version=version,
        m=version.described,
        ready_by=due(version.described.term, now(), of_unit(None)),
        offers=queries.offers(version.procedure_id),
        sector=next((group for group in queries.sectors() if group.key == version.sector), None),
    )


def _address(args: dict[str, str]) -> str:
    return f"/thu-tuc?{urlencode(args)}"

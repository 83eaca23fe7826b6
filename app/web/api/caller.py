"""Who calls: the account behind the bearer token. Cookies count for nothing here, so no page can forge a call."""

from flask import g, request

from app.core.errors import Unauthenticated
from app.identity import tokens
from app.identity.actor import Actor
from app.web.session import admitted

SCHEME = "bearer "


def bearer() -> str:
    """The token of this request; empty when there is none."""
    header = request.headers.get("Authorization", "")
    return header[len(SCHEME) :].strip() if header[: len(SCHEME)].lower() == SCHEME else ""


def identify() -> Actor:
    """The caller, also kept in `g.actor`: one statement.

    Raises Unauthenticated.
    """
    token = bearer()
    g.actor = admitted(tokens.actor_of(token)) if token else None
    if g.actor is None:
        raise Unauthenticated
    caller: Actor = g.actor
    return caller


def caller() -> Actor:
    """The caller that `identify` found."""
    found: Actor = g.actor
    return found

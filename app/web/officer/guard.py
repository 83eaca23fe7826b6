"""Who may be here."""

from app.core.errors import Forbidden
from app.identity.actor import Actor
from app.web import session


def officer() -> Actor:
    """The officer who asks. Raises Unauthenticated, and Forbidden for people without a role in any unit."""
    actor = session.actor()
    if not actor.is_officer:
        raise Forbidden()
    return actor

"""Who may be here: designers draw, administrators look on."""

from app.core.errors import Forbidden
from app.identity.actor import Actor
from app.web import session


def designer() -> Actor:
    """The designer who asks. Raises Unauthenticated, Forbidden."""
    return _one_of("designer")


def releaser() -> Actor:
    """The administrator who decides about what designers propose. Raises Unauthenticated, Forbidden."""
    return _one_of("admin")


def reader() -> Actor:
    """Whoever may look at drafts. Raises Unauthenticated, Forbidden."""
    return _one_of("designer", "admin")


def _one_of(*roles: str) -> Actor:
    actor = session.actor()
    if not any(actor.has(role) for role in roles):
        raise Forbidden()
    return actor

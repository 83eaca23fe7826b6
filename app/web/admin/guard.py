"""Who may be here."""

from app.core.errors import Forbidden
from app.identity.actor import Actor
from app.web import session


def admin() -> Actor:
    """The administrator who asks. Raises Unauthenticated, Forbidden."""
    return _one_of("admin")


def admin_or_designer() -> Actor:
    """Whoever keeps the catalogue. Raises Unauthenticated, Forbidden."""
    return _one_of("admin", "designer")


def _one_of(*roles: str) -> Actor:
    actor = session.actor()
    if not any(actor.has(role) for role in roles):
        raise Forbidden()
    return actor
